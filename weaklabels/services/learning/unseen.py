"""What a model says of documents that it was not taught: each is asked of a fit without it and without its group.

Documents of the audit share are asked of a fit on all open ones; no fit is ever taught any of them.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.background import Background
from weaklabels.active.vectors import VectorStore
from weaklabels.services.learning.answers import Lesson, Said, lesson_of
from weaklabels.services.learning.fitting import fit
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.learning.vectors import Places

FOLDS = 5
FITS = FOLDS + 1
MOST_LEARNED = 20_000  # documents a fit learns from, drawn at random of more
Progress = Callable[[int, int], Any]


def chances_unseen(
    subject: Subject,
    said: Said,
    asked: NDArray[np.int64],
    store: VectorStore,
    background: Background,
    *,
    seed: int,
    progress: Progress,
) -> NDArray[np.float64]:
    """Probabilities of the subject's labels, a row for each document asked about; NaN where it has no vector."""
    lesson = lesson_of(said.open())
    found = np.full((len(asked), len(subject.labels)), np.nan)
    positions = Places(store).of(asked)
    rng = np.random.default_rng(seed)
    for number, (learned, held_out) in enumerate(folds_of(said, lesson, asked, rng)):
        progress(number, FITS)
        rows = np.flatnonzero(held_out & (positions >= 0))
        if len(rows) and len(learned):
            model = fit(subject, part_of(lesson, learned, rng), store, background, seed=seed)
            found[rows] = model.predict(store.rows(positions[rows]))
    return found


def folds_of(
    said: Said, lesson: Lesson, asked: NDArray[np.int64], rng: np.random.Generator
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
    """Places in the lesson to learn from, and which of the asked are then new: each of them in one fold."""
    group_of = {one.document: one.group or f"document {one.document}" for one in (*said.answers, *said.gold)}
    groups = np.array([group_of[document] for document in lesson.documents.tolist()], dtype=object)
    known, numbers = np.unique(groups.astype(str), return_inverse=True)
    fold = rng.permutation(np.arange(len(known)) % FOLDS)[numbers]
    for number in range(FOLDS):
        yield np.flatnonzero(fold != number), np.isin(asked, lesson.documents[fold == number])
    yield np.arange(len(lesson)), ~np.isin(asked, lesson.documents)


def part_of(lesson: Lesson, places: NDArray[np.intp], rng: np.random.Generator) -> Lesson:
    return lesson.only(np.sort(rng.permutation(places)[:MOST_LEARNED]))
