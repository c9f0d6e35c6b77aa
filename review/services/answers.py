"""The answers to a question as numbers: which document, who, what."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from annotate.models import (
    Annotation,
    Choice,
    Document,
    Label,
    Project,
    Question,
    Rating,
    Response,
    Schema,
    Span,
)
from review.agreement import Mark, Pairs, Units
from review.services.counters.slicing import block_of

WHERE = ("response__annotation__document_id", "response__annotation__author_id")
ANSWER = ("annotation__document_id", "annotation__author_id")
AS_SAID: Mapping[int, int] = MappingProxyType({})  # no label is read as another


@dataclass(frozen=True)
class Given:
    """One answer a row; `said` counts the different `answers`: label ids, sets of them, or steps of a rating."""

    documents: NDArray[np.int64]
    annotators: NDArray[np.int64]
    said: NDArray[np.int64]
    answers: list[Hashable]
    blocks: Mapping[int, int] | None = None  # by document, where documents belong to groups

    @cached_property
    def units(self) -> Units:
        classes = max(len(self.answers), 1)
        if self.blocks is None:
            return Units.of(self.documents, self.said, classes)
        names, times = np.unique(self.documents, return_counts=True)
        compared = np.isin(self.documents, names[times > 1])  # others would only thin out the groups
        documents = self.documents[compared]
        blocks = np.array([self.blocks[document] for document in documents.tolist()], dtype=np.int64)
        return Units.of(documents, self.said[compared], classes, blocks)

    @cached_property
    def pairs(self) -> Pairs:
        blocks = None
        if self.blocks is not None:
            blocks = np.array([self.blocks[document] for document in self.documents.tolist()], dtype=np.int64)
        return Pairs.of(self.documents, self.annotators, self.said, max(len(self.answers), 1), blocks)

    @property
    def couples(self) -> Pairs:
        """What is shown two by two."""
        return self.pairs

    @property
    def people(self) -> int:
        return len(np.unique(self.annotators))

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, Hashable]], answers: Iterable[Hashable]) -> "Given":
        """The answers that are known come first, in their order; others that were given come after."""
        rows = list(rows)
        found = in_order(answers, {said for _document, _author, said in rows})
        numbers = {answer: number for number, answer in enumerate(found)}
        told = [(document, author, numbers[said]) for document, author, said in rows]
        table = np.array(told, dtype=np.int64).reshape(-1, 3)
        return cls(*table.T, found)


def in_order(known: Iterable[Hashable], given: Iterable[Hashable]) -> list[Hashable]:
    """Each once; those that are not known by what they are, so that the same answers always make the same draws."""
    known = list(dict.fromkeys(known))
    others = set(given).difference(known)
    return known + sorted(others, key=lambda said: sorted(said) if isinstance(said, frozenset) else [said])


def read_now(part: Hashable, instead: Mapping[int, int]) -> Hashable:
    """A label or a mark with the label that stays, where it was merged since.

    >>> read_now(3, {3: 4}), read_now(Mark(0, 5, 3), {3: 4})
    (4, Mark(start=0, end=5, label=4))
    """
    if isinstance(part, Mark):
        return part._replace(label=instead.get(part.label, part.label))
    return instead.get(part, part)


Marked = dict[int, dict[Hashable, list[Mark]]]  # by document and annotator


def in_blocks(given: Given, project: Project) -> Given:
    """The same with the blocks its intervals draw, where documents of the project belong to groups."""
    blocks = blocks_of(project, np.unique(given.documents).tolist())
    return given if blocks is None else replace(given, blocks=blocks)


def blocks_of(project: Project, documents: Collection[int]) -> dict[int, int] | None:
    """By document; None where every document is a group of its own."""
    if not has_groups(project):
        return None
    rows = Document.objects.filter(id__in=RawSQL("SELECT unnest(%s::bigint[])", [list(documents)]))
    return {document: block_of(document, group) for document, group in rows.values_list("id", "group")}


def has_groups(project: Project) -> bool:
    """Asked in the order of the index of those in groups: by itself the planner reads all others to find one."""
    grouped = Document.objects.filter(project=project).exclude(group="").order_by("group", "position")
    return bool(grouped.values_list("id")[:1])


def levels_of(question: Question) -> list[dict[int, int]]:
    """For each level but the lowest, the top first: which label stands there for each. Empty without such levels."""
    parents = dict(Label.objects.filter(question=question).values_list("id", "parent"))
    if not any(parents.values()):
        return []
    ways = {label: _way_to(label, parents) for label in parents}
    depth = max(len(way) for way in ways.values())
    return [
        {label: way[min(level, len(way) - 1)] for label, way in ways.items()} for level in range(depth - 1)
    ]


def _way_to(label: int, parents: Mapping[int, int | None]) -> list[int]:
    """From the top down to this label."""
    way = [label]
    while (above := parents.get(way[0])) and above not in way:
        way.insert(0, above)
    return way


def asked_as(question: Question) -> dict[str, Any]:
    """The question as the project's schema has it now; nothing if it is asked no more."""
    schema = question.project.schema
    return next((one for one in (schema.questions if schema else []) if one["id"] == question.id), {})


