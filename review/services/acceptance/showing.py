"""Some of what a count found, to look at before it is made gold."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotate.models import Document, Job, Label, Question
from review.agreement import Mark
from review.services.disagreements.looking import parts_of
from review.services.drilling import EXCERPT, Said


@dataclass(frozen=True)
class Sample:
    document: Document
    excerpt: str
    is_cut: bool
    percent: int
    said: list[Said]


def samples_of(preview: Job, question: Question) -> list[Sample]:
    """The first that were counted; those erased since are left out."""
    shown: Sequence[tuple[int, int, int]] = preview.report["shown"]
    documents = Document.objects.filter(erased_at=None).in_bulk([document for document, *_rest in shown])
    parts = parts_of(question, [annotation for _document, annotation, _percent in shown])
    labels = Label.objects.filter(question=question).in_bulk()
    return [
        Sample(
            documents[document],
            documents[document].text[:EXCERPT],
            documents[document].length > EXCERPT,
            percent,
            _said(sorted(parts.get(annotation, [])), documents[document].text, labels),
        )
        for document, annotation, percent in shown
        if document in documents
    ]


def _said(parts: Iterable[Hashable], text: str, labels: Mapping[int, Label]) -> list[Said]:
    return [_part(part, text, labels) for part in parts]


def _part(part: Hashable, text: str, labels: Mapping[int, Label]) -> Said:
    if isinstance(part, Mark):
        return Said(labels[part.label], quote=text[part.start : part.end])
    if isinstance(part, str):
        return Said(quote=part)
    return Said(labels[part]) if part in labels else Said(step=part)
