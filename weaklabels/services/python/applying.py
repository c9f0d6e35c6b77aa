"""Rules in Python over a stretch of documents: each in a process of its own, a thousand documents at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation

from annotate.models import Project
from weaklabels.models import FunctionVersion
from weaklabels.sandbox.client import Limits, NotRunning, RuleFailed, RunningRule
from weaklabels.services.python.failures import NOT_ITS_FAULT, not_allowed, not_running, sentence_of
from weaklabels.services.python.permission import roles_allowed
from weaklabels.services.python.reading import Reader, Vote, WrongVote, as_votes
from weaklabels.services.stretches import Stopped, Stretch
from weaklabels.services.votes import Votes

BATCH = 1_000  # documents
LARGEST_BATCH = 8_000_000  # bytes of text; the sandbox takes 64 MB with all that JSON adds
LIMITS = Limits()
ONCE_MORE = 1


class Read(NamedTuple):
    """A document as a rule reads it."""

    id: int
    text: bytes
    metadata: dict[str, Any]


def written_in_python(
    project: Project, versions: Sequence[FunctionVersion]
) -> Callable[[Stretch], list[Votes | Stopped]]:
    """One rule after the other. What one does, be it never to end, changes nothing for the next."""
    allowed = bool(roles_allowed(project))

    def look(stretch: Stretch) -> list[Votes | Stopped]:
        return [_votes_or_why_not(version, stretch, allowed=allowed) for version in versions]

    return look


def _votes_or_why_not(version: FunctionVersion, stretch: Stretch, *, allowed: bool) -> Votes | Stopped:
    with translation.override(version.author.language):  # who is to read what went wrong
        if not allowed:
            return Stopped(not_allowed(), waits=True)
        try:
            return _votes(version, stretch)
        except WrongVote as wrong:
            return Stopped(str(wrong))
        except RuleFailed as failure:
            return Stopped(sentence_of(failure), waits=failure.kind in NOT_ITS_FAULT)
        except NotRunning:
            return Stopped(not_running(), waits=True)


def _votes(version: FunctionVersion, stretch: Stretch, again: int = ONCE_MORE) -> Votes:
    """What it says of the stretch. A process that died may have gone down with the service: it gets a second one."""
    reader = Reader.of(version.function.question, version.definition["source"])
    try:
        said = run_rule(reader, batches(stretch), LIMITS)
    except RuleFailed as failure:
        if failure.kind != "died" or not again:
            raise
        return _votes(version, stretch, again - 1)
    return as_votes(said, spans=reader.says_spans)


def run_rule(reader: Reader, batches: Iterator[list[Read]], limits: Limits) -> list[Vote]:
    """All its votes. Raises WrongVote, RuleFailed or NotRunning."""
    votes: list[Vote] = []
    with RunningRule(settings.RULES_SOCKET, reader.source, limits) as rule:
        for batch in batches:
            answers = rule.votes([(one.text.decode(), one.metadata) for one in batch])
            for one, said in zip(batch, answers, strict=True):
                votes += reader.read(one.id, one.text, said)
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
