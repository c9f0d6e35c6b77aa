"""The documents behind a count, with what each way would make gold and what people said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.functional import Promise

from annotate.models import Document, Job, Label, Membership, Question
from review.agreement import Mark
from review.models import Proposal
from review.services.acceptance.ways import UNSURE, WAYS, WORDS, pairs_of
from review.services.adjudication.parts import parts_of_content
from review.services.disagreements.looking import parts_of
from review.services.disagreements.naming import names_for
from review.services.drilling import EXCERPT, Said

A_PAGE = 20


@dataclass(frozen=True)
class Proposed:
    """By one way; nothing where it is a tie."""

    way: Promise
    said: list[Said] | None
    percent: int


@dataclass(frozen=True)
class Row:
    document: Document
    excerpt: str
    is_cut: bool
    proposed: list[Proposed]
    people: list[tuple[str, list[Said]]]


@dataclass(frozen=True)
class Only:
    """Where this way is at least so sure, or undecided (`ties`); where it and the `other` differ. Empty: all."""

    way: str = ""
    percent: int = 0
    ties: bool = False
    other: str = ""

    def among(self, proposals: QuerySet[Proposal], question: Question) -> QuerySet[Proposal]:
        ways = list(WAYS[question.kind])
        place = ways.index(self.way) if self.way else 0
        if self.other:
            bit = pairs_of(ways).index(tuple(sorted((place, ways.index(self.other)))))
            return proposals.extra(where=["apart & %s > 0"], params=[1 << bit])
        if self.ties:
            return proposals.filter(**{f"percents__{place}": UNSURE})
        return proposals.filter(**{f"percents__{place}__gte": self.percent}) if self.way else proposals


def proposals_of(preview: Job) -> QuerySet[Proposal]:
    """Of documents that are still there, in the order of their ids."""
    return Proposal.objects.filter(preview=preview.id, document__erased_at=None).order_by("document")


def rows_of(membership: Membership, question: Question, proposals: Sequence[Proposal]) -> list[Row]:
    documents = (
        Document.objects.defer("text", "metadata")
        .annotate(excerpt=Left("text", EXCERPT))
        .in_bulk([one.document_id for one in proposals])
    )
    telling = Telling.of(question, proposals)
    names = names_for(membership, {person for one in proposals for person in one.people})
    rows = []
    for one in proposals:
        document = documents[one.document_id]
        called = names.of(document.id, one.people)
        rows.append(
            Row(
                document,
                document.excerpt,
                document.length > EXCERPT,
                telling.proposed(one),
                sorted(
                    (called[person], telling.said(one.document_id, telling.parts[answer]))
                    for answer, person in zip(one.answers, one.people, strict=True)
                    if answer in telling.parts
                ),
            )
        )
    return rows


@dataclass(frozen=True)
class Telling:
    """What answers and proposals say, with labels and the words they mark."""

    kind: str
    labels: Mapping[int, Label]
    texts: Mapping[int, str]
    parts: Mapping[int, list[Any]]

    @classmethod
    def of(cls, question: Question, proposals: Sequence[Proposal]) -> "Telling":
        needs_text = question.kind in (Question.Kind.SPANS, Question.Kind.RELATIONS)
        ids = [one.document_id for one in proposals] if needs_text else []
        answers = [answer for one in proposals for answer in one.answers]
        return cls(
            question.kind,
            Label.objects.filter(question=question).in_bulk(),
            dict(Document.objects.filter(id__in=ids).values_list("id", "text")),
            parts_of(question, answers),
        )

    def proposed(self, one: Proposal) -> list[Proposed]:
        return [
            Proposed(
                WORDS[way].name,
                None if content is None else self.said(one.document_id, self._parts_in(content)),
                percent,
            )
            for way, content, percent in zip(WAYS[self.kind], one.contents, one.percents, strict=True)
        ]

    def said(self, document: int, parts: Sequence[Any]) -> list[Said]:
        return [self._said(part, self.texts.get(document, "")) for part in sorted(parts)]

    def _said(self, part: Any, text: str) -> Said:
        if isinstance(part, Mark):
            return Said(self.labels[part.label], quote=text[part.start : part.end])
        if isinstance(part, tuple):
            head, tail, label = part
            words = f"{text[head.start : head.end]} → {text[tail.start : tail.end]}"
            return Said(self.labels[label], quote=words)
        if isinstance(part, str):
            return Said(quote=part)
        return Said(step=part) if self.kind == Question.Kind.RATING else Said(self.labels[part])

    def _parts_in(self, content: Mapping[str, Any]) -> list[Any]:
        if "annotation" in content:
            return self.parts.get(content["annotation"], [])
        return list(parts_of_content(content))
