"""How well does each annotator do? Against gold that is not made from their own answers, and against themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from annotate.models import Annotation, Gold, Project, Question, Response, User
from annotate.models.standings import Occasion
from annotate.services.contents import content_of, with_contents
from review.sampling.proportion import Proportion
from review.services.alike import plain

MOST_READ = 5_000  # answers graded for a page: the newest
MOST_GOLD = 20_000  # the newest decisions
ENOUGH = 20  # graded answers for a figure
STEP = 10  # by which the figures of one's own page move: one answer more tells nothing of its gold

TIMES = """
SELECT author_id, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY active_ms)
FROM annotate_annotation
WHERE project_id = %s AND author_id = ANY(%s) AND occasion = 'work' AND kind = 'answer' AND replaces_id IS NULL
    AND active_ms > 0
GROUP BY author_id
"""


@dataclass(frozen=True)
class Grades:
    """Of one annotator and one question: right against gold, and the same again when asked twice."""

    question: Question
    gold: Proportion
    again: Proportion


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
    right, again = against_gold(project, people), against_oneself(project, people)
    times = times_of(project, people)

    def share(of: dict[tuple[int, int], list[bool]], person: User, question: Question) -> Proportion:
        given = of.get((person.id, question.id), [])
        given = given[: len(given) // STEP * STEP] if steadily else given
        return Proportion(sum(given), len(given))

    return [
        Doing(
            person,
            [Grades(one, share(right, person, one), share(again, person, one)) for one in questions],
            times.get(person.id),
        )
        for person in people
    ]


def against_gold(project: Project, people: Collection[User]) -> dict[tuple[int, int], list[bool]]:
    """By annotator and question, in the order of saving: was the first answer what gold says?

    Gold put together from several answers grades nobody, and no gold grades those whose answers it was made from.
    """
    gold = {
        (one.document_id, one.question_id): one for one in Gold.objects.filter(project=project).order_by("id")
    }
    found = defaultdict(list)
    for response in first_responses(project, people, {document for document, _question in gold}):
        author, question = response.annotation.author_id, response.question_id
        known = gold.get((response.annotation.document_id, question))
        if known and grades(known, author):
            found[author, question].append(plain(content_of(response)) == plain(known.content))
    return found


def grades(gold: Gold, author: int) -> bool:
    return (
        gold.origin != Gold.Origin.AGGREGATED
        and author not in gold.answered_by
        and author != gold.decided_by_id
    )


def against_oneself(project: Project, people: Collection[User]) -> dict[tuple[int, int], list[bool]]:
    """By annotator and question: did they say the same when the document came again?"""
    repeats = of_people(project, people).filter(occasion=Occasion.REPEAT)
    repeated = set(repeats.order_by("-id").values_list("document", flat=True)[:MOST_READ])
    said: dict[tuple[int, int, int], dict[str, Any]] = {}
    found = defaultdict(list)
    occasions = [Occasion.WORK, Occasion.REPEAT]
    for response in responses(of_people(project, people).filter(occasion__in=occasions), repeated):
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


def first_responses(project: Project, people: Collection[User], documents: Collection[int]) -> list[Response]:
    occasions = [Occasion.WORK, Occasion.GOLD_CHECK]
    return responses(of_people(project, people).filter(occasion__in=occasions), documents)


def responses(annotations: Any, documents: Iterable[int]) -> list[Response]:
    """What these say about the documents, the newest MOST_READ, in the order of saving."""
    said = Response.objects.filter(
        annotation__in=annotations.filter(document__in=documents), state=Response.State.ANSWERED
    )
    newest = said.select_related("annotation", "question").order_by("-annotation_id", "-id")[:MOST_READ]
    return with_contents(reversed(newest))


def times_of(project: Project, people: Collection[User]) -> dict[int, Times]:
    with connection.cursor() as cursor:
        cursor.execute(TIMES, [project.id, [person.id for person in people]])
        rows = cursor.fetchall()
    return {person: Times(answers, median / 1000, slow / 1000) for person, answers, (median, slow) in rows}
