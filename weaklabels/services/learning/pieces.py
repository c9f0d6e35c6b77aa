"""What the current model suggests for the documents that may be lent soon, packed by blocks of ids."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annotate.models import Document, Project, Question, Standing, Stream
from annotate.prepared import Statement
from weaklabels.models import ModelRun, ModelServer, PredictedPiece
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, PROBABILITIES, packed
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.suggesting import Picked, read_picked

BLOCK = 512  # ids: a few kilobytes to read at a step
MOST_RETURNED = 20_000  # documents; who has them is served those of the lowest ids first
LEAST = 0.5  # what is not even as probable as all else is no suggestion

# A server that was asked to suggest goes before our own model.
READ = Statement(
    "predicted_pieces",
    """
    SELECT p.question_id, coalesce(p.run_id, p.asking), s.address, p.documents, p.labels, p.scores, p.starts, p.ends
    FROM weaklabels_predictedpiece p LEFT JOIN weaklabels_modelserver s ON s.id = p.server_id
    WHERE p.question_id = ANY(%(questions)s::bigint[]) AND p.block = ANY(%(blocks)s::bigint[])
    ORDER BY p.question_id, p.server_id NULLS LAST, p.block
    """,
)


@dataclass(frozen=True)
class Suggested:
    """What is suggested for a document, by which run or asking, and how sure the least of it is."""

    document: int
    question: int
    server: str | None  # its address; None: our own model
    version: int
    picked: Picked
    score: float | None


def soon_lent(project: Project, listed: Sequence[int], learned: NDArray[np.int64]) -> NDArray[np.int64]:
    """Documents of the order, assigned to somebody or returned, but for those the model has learned from.

    What it says of a document it learned from would tell an annotator what others answered.
    """
    theirs = Standing.objects.filter(project=project, pool=0, occasion="work")
    assigned = theirs.filter(state=Standing.State.ASSIGNED).values_list("document", flat=True)
    returned = theirs.filter(
        state=Standing.State.RETURNED, stream__in=[Stream.RANKED, Stream.ASSIGNED]
    ).values_list("document", flat=True)
    soon = [*listed, *assigned, *returned.order_by("id")[:MOST_RETURNED]]
    return np.setdiff1d(np.array(soon, np.int64), learned)


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
    PredictedPiece.objects.filter(question=run.question_id, server=None).delete()
    _keep(run.question_id, picked, run=run)


def keep_served(server: ModelServer, asking: int, picked: Picked) -> None:
    """From now on this is what the server suggests, asked in this job. The caller holds a transaction."""
    PredictedPiece.objects.filter(question=server.question_id, server=server).delete()
    _keep(server.question_id, picked, server=server, asking=asking)


def _keep(question_id: int, picked: Picked, **by: object) -> None:
    blocks, firsts = np.unique(picked.documents // BLOCK, return_index=True)
    borders = [*firsts.tolist(), len(picked.documents)]
    PredictedPiece.objects.bulk_create(
        PredictedPiece(
            question_id=question_id,
            block=block,
            **by,
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


def predicted(questions: Sequence[int], documents: Sequence[int]) -> list[Suggested]:
    """What is suggested for these documents; of one the server's word before our own."""
    blocks = sorted({document // BLOCK for document in documents})
    found = []
    for question, version, server, *columns in READ.rows({"questions": list(questions), "blocks": blocks}):
        known = read_picked(*columns)
        for document in documents:
            first, last = np.searchsorted(known.documents, [document, document + 1])
            if first < last:
                mine = known.at(slice(first, last))
                found.append(Suggested(document, question, server, version, mine, _least(mine)))
    return found


def _least(picked: Picked) -> float | None:
    """None where a server did not say how sure it is."""
    least = float(picked.scores.min())
    return None if math.isnan(least) else round(least, 4)
