"""How well does each annotator do? Against gold that is not made from their own answers, and against themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from annotate.models import Annotation, Gold, Label, Project, Question, Response, User
from annotate.models.queueing import Pool
from annotate.models.standings import Occasion
from annotate.services.contents import content_of, with_contents
from review.models import Contest
from review.sampling.proportion import Proportion
from review.services.alike import plain
from review.services.drift import Confusions, Week, confusions_of, drift_of, weeks_of
from review.trend import TrendChart

T = TypeVar("T")

MOST_READ = 5_000  # answers graded for a page: the newest
STRIDE = 500  # by which these move on, on one's own page: moving by one, they would tell an answer's gold
MOST_GOLD = 20_000  # the newest decisions
ENOUGH = 20  # graded answers for a figure
STEP = 10  # by which the figures of one's own page move: one answer more tells nothing of its gold
ALIKE = (Occasion.WORK, Occasion.REPEAT, Occasion.GOLD_CHECK)  # to who answers, lest they learn which it was

TIMES = """
SELECT author_id, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY active_ms)
FROM annotate_annotation
WHERE project_id = %s AND author_id = ANY(%s) AND occasion = ANY(%s) AND kind = 'answer' AND replaces_id IS NULL
    AND active_ms > 0
GROUP BY author_id
"""


@dataclass(frozen=True)
class Graded:
    """One first answer, and what gold says of the same."""

    at: datetime
    said: Any
    holds: Any

    @property
    def is_right(self) -> bool:
        return bool(self.said == self.holds)


@dataclass(frozen=True)
class Grades:
    """Of one annotator and one question: right against gold, and the same again when asked twice."""

    question: Question
    gold: Proportion
    again: Proportion
    confusions: Confusions | None = None
    weeks: list[Week] = field(default_factory=list)

    @property
    def drift(self) -> TrendChart | None:
        """A picture, where two weeks have enough answers."""
        return drift_of(self.weeks)


@dataclass(frozen=True)
class Times:
    answers: int
    median: float  # seconds
    slow: float  # nine of ten answers take less


@dataclass(frozen=True)
class Doing:
    annotator: User
    grades: list[Grades]
    times: Times | None

    @property
    def known(self) -> list[Grades]:
        """Questions of which anything is known."""
        return [one for one in self.grades if one.gold.of or one.again.of]


def doings(project: Project, people: Collection[User], *, steadily: bool = False) -> list[Doing]:
    """A row for each of these people. `steadily`: in steps of STEP answers, for a page of one's own."""
    questions = list(project.questions.filter(retired_at=None).order_by("id"))
    labels = {one.id: one for one in Label.objects.filter(question__in=questions)}
    told = graded(project, people, steadily=steadily)
    again = against_oneself(project, people, steadily=steadily)
    times = times_of(project, people, ALIKE if steadily else [Occasion.WORK])

    def known(of: Mapping[tuple[int, int], list[T]], person: User, question: Question) -> list[T]:
        given = of.get((person.id, question.id), [])
        return given[: len(given) // STEP * STEP] if steadily else given

    def of_question(person: User, question: Question) -> Grades:
        right, same = known(told, person, question), known(again, person, question)
        pairs = [(one.holds, one.said) for one in right] if question.kind == Question.Kind.CHOICE else []
        return Grades(
            question,
            Proportion(sum(one.is_right for one in right), len(right)),
            Proportion(sum(same), len(same)),
            confusions_of(pairs, labels) if len(right) >= ENOUGH else None,
            weeks_of((one.at, one.is_right) for one in right),
        )

    return [
        Doing(person, [of_question(person, one) for one in questions], times.get(person.id))
        for person in people
    ]


def against_gold(
    project: Project, people: Collection[User], *, with_audit: bool = True
) -> dict[tuple[int, int], list[bool]]:
    """By annotator and question, in the order of saving: was the first answer what gold says?"""
    found = graded(project, people, with_audit=with_audit)
    return {whose: [one.is_right for one in answers] for whose, answers in found.items()}


def grades_of(question: Question) -> dict[int, tuple[int, int]]:
    """Right and graded first answers to the question, by annotator: what a model makes of it is its own affair.

    Without the audit share, whose gold weights nothing that a model learns from.
    """
    people = User.objects.filter(standings__project=question.project_id).distinct()
    found = against_gold(question.project, list(people), with_audit=False)
    return {person: (sum(told), len(told)) for (person, about), told in found.items() if about == question.id}


def graded(
    project: Project, people: Collection[User], *, with_audit: bool = True, steadily: bool = False
) -> dict[tuple[int, int], list[Graded]]:
    """By annotator and question, in the order of saving: first answers with what gold says.

    Gold put together from several answers grades nobody, and no gold grades those whose answers it was made from, nor
    those who contested the one before.
    """
    contested = dict(
        Contest.objects.filter(project=project, contested_by__in=people).values_list(
            "annotation", "contested_at"
        )
    )
    holding = Gold.objects.filter(project=project).holding()
    if not with_audit:
        holding = holding.exclude(document__queue_row__pool=Pool.AUDIT)
    gold = {(one.document_id, one.question_id): one for one in holding}
    found = defaultdict(list)
    documents = {document for document, _question in gold}
    for response in first_responses(project, people, documents, steadily=steadily):
        author, question = response.annotation.author_id, response.question_id
        known = gold.get((response.annotation.document_id, question))
        before = contested.get(response.annotation_id)
        if known and grades(known, author) and (before is None or known.decided_at < before):
            said, holds = plain(content_of(response)), plain(known.content)
            found[author, question].append(Graded(response.annotation.saved_at, said, holds))
    return found


def grades(gold: Gold, author: int) -> bool:
    return (
        gold.origin != Gold.Origin.AGGREGATED
        and author not in gold.answered_by
        and author != gold.decided_by_id
    )


def against_oneself(
    project: Project, people: Collection[User], *, steadily: bool = False
) -> dict[tuple[int, int], list[bool]]:
    """By annotator and question: did they say the same when the document came again?"""
    repeats = of_people(project, people).filter(occasion=Occasion.REPEAT)
    repeated = set(repeats.order_by("-id").values_list("document", flat=True)[:MOST_READ])
    said: dict[tuple[int, int, int], dict[str, Any]] = {}
    found = defaultdict(list)
    occasions = [Occasion.WORK, Occasion.REPEAT]
    answers = of_people(project, people).filter(occasion__in=occasions)
    for response in responses(answers, repeated, steadily=steadily):
        annotation = response.annotation
        where = (annotation.author_id, annotation.document_id, response.question_id)
        if annotation.occasion == Occasion.WORK:
            said[where] = plain(content_of(response))
        elif where in said:
            found[annotation.author_id, response.question_id].append(
                said[where] == plain(content_of(response))
            )
    return found


def of_people(project: Project, people: Collection[User]) -> Any:
    """First answers: what came after an edit is not asked."""
    return Annotation.objects.filter(
        project=project, author__in=people, kind=Annotation.Kind.ANSWER, replaces=None
    )


def first_responses(
    project: Project, people: Collection[User], documents: Collection[int], *, steadily: bool = False
) -> list[Response]:
    occasions = [Occasion.WORK, Occasion.GOLD_CHECK]
    answers = of_people(project, people).filter(occasion__in=occasions)
    return responses(answers, documents, steadily=steadily)


def responses(annotations: Any, documents: Iterable[int], *, steadily: bool = False) -> list[Response]:
    """What these say about the documents, the newest MOST_READ, in the order of saving.

    `steadily`: up to STRIDE fewer, so that they begin with the same one until STRIDE more have come.
    """
    said = Response.objects.filter(
        annotation__in=annotations.filter(document__in=documents), state=Response.State.ANSWERED
    )
    fewer = -max(said.count() - MOST_READ, 0) % STRIDE if steadily else 0
    newest = said.select_related("annotation", "question").order_by("-annotation_id", "-id")
    return with_contents(reversed(newest[: MOST_READ - fewer]))


def times_of(project: Project, people: Collection[User], occasions: Sequence[str]) -> dict[int, Times]:
    with connection.cursor() as cursor:
        cursor.execute(TIMES, [project.id, [person.id for person in people], [str(one) for one in occasions]])
        rows = cursor.fetchall()
    return {person: Times(answers, median / 1000, slow / 1000) for person, answers, (median, slow) in rows}
