"""What a model answers: a question with its labels, in one order that holds for all arrays about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from annotate.models import Project, Question, Schema
from annotate.services.response_checks import SCALE
from weaklabels.models import LearningSettings, ModelServer

LEARNED = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.RATING)
MARKED = (Question.Kind.SPANS,)
FEWEST_LABELS = {Question.Kind.SPANS: 1}  # else two: with one there is nothing to choose


@dataclass(frozen=True)
class Subject:
    """A question as the schema asks it now. `labels` are label ids, or the steps of a scale."""

    question: Question
    schema: Schema
    labels: list[int]
    names: list[str]
    may_overlap: bool = False

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def project(self) -> Project:
        return self.question.project

    @property
    def takes_several(self) -> bool:
        """May an answer have several labels?"""
        return self.kind == Question.Kind.CHOICES

    @property
    def asks_for_words(self) -> bool:
        return self.kind in MARKED

    @cached_property
    def place_of(self) -> dict[int, int]:
        return {label: place for place, label in enumerate(self.labels)}

    @cached_property
    def is_led(self) -> bool:
        """Does a model server order the queue, in place of our model?"""
        return ModelServer.objects.filter(question=self.question, use=ModelServer.Use.LEADS).exists()

    @property
    def orders_queue(self) -> bool:
        return self.settings.orders_queue and not self.is_led

    @cached_property
    def settings(self) -> LearningSettings:
        found = LearningSettings.objects.filter(question=self.question).first()
        return found or LearningSettings(question=self.question)


def subjects_of(project: Project, kinds: Sequence[str] = LEARNED) -> list[Subject]:
    """The questions of the newest schema that a model of these kinds can learn: those with labels or a scale."""
    if project.schema is None:
        return []
    asked = {one["id"]: one for one in project.schema.questions if one["kind"] in kinds}
    questions = Question.objects.filter(id__in=asked, retired_at=None).select_related("project__schema")
    found = [_subject(question, project.schema, asked[question.id]) for question in questions.order_by("id")]
    return [subject for subject in found if len(subject.labels) >= FEWEST_LABELS.get(subject.kind, 2)]


def all_subjects_of(project: Project) -> list[Subject]:
    """Also those that ask for words."""
    return subjects_of(project, (*LEARNED, *MARKED))


def subject_of(question: Question) -> Subject | None:
    """The question as it is asked now; None if it is asked no more, or nothing can be learned of it."""
    found = [one for one in all_subjects_of(question.project) if one.question.id == question.id]
    return found[0] if found else None


def _subject(question: Question, schema: Schema, asked: dict) -> Subject:
    if question.kind == Question.Kind.RATING:
        scale = SCALE | asked.get("scale", {})
        steps = list(range(scale["least"], scale["most"] + 1))
        return Subject(question, schema, steps, [str(step) for step in steps])
    labels = sorted(asked["labels"], key=lambda label: label["id"])
    names = [label["name"] for label in labels]
    return Subject(
        question,
        schema,
        [label["id"] for label in labels],
        names,
        may_overlap=asked.get("overlapping", False),
    )
