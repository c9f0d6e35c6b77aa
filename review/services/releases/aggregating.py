"""One label of several answers, where a release asks for a way that looks at all answers of a question at once.

What such a way says hangs on every answer there is. So what it said of each document is kept, not how it came to it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annotate.models import Project, Question
from review.services.acceptance.collecting import Told, all_told
from review.services.acceptance.proposing import content_of
from review.services.acceptance.ways import Column, as_column, parameters_of
from review.services.releases.wishes import MAJORITY, Wish


@dataclass(frozen=True)
class Aggregated:
    """By question: the way, what is fixed in it and from how much it learned; by document: content, percent, people."""

    ways: dict[str, Any] = field(default_factory=dict)
    said: dict[int, dict[int, list[Any]]] = field(default_factory=dict)


def aggregated_now(project: Project, wish: Wish, not_counting: Collection[int]) -> Aggregated:
    """Of all documents that hold now, released or not: an answer to any of them says how good its annotator is."""
    found = Aggregated()
    for question in Question.objects.filter(id__in=wish.ways, project=project).order_by("id"):
        question.project = project
        way = wish.way(question.id)
        told = _told(question, wish, not_counting) if way != MAJORITY else None
        found.ways[str(question.id)] = _way(question, way, told)
        if told is not None:
            found.said[question.id] = _said(question, told, as_column(way, told, question), wish)
    return found


def _told(question: Question, wish: Wish, not_counting: Collection[int]) -> Told:
    told = all_told(question, with_audit=True, progress=_shown_by_nobody)
    counting = ~np.isin(told.people, list(not_counting))
    return told.only(counting).of_enough_people(wish.people)


def _said(question: Question, told: Told, column: Column, wish: Wish) -> dict[int, list[Any]]:
    """Nothing where the way is undecided, or less sure than asked for."""
    documents, people = np.unique(told.documents, return_counts=True)
    rows = zip(documents.tolist(), people.tolist(), column.parts, column.percents, strict=True)
    return {
        document: [content_of(question, parts, {}, document), percent, count]
        for document, count, parts, percent in rows
        if percent >= wish.percent
    }


def _way(question: Question, way: str, told: Told | None) -> dict[str, Any]:
    """The majority of a document learns from nothing else."""
    found: dict[str, Any] = {"way": way, "parameters": parameters_of(question.kind, way)}
    if told is not None:
        found["learned_from"] = {
            "documents": len(np.unique(told.documents)),
            "answers": len(told.documents),
            "people": len(np.unique(told.people)),
        }
    return found


def _shown_by_nobody(_done: int, _total: int) -> None:
    """The job's own connection is in the snapshot meanwhile; its heart beats on another."""
