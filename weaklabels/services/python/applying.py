"""Rules in Python over documents: each in a process of its own, a thousand documents at a time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.utils import translation

from annotate.models import Project
from weaklabels.models import FunctionVersion
from weaklabels.sandbox.client import Limits, NotRunning, RuleFailed, RunningRule
from weaklabels.services.python.failures import NOT_ITS_FAULT, not_allowed, not_running, sentence_of
from weaklabels.services.python.permission import roles_allowed
from weaklabels.services.python.reading import Reader, Vote, WrongVote, as_votes
from weaklabels.services.stretches import Stopped, Stretch, Told
from weaklabels.services.votes import Votes

BATCH = 1_000  # documents
LARGEST_BATCH = 8_000_000  # bytes of text; the sandbox takes 64 MB with all that JSON adds
LIMITS = Limits()


class Read(NamedTuple):
    """A document as a rule reads it."""

    id: int
    text: bytes
    metadata: dict[str, Any]


class Sitting:
    """A version of a rule at work on one stretch of documents after the other, in one process until it ends."""

    def __init__(self, project: Project, version: FunctionVersion) -> None:
        self.version = version
        self._reader = Reader.of(version.function.question, version.definition["source"])
        self._allowed = bool(roles_allowed(project))
        self._open = ExitStack()
        self._rule: RunningRule | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Let the process go. The next look begins a new one."""
        self._rule = None
        self._open.close()

    def look(self, stretch: Stretch, told: Told) -> Votes | Stopped:
        """What it says of the stretch, or why it cannot go on."""
        with translation.override(self.version.author.language):  # who is to read what went wrong
            if not self._allowed:
                return Stopped(not_allowed(), waits=True)
            try:
                return self._votes(stretch, told)
            except WrongVote as wrong:
                return Stopped(str(wrong))
            except RuleFailed as failure:
                return Stopped(sentence_of(failure), waits=failure.kind in NOT_ITS_FAULT)
            except NotRunning:
                return Stopped(not_running(), waits=True)

    def _votes(self, stretch: Stretch, told: Told) -> Votes:
        """A process that died may have gone down with the service: it gets a second one."""
        try:
            said = self._said(stretch, told)
        except RuleFailed as failure:
            self.end()
            if failure.kind != "died":
                raise
            said = self._said(stretch, lambda _documents: told(0))
        return as_votes(said, spans=self._reader.says_spans)

    def _said(self, stretch: Stretch, told: Told) -> list[Vote]:
        if self._rule is None:
            rule = RunningRule(settings.RULES_SOCKET, self._reader.source, LIMITS)
            self._rule = self._open.enter_context(rule)
        return votes_of(self._rule, self._reader, batches(stretch), told)


def run_rule(reader: Reader, batches: Iterator[list[Read]], limits: Limits) -> list[Vote]:
    """All its votes, from a process for this alone. Raises WrongVote, RuleFailed or NotRunning."""
    with RunningRule(settings.RULES_SOCKET, reader.source, limits) as rule:
        return votes_of(rule, reader, batches)


def votes_of(
    rule: RunningRule,
    reader: Reader,
    batches: Iterator[list[Read]],
    told: Callable[[int], None] = lambda _documents: None,
) -> list[Vote]:
    votes: list[Vote] = []
    for batch in batches:
        answers = rule.votes([(one.text.decode(), one.metadata) for one in batch])
        for one, said in zip(batch, answers, strict=True):
            votes += reader.read(one.id, one.text, said)
        told(len(batch))
    return votes


def batches(stretch: Stretch) -> Iterator[list[Read]]:
    """The documents that have not been erased."""
    texts, batch, size = stretch.corpus.texts, [], 0
    ids = stretch.corpus.ids[stretch.start : stretch.stop].tolist()
    for place, (number, text) in enumerate(
        zip(ids, texts.texts(stretch.start, stretch.stop), strict=True), start=stretch.start
    ):
        if number < 0:
            continue
        if batch and (len(batch) == BATCH or size + len(text) > LARGEST_BATCH):
            yield batch
            batch, size = [], 0
        batch.append(Read(number, text, texts.metadata(place)))
        size += len(text)
    if batch:
        yield batch
