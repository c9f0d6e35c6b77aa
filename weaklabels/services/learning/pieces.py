"""What the current model suggests for the documents that may be lent soon, packed by blocks of ids."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotate.models import Document, Project, Question, Standing
from annotate.prepared import Statement
from weaklabels.models import ModelRun, PredictedPiece
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, PROBABILITIES, packed
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.suggesting import Picked, read_picked

BLOCK = 512  # ids: a few kilobytes to read at a step
LEAST = 0.5  # what is not even as probable as all else is no suggestion

READ = Statement(
    "predicted_pieces",
    """
    SELECT question_id, run_id, documents, labels, scores, starts, ends FROM weaklabels_predictedpiece
    WHERE question_id = ANY(%(questions)s::bigint[]) AND block = ANY(%(blocks)s::bigint[])
    ORDER BY question_id, block
    """,
)


def soon_lent(project: Project, listed: Sequence[int], learned: NDArray[np.int64]) -> NDArray[np.int64]:
    """Documents of the order and those assigned to somebody, but for those the model has learned from.

    What it says of a document it learned from would tell an annotator what others answered.
    """
    assigned = Standing.objects.filter(
        project=project, state=Standing.State.ASSIGNED, pool=0, occasion="work"
    ).values_list("document", flat=True)
    return np.setdiff1d(np.array([*listed, *assigned], np.int64), learned)


def picked_of(
    subject: Subject,
    documents: NDArray[np.int64],
    chances: NDArray[np.floating],
    thresholds: NDArray[np.floating] | None,
) -> Picked:
    """The labels that are sure enough to be suggested; `documents` ascend."""
    rows, columns = said(subject, chances, thresholds)
    return Picked(documents[rows], np.array(subject.labels, np.int64)[columns], chances[rows, columns])


def keep_pieces(run: ModelRun, picked: Picked) -> None:
    """From now on this is what the question's model suggests. The caller holds a transaction."""
    PredictedPiece.objects.filter(question=run.question_id).delete()
    blocks, firsts = np.unique(picked.documents // BLOCK, return_index=True)
    borders = [*firsts.tolist(), len(picked.documents)]
    PredictedPiece.objects.bulk_create(
        PredictedPiece(
            question_id=run.question_id,
            block=block,
            run=run,
            documents=packed(mine.documents, DOCUMENTS),
            labels=packed(mine.labels, LABELS),
            scores=packed(mine.scores, PROBABILITIES),
            starts=None if mine.starts is None else packed(mine.starts, OFFSETS),
            ends=None if mine.ends is None else packed(mine.ends, OFFSETS),
        )
        for block, (start, stop) in zip(blocks.tolist(), pairwise(borders), strict=True)
        for mine in [picked.at(slice(start, stop))]
    )


def said(
    subject: Subject, chances: NDArray[np.floating], thresholds: NDArray[np.floating] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the labels the model gives: the likeliest if sure enough, or all above their threshold."""
    if subject.kind == Question.Kind.CHOICES:
        return np.nonzero(chances >= (LEAST if thresholds is None else thresholds))
    if not len(chances):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    top = chances.argmax(axis=1)
    rows = np.flatnonzero(chances[np.arange(len(chances)), top] >= LEAST)
    return rows, top[rows]


def forget_pieces(document: Document) -> int:
    """What would be suggested for an erased document, with its neighbours, goes until the next run."""
    pieces = PredictedPiece.objects.filter(question__project=document.project_id, block=document.id // BLOCK)
    count, _by_table = pieces.delete()
    return count


def predicted(
    questions: Sequence[int], documents: Sequence[int]
) -> list[tuple[int, int, int, Picked, float]]:
    """What is suggested for these documents: document, question, run, the very thing, and the least of its scores."""
    blocks = sorted({document // BLOCK for document in documents})
    found = []
    for question, run, *columns in READ.rows({"questions": list(questions), "blocks": blocks}):
        known = read_picked(*columns)
        for document in documents:
            first, last = np.searchsorted(known.documents, [document, document + 1])
            if first < last:
                mine = known.at(slice(first, last))
                found.append((document, question, run, mine, round(float(mine.scores.min()), 4)))
    return found
