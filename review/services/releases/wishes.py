"""What is asked of a release: which labels, on which documents, how they are split."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Project, Question
from annotate.problems import Invalid
from review.services.acceptance.ways import WAYS, WORDS

MOST_SEED = 2**62
MAJORITY = "majority"


class Labels(TextChoices):
    """Where the labels of a question come from."""

    GOLD = "gold", gettext_lazy("gold")
    AGGREGATED = "aggregated", gettext_lazy("what most say")
    ANSWERS = "answers", gettext_lazy("everybody's answer, with its distribution")
    NONE = "none", gettext_lazy("left out")


class Documents(TextChoices):
    """Which documents are released."""

    FINISHED = "finished", gettext_lazy("that have as many answers as they want, or gold")
    ANSWERED = "answered", gettext_lazy("that have an answer or gold")
    GOLD = "gold", gettext_lazy("that have gold")


@dataclass(frozen=True)
class Wish:
    """A release as it was asked for; `labels` by question id, as JSON keeps it.

    `ways` says how one label is made of several answers; releases from before there were several ways have none, and
    are of the majority.
    """

    labels: dict[str, str] = field(default_factory=dict)
    documents: str = Documents.FINISHED
    validation: int = 10  # percent of what is not test
    percent: int = 60  # of people who must say the same, where most hold; or how sure another way must be
    people: int = 2
    with_names: bool = False
    ways: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def source(self, question_id: int) -> str:
        return self.labels.get(str(question_id), Labels.NONE)

    def way(self, question_id: int) -> str:
        return self.ways.get(str(question_id), MAJORITY)

    def with_ways(self) -> Self:
        """One for each question of which one label is made, and for no other."""
        return replace(self, ways={str(one): self.way(one) for one in self.asks(Labels.AGGREGATED)})

    def told(self, question_id: int) -> str:
        """Where the labels of a question come from, in words."""
        source, way = Labels(self.source(question_id)), self.way(question_id)
        if source != Labels.AGGREGATED or way == MAJORITY:
            return str(source.label)
        return str(WORDS[way].name)

    def asks(self, *sources: Labels) -> list[int]:
        """The questions whose labels come from there."""
        return [int(question) for question, source in self.labels.items() if source in sources]


def questions_of(project: Project) -> QuerySet[Question]:
    """Those that are asked, and those that were."""
    return project.questions.order_by("retired_at", "id")


def sources_of(project: Project, question: Question) -> list[Labels]:
    """Where there is no right answer there is no one label, and no gold."""
    if project.takes_variation:
        return [Labels.ANSWERS, Labels.NONE]
    if question.kind == Question.Kind.RELATIONS:
        return [Labels.GOLD, Labels.ANSWERS, Labels.NONE]
    return list(Labels)


def ways_of(question: Question) -> list[str]:
    """Of making one label of several answers; the majority first."""
    return list(WAYS.get(question.kind, []))


def check_wish(project: Project, wish: Wish) -> None:
    """Raises Invalid."""
    for question in questions_of(project):
        source = wish.source(question.id)
        allowed = sources_of(project, question)
        if source not in allowed:
            raise Invalid(
                _("Labels of “%(question)s” cannot be “%(source)s”. Choose one of: %(allowed)s.")
                % {
                    "question": question.name,
                    "source": source,
                    "allowed": ", ".join(str(one.label) for one in allowed),
                },
                field=f"labels-{question.id}",
            )
        if source == Labels.AGGREGATED and wish.way(question.id) not in ways_of(question):
            raise Invalid(
                _("“%(way)s” makes no label of “%(question)s”. Choose one of: %(allowed)s.")
                % {
                    "question": question.name,
                    "way": wish.way(question.id),
                    "allowed": ", ".join(str(WORDS[one].name) for one in ways_of(question)),
                },
                field=f"labels-{question.id}",
            )
    if not any(source != Labels.NONE for source in wish.labels.values()):
        raise Invalid(_("No question is released. Choose labels for one at least."), field="labels")
    if not 51 <= wish.percent <= 100:
        raise Invalid(
            _("The share of people must be from 51 to 100 %: of a tie no label is made."), field="percent"
        )
    if not 1 <= wish.people <= 60:
        raise Invalid(_("The number of people must be from 1 to 60."), field="people")
    if not 0 <= wish.validation <= 50:
        raise Invalid(_("Validation must be from 0 to 50 %."), field="validation")
