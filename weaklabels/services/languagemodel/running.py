"""The job that asks: a few documents at a time, each answer kept as soon as it is paid for, never beyond the limit."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Document, Job, User
from annotate.problems import Conflict, Invalid, Problem
from weaklabels.connecting import NoAnswer
from weaklabels.languagemodel.asking import Conversation, Said
from weaklabels.languagemodel.endpoint import Endpoint
from weaklabels.languagemodel.prompts import Prompt
from weaklabels.models import FunctionVersion, LabelingFunction, ModelAnswer, VoteColumn
from weaklabels.services.documents import living_ids
from weaklabels.services.functions import FIT
from weaklabels.services.languagemodel.answers import (
    SAMPLE,
    Answer,
    answered_sample,
    known_answers,
    sample_of,
)
from weaklabels.services.languagemodel.definitions import endpoint_or_refuse
from weaklabels.services.languagemodel.spending import spent_by_rule, spent_in
from weaklabels.services.python.reading import Vote, as_votes
from weaklabels.services.votes import Votes, write_piece

ASK = "ask_language_model"
AT_ONCE = 4  # questions under way
STRETCH = 200  # documents a piece of votes


class Stopped(Problem):
    """It could not go on; what was answered until then is kept."""

    kind = "stopped"


@transaction.atomic
def start_asking(function: LabelingFunction, by: User, *, sample: bool) -> Job:
    """Ask about 20 documents, or about all that are left. Raises Conflict or NotConfigured."""
    endpoint_or_refuse()
    if function.retired_at:
        raise Conflict(_("This rule is retired. Bring it back first."))
    version = function.newest
    if not sample and not answered_sample(version):
        raise Conflict(_("Try it on %(count)s documents first, and look at the answers.") % {"count": SAMPLE})
    if asking_of(function):
        raise Conflict(_("It is being asked already. Wait for it, or cancel it."))
    arguments = {"version": version.id, "sample": sample}
    return jobs.start(ASK, project=function.project, owner=by, arguments=arguments)


def asking_of(function: LabelingFunction) -> Job | None:
    """The job that asks for this rule now."""
    waiting = Job.objects.filter(kind=ASK, project=function.project_id, finished_at=None)
    versions = list(function.versions.values_list("id", flat=True))
    return waiting.filter(arguments__version__in=versions).select_related("project").first()


@handler(ASK, lane=Job.Lane.BULK, name=gettext_lazy("ask the language model"))
def ask_language_model(run: Run) -> None:
    versions = FunctionVersion.objects.select_related("function__question__project", "column")
    version = versions.get(id=run.job.arguments["version"])
    VoteColumn.objects.filter(version=version).update(error="")
    try:
        asking = Asking.about(version)
        asked = (_sample if run.job.arguments["sample"] else _all)(run, asking)
    except (NoAnswer, Stopped) as why:
        VoteColumn.objects.filter(version=version).update(error=str(why))
        raise Invalid(str(why)) from None
    finally:
        if not run.job.arguments["sample"]:
            jobs.due(FIT, version.function.project_id)
    run.finish({"documents": asked, "cost": str(asking.spent)})


def _sample(run: Run, asking: "Asking") -> int:
    ids = sample_of(asking.version)
    asking.answers_to(run, ids)
    return len(ids)


def _all(run: Run, asking: "Asking") -> int:
    """Stretch by stretch; a killed worker loses the votes of one, and none of its answers."""
    project = asking.version.function.project
    ids = living_ids(project)
    done = int(np.searchsorted(ids, asking.version.column.looked_until, "right"))
    first = asking.version.column.looked_until + 1
    run.report_progress(done, len(ids))
    for start in range(done, len(ids), STRETCH):
        stretch = ids[start : start + STRETCH].tolist()
        votes = asking.votes(asking.answers_to(run, stretch))
        with run.commit():
            write_piece(asking.version.column, first, stretch[-1], votes, len(stretch))
        first = stretch[-1] + 1
        run.report_progress(start + len(stretch), len(ids))
    return len(ids) - done


def batched(keys: Sequence[bytes], size: int) -> Iterator[Sequence[bytes]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


@dataclass
class Asking:
    """One run over documents: the connection, the prompt, and what is left to spend."""

    version: FunctionVersion
    prompt: Prompt
    conversation: Conversation
    left: Decimal
    spent: Decimal = Decimal(0)

    @classmethod
    def about(cls, version: FunctionVersion) -> "Asking":
        """Raises NoAnswer or NotConfigured."""
        endpoint = endpoint_or_refuse()
        own = Decimal(version.definition["most_spent"]) - spent_by_rule(version)
        everybodys = endpoint.most_spent - spent_in(version.function.project)
        return cls(version, Prompt.read(version.definition), Conversation(endpoint), min(own, everybodys))

    @property
    def endpoint(self) -> Endpoint:
        return self.conversation.endpoint

    def answers_to(self, run: Run, ids: Sequence[int]) -> dict[int, Answer]:
        """The answer to each document, asked where it is not known. Raises Stopped or NoAnswer."""
        texts = dict(Document.objects.filter(id__in=ids, erased_at=None).values_list("id", "text"))
        keys = {number: self.prompt.key(text) for number, text in texts.items()}
        known = known_answers(self.version, keys.values())
        unknown = {key: texts[number] for number, key in keys.items() if key not in known}  # equal texts once
        documents = {key: number for number, key in keys.items()}
        for some in batched([*unknown], AT_ONCE):
            self._check_left([unknown[key] for key in some])
            known |= self._asked({key: unknown[key] for key in some}, documents)
            run.report_progress(run.progress)  # raises Cancelled where somebody asked for it
        return {number: known[key] for number, key in keys.items()}

    def _check_left(self, texts: Sequence[str]) -> None:
        """Raises Stopped before more would be spent than may be."""
        characters = sum(len(self.prompt.about(text)) for text in texts)
        if self.spent + self.endpoint.estimate(characters, len(texts), self.prompt.most_tokens) > self.left:
            raise Stopped(
                _(
                    "Asking stopped at the limit: this rule or this project has spent what it may. "
                    "%(cost)s %(currency)s were spent this time."
                )
                % {"cost": f"{self.spent:.4f}", "currency": self.endpoint.currency}
            )

    def _asked(self, texts: dict[bytes, str], documents: dict[bytes, int]) -> dict[bytes, Answer]:
        """Ask about these at once, and keep what was answered; what failed is asked once more. Raises NoAnswer."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = dict(zip(texts, pool.map(self._ask, texts.values()), strict=True))
        answers = self._keep(outcomes, texts, documents)
        failed = [key for key in texts if key not in answers]
        for key in failed:
            answers |= self._keep({key: self._ask(texts[key])}, texts, documents)
            if key not in answers:
                raise NoAnswer(str(outcomes[key]))
        return answers

    def _ask(self, text: str) -> Said | NoAnswer:
        try:
            return self.conversation.ask(self.prompt.model, self.prompt.about(text), self.prompt.most_tokens)
        except NoAnswer as why:
            return why

    def _keep(
        self, outcomes: dict[bytes, Said | NoAnswer], texts: dict[bytes, str], documents: dict[bytes, int]
    ) -> dict[bytes, Answer]:
        """Paid for is kept, whatever happens next."""
        said = {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, Said)}
        answers = {key: Answer.read(self.prompt, one.text, texts[key]) for key, one in said.items()}
        rows = [
            ModelAnswer(
                project_id=self.version.function.project_id,
                version=self.version,
                document_id=documents[key],
                key=key,
                tokens_in=one.tokens_in,
                tokens_out=one.tokens_out,
                cost=self.endpoint.cost(one.tokens_in, one.tokens_out),
                **answers[key].columns,
            )
            for key, one in said.items()
        ]
        ModelAnswer.objects.bulk_create(rows, ignore_conflicts=True)
        self.spent += sum((row.cost for row in rows), Decimal(0))
        return answers

    def votes(self, answers: dict[int, Answer]) -> Votes:
        said = {vote for number, answer in answers.items() for vote in self._votes_on(number, answer)}
        return as_votes(sorted(said), spans=self.prompt.marks_words)

    def _votes_on(self, number: int, answer: Answer) -> Iterator[Vote]:
        if answer.quoted is None:
            label = self.prompt.label_of(answer.word)
            yield from [Vote(number, label)] if label else []
            return
        for mark in answer.quoted.marks:
            if label := self.prompt.label_of(mark.answer):
                yield Vote(number, label, mark.start, mark.end)
