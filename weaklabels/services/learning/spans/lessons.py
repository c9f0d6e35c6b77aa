"""What a model of words learns from: each answer as it was given, gold twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
    softly: int = 0  # documents at the end of which only rules speak

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def answered(self) -> NDArray[np.int64]:
        """The documents that people have answered, each once."""
        return np.unique(np.array(self.documents[: len(self) - self.softly], np.int64))

    @property
    def answered_texts(self) -> list[str]:
        """The text of each of these."""
        text_of = dict(zip(self.documents, self.texts, strict=True))
        return [text_of[document] for document in self.answered.tolist()]

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Answered documents that have a span of each label."""
        having = {
            (document, span.label)
            for document, spans in zip(self.documents[: len(self) - self.softly], self.spans, strict=False)
            for span in spans
        }
        labels = [self.subject.place_of[int(label)] for _document, label in having]
        return np.bincount(np.array(labels, np.int64), minlength=len(self.subject.labels))

    @property
    def cost(self) -> int:
        """Characters times tags: to that the time of learning is about proportional."""
        labels = {span.label for spans in self.spans for span in spans}
        return sum(map(len, self.texts)) * (2 * len(labels) + 1)


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


def with_rules(lesson: SpanLesson, found: Mapping[int, Sequence[Marked]]) -> SpanLesson:
    """The lesson, and behind it documents that only rules have spoken of."""
    texts = texts_within(lesson.subject.project, [*found], LEARNED)
    return replace(
        lesson,
        documents=[*lesson.documents, *texts],
        texts=[*lesson.texts, *texts.values()],
        spans=[*lesson.spans, *(stretches(found[document]) for document in texts)],
        softly=len(texts),
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
