"""One store for files: uploads, exports, later images and models. Bytes first and safe, then a row.

A file lies under DATA_DIR/files by its SHA-256; its owner's name for it never becomes a path. Equal bytes
are kept once, however many rows name them.
"""

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Project, StoredFile, User
from annotate.problems import Problem

NEW = "new"  # the folder of files that are being written
UNNAMED_SECONDS = 24 * 60 * 60  # so long may bytes lie without a row
SWEEP_EVERY_SECONDS = 60 * 60
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))"


class CannotStore(Problem):
    """The volume is full, read-only or gone. Nothing was kept."""

    status = 507
    kind = "cannot_store"

    def __init__(self, error: OSError) -> None:
        super().__init__(
            _(
                "The server could not keep the file (%(why)s), so nothing of it was kept. Whoever runs Gloss "
                "can make room in its data folder; then try again."
            )
            % {"why": error.strerror}
        )


class NewFile:
    """Bytes on their way into the store. After the `with`, `stored` is the row."""

    stored: StoredFile

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self.size += len(data)
        try:
            return self._out.write(data)
        except OSError as error:
            raise CannotStore(error) from error

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def new_file(project: Project | None, name: str, user: User | None) -> Iterator[NewFile]:
    """Write a file into the store. If the body raises, nothing is kept. Raises CannotStore."""
    with _in_words():
        temporary = _folder(NEW) / secrets.token_hex(16)
        out = temporary.open("xb")
    try:
        fcntl.flock(out, fcntl.LOCK_EX)  # tells the sweep that somebody is writing
        new = NewFile(out)
        yield new
        with _in_words():
            out.flush()
            os.fsync(out.fileno())
            new.stored = _keep(temporary, new, project, name, user)
    finally:
        with suppress(OSError):  # what is still to be written then is not to be kept
            out.close()
        temporary.unlink(missing_ok=True)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CannotStore(error) from error


def open_file(stored: StoredFile) -> BinaryIO:
    """The bytes of a stored file. Raises FileNotFoundError when they were erased or the volume is missing."""
    if stored.erased_at:
        raise FileNotFoundError(_("This file was erased."))
    return path_of(stored.sha256).open("rb")


def path_of(sha256: str) -> Path:
    return settings.MEDIA_ROOT / sha256[:2] / sha256


@transaction.atomic
def _keep(temporary: Path, new: NewFile, project: Project | None, name: str, user: User | None) -> StoredFile:
    """Give the bytes their name, then make the row. The lock keeps the sweep away until the row is committed."""
    _lock(new.sha256)
    place = path_of(new.sha256)
    _folder(place.parent.name)
    temporary.rename(place)
    _sync(place.parent)
    return StoredFile.objects.create(
        project=project,
        name=Path(name).name.lstrip(".")[:255] or "file",
        sha256=new.sha256,
        size=new.size,
        created_by=user,
    )


def sweep_hourly() -> int:
    """Sweep if nobody has for an hour. The time of the last one is that of a file, for all hosts to see."""
    swept = settings.MEDIA_ROOT / "swept"
    if swept.exists() and time.time() - swept.stat().st_mtime < SWEEP_EVERY_SECONDS:
        return 0
    swept.parent.mkdir(parents=True, exist_ok=True)
    swept.touch()
    return sweep()


def sweep(older_than_seconds: float = UNNAMED_SECONDS) -> int:
    """Forget files that nothing refers to for a day; remove bytes without a row, and unfinished ones.

    Returns how many were removed. The bytes are left alone for a day, in case the database is put back to
    an earlier state; an erasure does not wait.
    """
    _forget_unused()
    latest = time.time() - older_than_seconds
    named = set(StoredFile.objects.values_list("sha256", flat=True).iterator())
    old = [path for path in settings.MEDIA_ROOT.glob("*/*") if _changed_at(path) <= latest]
    unnamed = [path for path in old if path.parent.name != NEW and path.name not in named]
    unfinished = [path for path in old if path.parent.name == NEW and not _is_being_written(path)]
    return sum(remove_unnamed(path.name) for path in unnamed) + sum(_unlink(path) for path in unfinished)


@transaction.atomic
def remove_unnamed(sha256: str) -> bool:
    """Remove these bytes unless a row names them, or somebody is just making one."""
    if not _lock(sha256, wait=False) or StoredFile.objects.filter(sha256=sha256).exists():
        return False
    return _unlink(path_of(sha256))


def _forget_unused() -> None:
    """Delete rows that no other row has a foreign key to: an upload never used, the export of a killed worker."""
    old = timezone.now() - timedelta(seconds=UNNAMED_SECONDS)
    unused = StoredFile.objects.filter(created_at__lt=old)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.one_to_many or relation.one_to_one:
            key = relation.field
            unused = unused.exclude(Exists(key.model._base_manager.filter(**{key.name: OuterRef("pk")})))
    unused.delete()


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # named, or swept by somebody else, a moment ago
        return float("inf")


def _is_being_written(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return True
    return False


def _unlink(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return True


def _lock(sha256: str, *, wait: bool = True) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(LOCK if wait else TRY_LOCK, [sha256])
        return cursor.fetchone()[0] is not False


def _folder(name: str) -> Path:
    folder = settings.MEDIA_ROOT / name
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync(settings.MEDIA_ROOT)
    return folder


def _sync(folder: Path) -> None:
    """Make a new name in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
