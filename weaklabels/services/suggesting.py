"""What the rules together suggest to annotators: picked when they are weighed, read when a document is lent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from annotate.models import Document, Project, Question
from annotate.models.queueing import Pool, QueueRow
from annotate.ports import Proposal
from annotate.prepared import Statement
from weaklabels.labelmodel.spans import without_overlaps
from weaklabels.models import LabelModelFit, ProposedPiece, RuleSettings, SoftLabels
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, PROBABILITIES, packed, unpacked

SOURCE = "rules"
BLOCK = 512  # ids: a few kilobytes to read at a step, and two thousand rows for a million documents
AT_ONCE = 200
NEARLY = 1e-6  # scores are kept in single precision

READ = Statement(
    "proposed_pieces",
    """
    SELECT question_id, fit_id, documents, labels, scores, starts, ends FROM weaklabels_proposedpiece
    WHERE question_id = ANY(%(questions)s::bigint[]) AND block = ANY(%(blocks)s::bigint[])
    ORDER BY question_id, block
    """,
)


@dataclass(frozen=True)
class Picked:
    """Labels or spans to suggest: documents, ascending, and beside each its label, score and, for spans, place."""

    documents: NDArray[np.int64]
    labels: NDArray[np.int64]
    scores: NDArray[np.float64]
    starts: NDArray[np.int64] | None = None
    ends: NDArray[np.int64] | None = None

    def at(self, rows: NDArray[np.intp] | NDArray[np.bool_] | slice) -> "Picked":
        starts = None if self.starts is None else self.starts[rows]
        ends = None if self.ends is None else self.ends[rows]
        return Picked(self.documents[rows], self.labels[rows], self.scores[rows], starts, ends)

    @property
    def content(self) -> dict[str, Any]:
        """In the form of a suggestion's."""
        labels = self.labels.tolist()
        if self.starts is None or self.ends is None:
            return {"labels": labels}
        places = zip(self.starts.tolist(), self.ends.tolist(), labels, strict=True)
        return {"spans": [{"start": start, "end": end, "label": label} for start, end, label in places]}


def pick(
    question: Question,
    fit: LabelModelFit,
    soft: SoftLabels,
    settings: RuleSettings,
    learned_from: Iterable[int],
) -> Picked:
    """What is probable enough, of open documents the label model has learned nothing from.

    What it makes of a document it learned from would tell an annotator what others said of it.
    """
    least = settings.suggests_from_percent / 100 - NEARLY
    if not settings.makes_suggestions:
        least = np.inf
    picked = _likeliest(fit, soft, least) if soft.labels is None else _likely(question, soft, least)
    audit = QueueRow.objects.filter(project=question.project_id, pool=Pool.AUDIT)
    closed = np.fromiter([*audit.values_list("document", flat=True), *learned_from], np.int64)
    return picked.at(~np.isin(picked.documents, closed))


def _likeliest(fit: LabelModelFit, soft: SoftLabels, least: float) -> Picked:
    """The one label of each document that is likelier than any other."""
    documents = unpacked(soft.documents, DOCUMENTS) if fit.labels else np.empty(0, np.int64)
    if not len(documents):  # all rules are silent, or all labels retired
        return Picked(documents, np.empty(0, np.int64), np.empty(0))
    chances = unpacked(soft.probabilities, PROBABILITIES).reshape(len(documents), -1).astype(np.float64)
    top = chances.argmax(axis=1)
    scores = chances[np.arange(len(documents)), top]
    is_alone = (chances >= scores[:, None] - NEARLY).sum(axis=1) == 1
    picked = Picked(documents, np.array(fit.labels, dtype=np.int64)[top], scores)
    return picked.at(is_alone & (scores >= least))


def _likely(question: Question, soft: SoftLabels, least: float) -> Picked:
    """All labels of a document that are likely; of spans that overlap the surest."""
    documents, scores = unpacked(soft.documents, DOCUMENTS), unpacked(soft.probabilities, PROBABILITIES)
    starts, ends = unpacked(soft.starts or b"", OFFSETS), unpacked(soft.ends or b"", OFFSETS)
    picked = Picked(documents, unpacked(soft.labels or b"", LABELS), scores)
    if question.kind != Question.Kind.SPANS:
        return picked.at(scores >= least)
    picked = Picked(documents, picked.labels, scores, starts, ends).at(scores >= least)
    spans = np.stack([picked.documents, picked.starts, picked.ends, picked.labels], axis=1)
    return picked.at(without_overlaps(spans, picked.scores, 0.0))


def keep_picked(fit: LabelModelFit, picked: Picked) -> None:
    """From now on this is what the question's rules suggest. The caller holds a transaction."""
    ProposedPiece.objects.filter(question=fit.question_id).delete()
    blocks, firsts = np.unique(picked.documents // BLOCK, return_index=True)
    borders = [*firsts.tolist(), len(picked.documents)]
    ProposedPiece.objects.bulk_create(
        (
            _piece(fit, block, picked.at(slice(start, stop)))
            for block, (start, stop) in zip(blocks.tolist(), pairwise(borders), strict=True)
        ),
        batch_size=AT_ONCE,
    )


def _piece(fit: LabelModelFit, block: int, picked: Picked) -> ProposedPiece:
    return ProposedPiece(
        question_id=fit.question_id,
        block=block,
        fit=fit,
        documents=packed(picked.documents, DOCUMENTS),
        labels=packed(picked.labels, LABELS),
        scores=packed(picked.scores, PROBABILITIES),
        starts=None if picked.starts is None else packed(picked.starts, OFFSETS),
        ends=None if picked.ends is None else packed(picked.ends, OFFSETS),
    )


def forget_where_no_rule_is(project: Project, questions: Iterable[Question]) -> None:
    """Questions whose last rule was retired suggest nothing more."""
    pieces = ProposedPiece.objects.filter(question__project=project)
    pieces.exclude(question__in=[question.id for question in questions]).delete()


def forget_proposals(document: Document) -> int:
    """What would be suggested for an erased document, with its neighbours, goes until the rules are weighed again."""
    mine = Q(question__project=document.project_id, block=document.id // BLOCK)
    count, _by_table = ProposedPiece.objects.filter(mine).delete()
    return count


def proposals_for(project: Project, questions: Sequence[int], documents: Sequence[int]) -> list[Proposal]:
    """What is suggested for these documents, one proposal a question: one read by key."""
    blocks = sorted({document // BLOCK for document in documents})
    rows = READ.rows({"questions": list(questions), "blocks": blocks})
    found = [
        _proposal(read_picked(*packs), one, question, fit)
        for question, fit, *packs in rows
        for one in documents
    ]
    return [proposal for proposal in found if proposal]


def read_picked(
    documents: memoryview,
    labels: memoryview,
    scores: memoryview,
    starts: memoryview | None,
    ends: memoryview | None,
) -> Picked:
    """From the columns of a row."""
    return Picked(
        unpacked(documents, DOCUMENTS),
        unpacked(labels, LABELS),
        unpacked(scores, PROBABILITIES),
        None if starts is None else unpacked(starts, OFFSETS),
        None if ends is None else unpacked(ends, OFFSETS),
    )


def _proposal(picked: Picked, document: int, question: int, fit: int) -> Proposal | None:
    """Of several labels or spans the score is that of the least sure one: all of them are at least so probable."""
    first, last = np.searchsorted(picked.documents, [document, document + 1])
    if first == last:
        return None
    mine = picked.at(slice(first, last))
    return Proposal(document, question, SOURCE, fit, round(float(mine.scores.min()), 4), mine.content)