def forms_of(question: Question) -> int:
    """In how many forms was it asked since the first: with other labels, another scale, marks that may overlap?"""
    schemas = Schema.objects.filter(project=question.project_id).order_by("number")
    asked = [one for schema in schemas for one in schema.questions if one["id"] == question.id]
    return len({_form(one) for one in asked})


def _form(asked: Mapping[str, Any]) -> tuple[Hashable, ...]:
    """What can be answered; other names, colours and keys are the same question."""
    labels = tuple(sorted(label["id"] for label in asked.get("labels", [])))
    return labels, tuple(sorted(asked.get("scale", {}).items())), bool(asked.get("overlapping"))


def asked_then(annotation: Annotation, question_id: int) -> dict[str, Any]:
    """The question as it was asked when this answer was given."""
    return next(one for one in annotation.schema.questions if one["id"] == question_id)


def choices_given(
    answers: QuerySet[Response], labels: Iterable[int], instead: Mapping[int, int] = AS_SAID
) -> Given:
    """Labels that were merged since are read as what they are called `instead`."""
    rows = Choice.objects.filter(response__in=answers).order_by().values_list(*WHERE, "label_id")
    said = ((document, author, instead.get(label, label)) for document, author, label in rows.iterator())
    return Given.of(said, labels)


def sets_given(answers: QuerySet[Response], instead: Mapping[int, int] = AS_SAID) -> Given:
    """Of a question that takes any number of labels; none is an answer, too."""
    chosen: defaultdict[int, set[int]] = defaultdict(set)
    rows = Choice.objects.filter(response__in=answers).order_by().values_list("response_id", "label_id")
    for response, label in rows.iterator():
        chosen[response].add(instead.get(label, label))
    said = answers.values_list("id", *ANSWER)
    return Given.of(
        ((document, author, frozenset(chosen[response])) for response, document, author in said), []
    )


def ratings_given(answers: QuerySet[Response], steps: Iterable[int]) -> Given:
    """Steps in their order, those of an earlier scale among them."""
    rows = list(Rating.objects.filter(response__in=answers).order_by().values_list(*WHERE, "value"))
    return Given.of(rows, sorted({*steps, *(value for _document, _author, value in rows)}))


def marks_given(answers: QuerySet[Response], instead: Mapping[int, int] = AS_SAID) -> Marked:
    """Documents with two annotators or more; an answer without marks is an answer."""
    found: Marked = defaultdict(dict)
    for document, author in answers.values_list(*ANSWER):
        found[document][author] = []
    rows = (
        Span.objects.filter(response__in=answers).order_by().values_list(*WHERE, "start", "end", "label_id")
    )
    for document, author, start, end, label in rows.iterator():
        mark = Mark(start, end, instead.get(label, label))
        if not instead or mark not in found[document][author]:  # two that became alike are one
            found[document][author].append(mark)
    return {document: people for document, people in found.items() if len(people) > 1}
