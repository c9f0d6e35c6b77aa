"""Which answers could be gold without anybody looking, by which way of putting them together, and how sure is each?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Job, Project, Question
from annotate.problems import Invalid
from review.agreement import Mark
from review.models import Proposal
from review.services.acceptance.collecting import Told
from review.services.acceptance.joining import joining_gold
from review.services.acceptance.reachable import out_of_reach
from review.services.acceptance.ways import WAYS, Column, Parts, columns_of, pairs_of

KINDS = tuple(WAYS)
KEPT = timedelta(days=1)  # proposals of an earlier count: somebody may be looking at them
MAJORITY = "majority"


@dataclass(frozen=True)
class Rule:
    """Gold is what this way proposes and is at least `percent` sure of, where at least `people` answered."""

    question: int
    percent: int
    people: int
    with_audit: bool = True
    way: str = MAJORITY

    def __post_init__(self) -> None:
        """Raises Invalid."""
        if not 51 <= self.percent <= 100:
            raise Invalid(
                _(
                    "The share must be from 51 to 100 %: of two answers given as often as each other none is gold."
                ),
                field="percent",
            )
        if not 2 <= self.people <= 100:
            raise Invalid(_("The number of people must be from 2 to 100."), field="people")

    def as_arguments(self) -> dict[str, Any]:
        return asdict(self)


def rule_of(job: Job) -> Rule:
    """That of a count or an acceptance; counts from before there were several ways are of the majority."""
    names = ("question", "percent", "people", "with_audit", "way")
    return Rule(**{name: job.arguments[name] for name in names if name in job.arguments})


def asked_question(project: Project, question_id: int) -> Question:
    """Raises Invalid where the project asks it no more."""
    schema = project.schema
    asked = [question["id"] for question in (schema.questions if schema else [])]
    question = Question.objects.filter(id=question_id, project=project, kind__in=KINDS).first()
    if question is None or question.id not in asked:
        raise Invalid(_("This question is not asked any more, so nothing can be accepted for it."))
    question.project = project
    return question


def proposals_of(preview: Job, question: Question, told: Told, people: int) -> list[Proposal]:
    """On documents nobody has decided on since they were answered, or is asked to decide on, in the order of their ids.

    Every answer says how good its annotator is, those on decided documents too.
    """
    enough = told.of_enough_people(people)
    documents = np.unique(enough.documents).tolist()
    columns = columns_of(enough, question)
    if question.kind == Question.Kind.RELATIONS:
        columns = joining_gold(question, documents, columns)
    current = _current(told, documents)
    others = out_of_reach(question, {document: answers for document, (answers, _people) in current.items()})
    first = _first_who_said(enough) if question.kind == Question.Kind.TEXT else {}
    found = []
    for place, document in enumerate(documents):
        if document in others:
            continue
        answers, authors = current[document]
        found.append(
            Proposal(
                preview=preview.id,
                project_id=question.project_id,
                question=question,
                document_id=document,
                answers=answers,
                people=authors,
                contents=[content_of(question, column.parts[place], first, document) for column in columns],
                percents=[column.percents[place] for column in columns],
                apart=_apart(columns, place),
            )
        )
    return found


def forget_older(preview: Job, question: Question) -> None:
    """What this job proposed in an earlier attempt, and what counts before the last day did."""
    old = Job.objects.filter(
        project=question.project_id, kind=preview.kind, created_at__lt=timezone.now() - KEPT
    )
    mine = Proposal.objects.filter(question=question)
    mine.filter(preview__in=[preview.id, *old.values_list("id", flat=True)]).delete()


def report_of(rule: Rule, question: Question, found: Sequence[Proposal]) -> dict[str, Any]:
    """Numbers only: what each way would make gold at which percent, and where two of them differ."""
    ways = list(WAYS[question.kind])
    place = ways.index(rule.way)
    percents = [one.percents[place] for one in found]
    sure = Counter(percent for percent in percents if percent >= rule.percent)
    return {
        "count": sure.total(),
        "divided": len(found) - sure.total(),
        "percents": [[percent, sure[percent]] for percent in sorted(sure, reverse=True)],
        "documents": len(found),
        "ways": [
            [way, *_in_short([one.percents[number] for one in found])] for number, way in enumerate(ways)
        ],
        "apart": [
            [ways[one], ways[other], sum(bool(row.apart & 1 << bit) for row in found)]
            for bit, (one, other) in enumerate(pairs_of(ways))
        ],
    }


LEVELS = (51, 67, 80, 90, 95, 99, 100)


def _in_short(percents: Sequence[int]) -> list[Any]:
    """On how many it is sure to each of the LEVELS, and how many ties."""
    levels = [sum(percent >= level for percent in percents) for level in LEVELS]
    return [levels, sum(percent < 0 for percent in percents)]


def content_of(
    question: Question, parts: Parts, first: dict[tuple[int, Any], int], document: int
) -> dict[str, Any] | None:
    """In the form of gold; of a text, who said it: its words stay where they are."""
    if parts is None:
        return None
    if question.kind == Question.Kind.TEXT:
        return {"annotation": first[document, parts]}
    if question.kind == Question.Kind.SPANS:
        return {"spans": [_span(mark) for mark in sorted(parts)]}
    if question.kind == Question.Kind.RELATIONS:
        return {
            "relations": [
                {"from": _span(head), "to": _span(tail), "label": label}
                for head, tail, label in sorted(parts)
            ]
        }
    if question.kind == Question.Kind.RATING:
        return {"rating": next(iter(parts))}
    return {"labels": sorted(parts)}


def _span(mark: Mark) -> dict[str, int]:
    return {"start": mark.start, "end": mark.end, "label": mark.label}


def _current(told: Told, documents: Iterable[int]) -> dict[int, tuple[list[int], list[int]]]:
    """By document everybody's current answers, also those that leave the question open, and who gave them."""
    found: dict[int, tuple[list[int], list[int]]] = {document: ([], []) for document in documents}
    for document, annotation, person in _in_order(told):
        if document in found:
            found[document][0].append(annotation)
            found[document][1].append(person)
    return found


def _in_order(told: Told) -> Iterator[tuple[int, int, int]]:
    order = np.lexsort((told.annotations, told.documents))
    columns = (told.documents, told.annotations, told.people)
    return zip(*(column[order].tolist() for column in columns), strict=True)


def _first_who_said(told: Told) -> dict[tuple[int, Any], int]:
    found: dict[tuple[int, Any], int] = {}
    rows = zip(told.annotations.tolist(), told.documents.tolist(), told.said.tolist(), strict=True)
    for annotation, document, said in sorted(rows):
        found.setdefault((document, told.sets[said]), annotation)
    return found


def _apart(columns: Sequence[Column], place: int) -> int:
    """A tie is no other answer than one that is proposed: it is none, and that is what differs."""
    pairs = pairs_of([column.way for column in columns])
    return sum(
        1 << bit
        for bit, (one, other) in enumerate(pairs)
        if columns[one].parts[place] != columns[other].parts[place]
    )
