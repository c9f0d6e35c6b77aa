"""What a question's rules say at one moment: the newest fit, the votes it weighed, the soft labels it made."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Project, Question
from weaklabels.exports.arrays import Cells
from weaklabels.labelmodel.spans import without_overlaps
from weaklabels.models import FunctionVersion, LabelModelFit, SoftLabels
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, PROBABILITIES, unpacked
from weaklabels.services.documents import living_ids, positions_in
from weaklabels.services.fitting import newest_fit, questions_with_rules
from weaklabels.services.matrices import QuestionVotes, newest_versions
from weaklabels.services.spans import span_votes
from weaklabels.services.votes import read_votes


@dataclass(frozen=True)
class Weighed:
    """Of a question with one label an answer: documents, ascending, and a row of probabilities beside each."""

    documents: NDArray[np.int64]
    probabilities: NDArray[np.float32]


@dataclass(frozen=True)
class Proposed:
    """Proposals, one a row, in the order of their documents; `chosen` are the hard ones."""

    documents: NDArray[np.int64]
    scores: NDArray[np.float32]
    labels: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    chosen: NDArray[np.bool_]


@dataclass(frozen=True)
class Taken:
    """One question's part of the export."""

    question: Question
    fit: LabelModelFit
    votes: QuestionVotes
    soft: Weighed | Proposed
    names: dict[int, str]  # of labels
    is_up_to_date: bool  # false: a rule was changed and is not weighed yet

    @property
    def covered(self) -> NDArray[np.int64]:
        """The documents some rule speaks of, ascending."""
        return np.unique(self.soft.documents)


def take(project: Project) -> list[Taken]:
    """Each question with rules that were weighed. Inside the transaction that sees the snapshot."""
    found = ((question, newest_fit(question)) for question in questions_with_rules(project))
    fits = {fit.id: (question, fit) for question, fit in found if fit}
    soft = SoftLabels.objects.filter(fit__in=fits).order_by("fit__question")
    return [_taken(*fits[one.fit_id], one) for one in soft]


def _taken(question: Question, fit: LabelModelFit, soft: SoftLabels) -> Taken:
    versions = FunctionVersion.objects.select_related("function", "label").in_bulk(fit.columns)
    ids = living_ids(question.project)
    return Taken(
        question=question,
        fit=fit,
        votes=QuestionVotes(
            question,
            [versions[number] for number in fit.columns],
            read_votes(fit.columns),
            ids,
            fit.labels,
        ),
        soft=_soft(fit, soft, ids),
        names=dict(question.labels.values_list("id", "name")),
        is_up_to_date=[version.id for version in newest_versions(question)] == fit.columns,
    )


def _soft(fit: LabelModelFit, soft: SoftLabels, ids: NDArray[np.int64]) -> Weighed | Proposed:
    """Without documents that were withdrawn since."""
    documents = unpacked(soft.documents, DOCUMENTS)
    _places, kept = positions_in(ids, documents)
    scores = unpacked(soft.probabilities, PROBABILITIES)
    if soft.labels is None or soft.starts is None or soft.ends is None:
        return Weighed(documents[kept], scores.reshape(len(documents), len(fit.labels))[kept])
    documents, scores, labels = documents[kept], scores[kept], unpacked(soft.labels, LABELS)[kept]
    starts, ends = unpacked(soft.starts, OFFSETS)[kept], unpacked(soft.ends, OFFSETS)[kept]
    spans = np.stack([documents, starts, ends, labels], axis=1).astype(np.int64)
    chosen = np.zeros(len(scores), dtype=np.bool_)
    chosen[without_overlaps(spans, scores.astype(np.float64), fit.report["threshold"])] = True
    return Proposed(documents, scores, labels, starts, ends, chosen)


@dataclass(frozen=True)
class Matrix:
    """The votes, and what each row is: the position of a document; of a proposal also its place and class."""

    cells: Cells
    positions: NDArray[np.int64]
    proposals: NDArray[np.int64] | None = None  # start, end, class


def matrix_of(taken: Taken) -> Matrix:
    """Documents x rules; where a rule may say several things of a document, proposals x rules."""
    if isinstance(taken.soft, Weighed):
        matrix = taken.votes.matrix()
        rows = matrix.rows
        cells = Cells(
            rows.documents.astype(np.int64), rows.functions, rows.labels.astype(np.int64), matrix.shape
        )
        return Matrix(cells, np.arange(len(taken.votes.ids), dtype=np.int64))
    votes = span_votes(taken.votes)
    order = np.argsort(votes.proposed, kind="stable")
    rows = votes.proposed[order].astype(np.int64)
    shape = (len(votes.spans), len(taken.votes.versions))
    cells = Cells(rows, votes.functions[order], votes.spans[rows, 3], shape)
    return Matrix(cells, votes.spans[:, 0], votes.spans[:, 1:])
