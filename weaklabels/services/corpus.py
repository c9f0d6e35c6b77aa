"""The texts of a project for bulk work: a cache on this host's disk that follows the database, safe to throw away."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from annotate.models import Document, Project
from weaklabels.matching.textcache import Entry, Stale, TextCache, build, erase, grow, open_cache

COUNT = "SELECT count(*), coalesce(max(id), 0) FROM annotate_document WHERE project_id = %s"
ENTRIES = """
SELECT id, text, metadata::text FROM annotate_document
WHERE project_id = %s AND id > %s AND id <= %s ORDER BY id
"""
AT_ONCE = 5_000
_open: dict[Path, TextCache] = {}  # by folder, in this process


def folder_of(project: Project) -> Path:
    """Named after the project's secret, too: the same number in another database is another project."""
    name = blake2b(f"{project.id} {project.seed}".encode(), digest_size=8).hexdigest()
    return settings.DATA_DIR / "cache" / "texts" / name


def corpus_of(project: Project) -> TextCache:
    """All documents of the project by position, in the order of their ids. An erased one is there without a word."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [project.id])
        count, newest = cursor.fetchone()
    cache = _current(project)
    if cache is None or len(cache) != count or _has_erased(project, cache):
        with _only_writer(project):
            cache = _brought_up(project, count, newest)
    _open[cache.folder] = cache
    return cache


def corpus_at_hand(project: Project) -> TextCache:
    """The same without counting, which takes long at a million documents: for a look while somebody types.

    A document that came with a lower id than one that is there may be missing.
    """
    cache = _current(project)
    newest = project.documents.order_by("-id").values_list("id", flat=True).first() or 0
    if cache is None or int(cache.ids.max(initial=0)) < newest or _has_erased(project, cache):
        return corpus_of(project)
    _open[cache.folder] = cache
    return cache


def _current(project: Project) -> TextCache | None:
    """The cache as this process knows it, or as it lies on the disk if another has written since."""
    try:
        known = _open.get(folder_of(project))
        if known and known.generation == open_cache(known.folder).generation:
            return known
        return open_cache(folder_of(project))
    except Stale:
        return None


def _brought_up(project: Project, count: int, newest: int) -> TextCache:
    """The cache with what is new, and without what was erased: also where it is made of a database that has erased."""
    cache = _grown(project, count, newest)
    if erased := _erased(project, cache):
        erase(cache, erased)
        cache = open_cache(cache.folder)
    return cache


def _grown(project: Project, count: int, newest: int) -> TextCache:
    """Grow by what is new. Where documents came with lower ids than some that are there, begin anew."""
    try:
        cache = open_cache(folder_of(project))
    except Stale:
        return build(folder_of(project), _entries(project, after=0, until=newest))
    last = int(cache.ids.max(initial=0))
    if len(cache) + project.documents.filter(id__gt=last, id__lte=newest).count() != count:
        return build(folder_of(project), _entries(project, after=0, until=newest))
    return grow(cache, _entries(project, after=last, until=newest))


def forget_text(document: Document) -> int:
    """Take an erased document's words out of this host's cache. Other hosts find out when they next look."""
    try:
        with _only_writer(document.project):
            touched = erase(open_cache(folder_of(document.project)), [document.id])
    except Stale:
        return 0
    _open.pop(folder_of(document.project), None)
    return touched


def _has_erased(project: Project, cache: TextCache) -> bool:
    return bool(_erased(project, cache))


def _erased(project: Project, cache: TextCache) -> list[int]:
    """Documents whose words are gone from the database, and not yet from the cache."""
    gone = np.array(project.documents.filter(erased_at__isnull=False).values_list("id", flat=True), np.int64)
    return gone[np.isin(gone, cache.ids)].tolist() if len(gone) else []


def _entries(project: Project, after: int, until: int) -> Iterator[Entry]:
    """As PostgreSQL writes them: metadata goes to the cache in JSON, unread."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(ENTRIES, [project.id, after, until])
        while rows := cursor.fetchmany(AT_ONCE):
            for document_id, text, metadata in rows:
                yield Entry(document_id, text, metadata.encode())


@contextmanager
def _only_writer(project: Project) -> Iterator[None]:
    """One writer at a time on this host; the system lets go of the lock when we die, however we die."""
    folder = folder_of(project)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
