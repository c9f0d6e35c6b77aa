"""What is known for sure about a question's documents, and who may learn from it or be graded by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from annotate.models import Gold, Project, Question
from annotate.models.queueing import Pool
from weaklabels.labelmodel import Part, Split, split_gold
from weaklabels.models import Judgement

# One made by counting votes would only echo them.
GRADES = (Gold.Origin.BLIND_EXPERT, Gold.Origin.ADJUDICATED, Gold.Origin.IMPORTED)


@dataclass(frozen=True)
class Known:
    """A document with its true content, in the form of a suggestion's, and where it may be used."""

    document_id: int
    content: dict[str, Any]
    group: str
    is_audit: bool
    is_judged: bool = False  # a hit an expert judged right, not gold of its own

    @property
    def labels(self) -> list[int]:
        return self.content.get("labels", [])

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """Start, end, label id."""
        return [(span["start"], span["end"], span["label"]) for span in self.content.get("spans", [])]


@dataclass(frozen=True)
class KnownDocuments:
    """All gold of a question, divided: `split.parts[i]` says what document i may be used for."""

    documents: Sequence[Known]
    split: Split

    def of(self, *parts: Part) -> list[Known]:
        return [self.documents[place] for place in self.split.places(*parts)]

    @property
    def held_out(self) -> list[Known]:
        """Grades rules and models; shown to nobody."""
        return self.of(Part.HELD_OUT)

    @property
    def tuning(self) -> list[Known]:
        """Teaches the label model whom to trust."""
        return self.of(Part.TUNING, Part.SHARED)

    @property
    def authoring(self) -> list[Known]:
        """May be looked at by whoever writes rules."""
        return self.of(Part.AUTHORING, Part.SHARED)

    def folds_of(self, documents: Iterable[Known]) -> list[int]:
        fold = {
            known.document_id: int(number)
            for known, number in zip(self.documents, self.split.folds, strict=True)
        }
        return [fold[known.document_id] for known in documents]


def known_documents(question: Question) -> KnownDocuments:
    """Gold first; beside it what experts judged right when they checked a rule, which never grades on audit."""
    documents = [*_gold_of(question)]
    known = {one.document_id for one in documents}
    documents += [one for one in _judged_right(question) if one.document_id not in known]
    split = split_gold(
        [one.group for one in documents],
        [one.is_audit for one in documents],
        split_key(question.project),
    )
    return KnownDocuments(documents, _authored(documents, split))


def split_key(project: Project) -> bytes:
    """A secret of the project, so that nobody can tell the side of a document in advance."""
    return f"gold of {project.seed}".encode()


def _authored(documents: Sequence[Known], split: Split) -> Split:
    """What an expert judged, they have seen: it belongs to the authors, whatever the draw says."""
    parts = [
        Part.AUTHORING if known.is_judged and part is Part.TUNING else part
        for known, part in zip(documents, split.parts, strict=True)
    ]
    return Split(parts, split.folds)


def _gold_of(question: Question) -> list[Known]:
    """The newest gold of each document that is still there. A text that was erased teaches nothing."""
    newest = Gold.objects.filter(
        project=question.project_id, document=OuterRef("document"), question=question
    ).order_by("-id")
    rows = Gold.objects.filter(
        project=question.project_id,
        question=question,
        id=Subquery(newest.values("id")[:1]),
        origin__in=GRADES,
        document__erased_at=None,
        document__withdrawn_at=None,
    ).values_list("document", "content", "document__group", "document__queue_row__pool")
    return [
        Known(document_id, content, group or f"document {document_id}", pool == Pool.AUDIT)
        for document_id, content, group, pool in rows.order_by("document")
    ]


def _judged_right(question: Question) -> list[Known]:
    """Documents of which a rule said the right label. Of spans one right span does not tell the others: left out."""
    if question.kind != Question.Kind.CHOICE:
        return []
    rows = Judgement.objects.filter(
        function__question=question,
        verdict=Judgement.Verdict.RIGHT,
        document__erased_at=None,
        document__withdrawn_at=None,
    ).order_by("document", "-judged_at")
    found: dict[int, Known] = {}
    for document_id, label, group in rows.values_list("document", "label", "document__group"):
        found.setdefault(
            document_id,
            Known(
                document_id,
                {"labels": [label]},
                group or f"document {document_id}",
                is_audit=False,
                is_judged=True,
            ),
        )
    return list(found.values())
