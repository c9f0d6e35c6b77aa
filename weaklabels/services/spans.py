"""Proposed spans, and labels of which a document may have several, as noisy-or takes them.

For a question with any number of labels each label is a stretch of its own of every document: proposals of different
labels then never overlap, and each is scored by itself.
"""

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.labelmodel.clashes import Clashes
from weaklabels.labelmodel.spans import Span, SpanVotes
from weaklabels.services.documents import positions_in
from weaklabels.services.gold import Known
from weaklabels.services.matrices import QuestionVotes


def span_votes(votes: QuestionVotes) -> SpanVotes:
    """All proposals of the question's rules, in the order of its versions."""
    tables = [_table(votes, number, version.id) for number, version in enumerate(votes.versions)]
    table = np.concatenate([*tables, np.empty((0, 5), dtype=np.int64)])
    spans, proposed = np.unique(table[:, :4], axis=0, return_inverse=True)
    return SpanVotes(spans, table[:, 4], proposed.reshape(-1), len(votes.versions))


def _table(votes: QuestionVotes, number: int, version_id: int) -> NDArray[np.int64]:
    """Rows of document, start, end, label and function; the same proposal once."""
    said = votes.votes[version_id]
    places, there = positions_in(votes.ids, said.documents)
    labels, in_use = votes.classes_of(said.labels)
    kept = there & in_use
    starts, ends = (
        (labels, labels + 1) if said.starts is None or said.ends is None else (said.starts, said.ends)
    )
    columns = [places, starts, ends, labels, np.full(len(labels), number)]
    table = np.stack([column[kept].astype(np.int64) for column in columns], axis=1)
    return np.unique(table, axis=0)


def clashes_of(question: Question, proposals: SpanVotes) -> Clashes:
    """Which of them contradict each other, by what the question allows."""
    schema = question.project.schema
    asked = {entry["id"]: entry["overlapping"] for entry in schema.questions} if schema else {}
    return Clashes(proposals, may_overlap=asked.get(question.id, True))


def true_spans(votes: QuestionVotes, known: list[Known]) -> tuple[list[Span], NDArray[np.int64]]:
    """The true ones, and the positions of all documents of which they are known."""
    class_of = votes.class_of()
    documents = np.array([one.document_id for one in known], dtype=np.int64)
    places, there = positions_in(votes.ids, documents)
    found = []
    for one, place in zip(
        [one for one, is_there in zip(known, there, strict=True) if is_there], places[there], strict=True
    ):
        if votes.question.kind == Question.Kind.SPANS:
            said = one.spans
        else:
            said = [
                (class_of[label], class_of[label] + 1, label) for label in one.labels if label in class_of
            ]
        found += [
            Span(int(place), start, end, class_of[label]) for start, end, label in said if label in class_of
        ]
    return found, places[there].astype(np.int64)


def right_proposals(votes: QuestionVotes, known: list[Known], version_id: int) -> list[int]:
    """Of what a rule proposes on these documents: how many are right, of how many."""
    _documents, right = graded_proposals(votes, known, version_id)
    return [int(np.count_nonzero(right)), len(right)]


def graded_proposals(
    votes: QuestionVotes, known: list[Known], version_id: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Of each proposal on these documents, the document's id and whether it is right."""
    truth, documents = true_spans(votes, known)
    number = next(place for place, version in enumerate(votes.versions) if version.id == version_id)
    table = _table(votes, number, version_id)
    there = table[np.isin(table[:, 0], documents)]
    true = set(map(tuple, truth))
    right = np.array([tuple(row[:4]) in true for row in there.tolist()], dtype=bool)
    return votes.ids[there[:, 0]], right
