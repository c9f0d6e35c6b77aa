"""What the current model suggests for the documents that may be lent soon, packed by blocks of ids."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotate.models import Document, Project, Question, Standing
from annotate.prepared import Statement
from weaklabels.models import ModelRun, PredictedPiece
from weaklabels.packing import DOCUMENTS, LABELS, PROBABILITIES, packed, unpacked
from weaklabels.services.learning.subjects import Subject

BLOCK = 512  # ids: a few kilobytes to read at a step
LEAST = 0.5  # what is not even as probable as all else is no suggestion

READ = Statement(
    "predicted_pieces",
    """
    SELECT question_id, run_id, documents, labels, scores FROM weaklabels_predictedpiece
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


def keep_pieces(
    run: ModelRun,
    subject: Subject,
    documents: NDArray[np.int64],
    chances: NDArray[np.floating],
    thresholds: NDArray[np.floating] | None,
) -> None:
    """From now on this is what the model suggests; `documents` ascend. The caller holds a transaction."""
    PredictedPiece.objects.filter(question=subject.question).delete()
    rows, columns = said(subject, chances, thresholds)
    ids, labels = documents[rows], np.array(subject.labels, np.int64)[columns]
    scores = chances[rows, columns]
    blocks, firsts = np.unique(ids // BLOCK, return_index=True)
    borders = [*firsts.tolist(), len(ids)]
    PredictedPiece.objects.bulk_create(
        PredictedPiece(
            question=subject.question,
            block=block,
            run=run,
            documents=packed(ids[start:stop], DOCUMENTS),
            labels=packed(labels[start:stop], LABELS),
            scores=packed(scores[start:stop], PROBABILITIES),
        )
        for block, (start, stop) in zip(blocks.tolist(), pairwise(borders), strict=True)
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
) -> list[tuple[int, int, int, list[int], float]]:
    """What is suggested for these documents: document, question, run, labels, and the least of their scores."""
    blocks = sorted({document // BLOCK for document in documents})
    rows = READ.rows({"questions": list(questions), "blocks": blocks})
    found = []
    for question, run, ids, labels, scores in rows:
        known = unpacked(ids, DOCUMENTS)
        for document in documents:
            first, last = np.searchsorted(known, [document, document + 1])
            if first < last:
                mine = unpacked(labels, LABELS)[first:last].tolist()
                least = float(unpacked(scores, PROBABILITIES)[first:last].min())
                found.append((document, question, run, mine, round(least, 4)))
    return found
