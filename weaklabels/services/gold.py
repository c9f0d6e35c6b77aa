"""What is known for sure about a question's documents, and who may learn from it or be graded by it."""

from collections.abc import Sequence
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

    @property
    def labels(self) -> list[int]:
        return self.content.get("labels", [])

    @property
    def spans(self) -> list[tuple[int, int, int]]:
        """Start, end, label id."""
        return [(span["start"], span["end"], span["label"]) for span in self.content.get("spans", [])]


@dataclass(frozen=True)
class Judged:
    """A hit of a rule, drawn at random, on a document without gold, and whether the rule was right there."""

    function_id: int
    document_id: int
    label_id: int
    start: int | None
    end: int | None
    is_right: bool

    @property
    def hit(self) -> tuple[int, int, int | None, int | None]:
        return self.document_id, self.label_id, self.start, self.end


@dataclass(frozen=True)
class KnownDocuments:
    """All gold of a question, divided: `split.parts[i]` says what document i may be used for. And judged hits.

    A judged hit tells of the rule it was drawn for and of no other: its document was found by that rule, and of a
    wrong one the true label is not known. Taken as gold, the right ones alone would make every rule look right.
    """

    documents: Sequence[Known]
    split: Split
    judged: Sequence[Judged] = ()

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


def known_documents(question: Question) -> KnownDocuments:
    """Gold; and of documents without it, what experts said when they checked a rule."""
    documents = _gold_of(question)
    known = {one.document_id for one in documents}
    split = split_gold(
        [one.group for one in documents],
        [one.is_audit for one in documents],
        split_key(question.project),
    )
    return KnownDocuments(
        documents, split, [one for one in _judged(question) if one.document_id not in known]
    )


def split_key(project: Project) -> bytes:
    """A secret of the project, so that nobody can tell the side of a document in advance."""
    return f"gold of {project.seed}".encode()


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
    ).exclude(content=Gold.WITHDRAWN)
    known = rows.values_list("document", "content", "document__group", "document__queue_row__pool")
    return [
        Known(document_id, content, group or f"document {document_id}", pool == Pool.AUDIT)
        for document_id, content, group, pool in known.order_by("document")
    ]


def _judged(question: Question) -> list[Judged]:
    """Clear verdicts, the newest where there are two on one hit."""
    rows = Judgement.objects.filter(
        function__question=question,
        verdict__in=[Judgement.Verdict.RIGHT, Judgement.Verdict.WRONG],
        document__erased_at=None,
        document__withdrawn_at=None,
    ).order_by("judged_at", "id")
    newest = {
        tuple(hit): verdict == Judgement.Verdict.RIGHT
        for *hit, verdict in rows.values_list("function", "document", "label", "start", "end", "verdict")
    }
    return [Judged(*hit, is_right) for hit, is_right in newest.items()]
