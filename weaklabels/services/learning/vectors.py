"""The features of a project's documents, vectorised once: a cache on this host's disk, safe to throw away."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from numpy.typing import NDArray

from annotate.models import Document, Project
from weaklabels.active.background import Background
from weaklabels.active.storing import ModelDamaged
from weaklabels.active.vectors import (
    VectorsStale,
    VectorStore,
    erase,
    grow,
    new_vectors,
    open_vectors,
)
from weaklabels.services.corpus import folder_of as texts_of

COUNT = "SELECT count(*), coalesce(max(id), 0) FROM annotate_document WHERE project_id = %s"
AT_ONCE = 500  # texts from the database at once: they may be long
GROWN = 1.1  # times as many documents as when the background was made: it is made again
Progress = Callable[[int], Any]


def folder_of(project: Project) -> Path:
    return settings.DATA_DIR / "cache" / "vectors" / texts_of(project).name


def vectors_of(project: Project, progress: Progress | None = None) -> VectorStore:
    """The vectors of all documents. Only new ones are vectorised; `progress` is told how many of these are done."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [project.id])
        count, newest = cursor.fetchone()
    with _only_writer(project):
        store = _grown(project, count, newest, progress)
        gone = project.documents.filter(erased_at__isnull=False).values_list("id", flat=True)
        if erased := np.intersect1d(np.fromiter(gone, np.int64), store.ids).tolist():
            erase(store, erased)
    return store


def background_of(project: Project, store: VectorStore) -> Background:
    """What the documents say before anybody answers. Made again when a tenth has been added."""
    folder = folder_of(project)
    with suppress(OSError, ModelDamaged):
        files = {path.name: path.read_bytes() for path in (folder / "background").iterdir()}
        known = Background.from_files(files)
        if known.documents <= len(store) <= known.documents * GROWN:
            return known
    with _only_writer(project):
        made = store.background(seed=project.id)
        (folder / "background").mkdir(exist_ok=True)
        for name, data in made.to_files().items():
            new = folder / f"{name}.new"
            new.write_bytes(data)
            new.replace(folder / "background" / name)
    return made


def forget_vectors(document: Document) -> int:
    """Take an erased document's features out of this host's cache, and the background it is part of."""
    with _only_writer(document.project):
        for path in (folder_of(document.project) / "background").glob("*"):
            path.unlink(missing_ok=True)
        with suppress(VectorsStale):
            return erase(open_vectors(folder_of(document.project)), [document.id])
    return 0


class Places:
    """Where documents stand in a store."""

    def __init__(self, store: VectorStore) -> None:
        ids = store.ids
        self._order = np.argsort(ids, kind="stable")
        self._sorted = ids[self._order]

    def of(self, documents: NDArray[np.int64]) -> NDArray[np.int64]:
        """The position of each document; -1 where it has none."""
        if not len(self._sorted):
            return np.full(len(documents), -1, np.int64)
        places = np.minimum(np.searchsorted(self._sorted, documents), len(self._sorted) - 1)
        return np.where(self._sorted[places] == documents, self._order[places], -1)


def _grown(project: Project, count: int, newest: int, progress: Progress | None) -> VectorStore:
    """Grow by what is new. Where documents came with lower ids than some that are there, begin anew."""
    try:
        store = open_vectors(folder_of(project))
        last = int(store.ids.max(initial=0))
    except VectorsStale:
        store, last = new_vectors(folder_of(project)), 0
    if len(store) + project.documents.filter(id__gt=last, id__lte=newest).count() != count:
        store, last = new_vectors(folder_of(project)), 0
    return grow(store, _texts(project, last, newest), progress)


def _texts(project: Project, after: int, until: int) -> Iterator[tuple[int, str]]:
    rows = project.documents.filter(id__gt=after, id__lte=until).order_by("id")
    yield from rows.values_list("id", "text").iterator(AT_ONCE)


@contextmanager
def _only_writer(project: Project) -> Iterator[None]:
    """One writer at a time on this host; the system lets go of the lock when we die, however we die."""
    folder = folder_of(project)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
