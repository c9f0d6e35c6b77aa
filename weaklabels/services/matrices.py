"""From stored columns and gold to what the label model takes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.labelmodel import Gold, LabelMatrix
from weaklabels.models import FunctionVersion, LabelingFunction
from weaklabels.services.documents import living_ids, positions_in
from weaklabels.services.gold import Known
from weaklabels.services.votes import Votes, read_votes


@dataclass(frozen=True)
class QuestionVotes:
    """The votes of all living rules of a question. Columns of the matrix are called by their version's id."""

    question: Question
    versions: Sequence[FunctionVersion]
    votes: dict[int, Votes]
    ids: NDArray[np.int64]  # documents by position
    labels: list[int]  # label ids by class, ascending

    def matrix(self) -> LabelMatrix:
        """Documents x rules, for a question with one label an answer."""
        matrix = LabelMatrix(len(self.ids), max(len(self.labels), 2))
        for version in self.versions:
            votes = self.votes[version.id]
            places, there = positions_in(self.ids, votes.documents)
            classes, in_use = self.classes_of(votes.labels[there])
            positions, said = places[there][in_use], classes[in_use]
            once = standing_alone(positions)
            matrix.put(version.id, positions[once], said[once])
        return matrix

    def classes_of(self, labels: NDArray[np.int32]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """The class of each label, and which labels are in use at all; a million at once."""
        return positions_in(np.array(self.labels, dtype=np.int64), labels)

    def class_of(self) -> dict[int, int]:
        return {label: number for number, label in enumerate(self.labels)}

    def gold(self, known: Sequence[Known]) -> Gold:
        """Of documents with one true label that is still in use."""
        class_of = self.class_of()
        pairs = [
            (one.document_id, class_of[label]) for one in known for label in one.labels if label in class_of
        ]
        places, there = positions_in(
            self.ids, np.array([document for document, _label in pairs], dtype=np.int64)
        )
        classes = np.array([label for _document, label in pairs], dtype=np.intp)
        return Gold.of(places[there], classes[there])


def standing_alone(positions: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of these, ascending, are there once: votes that were uploaded may give one document two labels.

    >>> standing_alone(np.array([1, 3, 3, 4])).tolist()
    [True, False, False, True]
    """
    again = np.diff(positions) == 0
    return ~(np.append(again, False) | np.append(False, again))[: len(positions)]


def votes_on(question: Question) -> QuestionVotes:
    """What the living rules of a question say now."""
    versions = newest_versions(question)
    labels = list(question.labels.filter(retired_at=None).order_by("id").values_list("id", flat=True))
    votes = read_votes([version.id for version in versions])
    return QuestionVotes(question, versions, votes, living_ids(question.project), labels)


def newest_versions(question: Question) -> list[FunctionVersion]:
    """What each living rule of a question says now, the oldest rule first."""
    living = LabelingFunction.objects.living().filter(question=question).with_newest()
    return list(
        FunctionVersion.objects.filter(id__in=living.values("newest_id"))
        .select_related("function__project", "label", "author", "column")
        .order_by("function")
    )
