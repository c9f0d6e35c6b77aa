"""What a model of words learns from: each answer as it was given, gold twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotate.models import Project
from weaklabels.active.tokens import Stretch
from weaklabels.services.learning.answers import OF_GOLD, Marked, Said
from weaklabels.services.learning.subjects import Subject

LEARNED = 1_000_000  # characters at most: the documents that were answered last
AT_ONCE = 500  # documents read from the database at once


@dataclass(frozen=True)
class SpanLesson:
    """A text and its spans in each place; a document that two people answered stands there twice."""

    subject: Subject
    documents: list[int]
    texts: list[str]
    spans: list[list[Stretch]]

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def answered(self) -> NDArray[np.int64]:
        """The documents, each once."""
        return np.unique(np.array(self.documents, np.int64))

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Answered documents that have a span of each label."""
        having = {
            (document, span.label)
            for document, spans in zip(self.documents, self.spans, strict=True)
            for span in spans
        }
        labels = [self.subject.place_of[int(label)] for _document, label in having]
        return np.bincount(np.array(labels, np.int64), minlength=len(self.subject.labels))

    @property
    def cost(self) -> int:
        """Characters times tags: to that the time of learning is about proportional."""
        return sum(map(len, self.texts)) * (2 * np.count_nonzero(self.counts) + 1)


def span_lesson(said: Said) -> SpanLesson:
    """Of each document its gold, or else all its answers; of very many the ones that came last."""
    versions: dict[int, list[tuple[Marked, ...]]] = {}
    for answer in said.answers:
        versions.setdefault(answer.document, []).append(answer.labels)
    for one in said.gold:
        versions[one.document] = [one.labels] * int(OF_GOLD)
    texts = texts_within(said.subject.project, [*versions][::-1], LEARNED)
    rows = [(one, marked) for one in sorted(texts) for marked in versions[one]]
    return SpanLesson(
        said.subject,
        [document for document, _marked in rows],
        [texts[document] for document, _marked in rows],
        [stretches(marked) for _document, marked in rows],
    )


def stretches(marked: Iterable[Marked]) -> list[Stretch]:
    return [Stretch(start, end, str(label)) for start, end, label in marked]


def texts_within(project: Project, documents: Sequence[int], characters: int) -> dict[int, str]:
    """The texts of these documents in their order, as many as fit, but always one."""
    found: dict[int, str] = {}
    for start in range(0, len(documents), AT_ONCE):
        part = documents[start : start + AT_ONCE]
        texts = dict(project.documents.filter(id__in=part, erased_at=None).values_list("id", "text"))
        for document in part:
            characters -= len(texts.get(document, ""))
            if characters < 0 and found:
                return found
            if document in texts:
                found[document] = texts[document]
    return found
