"""The store of files: bytes first and safe, then a row; nothing half written, nothing left over."""

import errno
import hashlib
import os
import time
from pathlib import Path
from unittest import mock

import pytest

from annotate import files
from annotate.files import CannotStore, new_file, open_file, path_of, sweep, sweep_hourly
from annotate.models import StoredFile

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def stored_paths(folder):
    return lambda: sorted(folder.glob("*/*"))


def age(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def store(project, owner, content=b"abc", name="notes.txt"):
    with new_file(project, name, owner) as out:
        out.write(content)
    return out.stored


def test_what_is_written_is_found_by_its_hash(project, owner, stored_paths):
    stored = store(project, owner, b"abc" * 1000)
    assert (stored.size, stored.sha256) == (3000, hashlib.sha256(b"abc" * 1000).hexdigest())
    assert stored_paths() == [path_of(stored.sha256)]
    with open_file(stored) as file:
        assert file.read() == b"abc" * 1000


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/b/passwd"])
def test_a_name_is_never_a_path(project, owner, name, stored_paths):
    assert store(project, owner, name=name).name == "passwd"
    assert len(stored_paths()) == 1


@pytest.mark.parametrize("name", ["", "..", "/"])
def test_no_name_is_a_name_too(project, owner, name):
    assert store(project, owner, name=name).name == "file"


def test_when_writing_fails_nothing_is_kept(project, owner, stored_paths):
    def cut_off():
        with new_file(project, "half.txt", owner) as out:
            out.write(b"half")
            raise OSError("cut off")

    with pytest.raises(OSError, match="cut off"):
        cut_off()
    assert stored_paths() == []
    assert not StoredFile.objects.exists()


def test_equal_bytes_are_kept_once(project, owner, stored_paths):
    first, second = store(project, owner), store(project, owner, name="again.txt")
    assert first.id != second.id
    assert len(stored_paths()) == 1


def test_bytes_without_a_row_are_swept_after_a_day(project, owner, stored_paths, folder):
    kept, orphan = store(project, owner), store(project, owner, b"orphan")
    StoredFile.objects.filter(id=orphan.id).delete()
    unfinished = folder / "new" / "unfinished"
    unfinished.write_bytes(b"half")
    assert sweep() == 0, "they are too young"
    for path in stored_paths():
        age(path, DAY + 60)
    assert sweep() == 2
    assert stored_paths() == [path_of(kept.sha256)]


def test_a_file_nobody_refers_to_is_swept_after_a_day(project, owner):
    """An export that was killed before it was done, an upload that was never imported."""
    kept, orphan = store(project, owner), store(project, owner, b"orphan")
    project.jobs.create(kind="export").files.add(kept)
    assert sweep() == 0
    StoredFile.objects.update(created_at="2020-01-01T00:00Z")
    assert sweep() == 0, "the bytes go with the next sweep, once they are a day old"
    assert list(StoredFile.objects.all()) == [kept]
    age(path_of(orphan.sha256), DAY + 60)
    assert sweep() == 1


def test_sweeping_happens_once_an_hour(project, owner, folder):
    orphan = store(project, owner)
    StoredFile.objects.all().delete()
    assert sweep_hourly() == 0
    age(path_of(orphan.sha256), DAY + 60)
    assert sweep_hourly() == 0, "another process swept a moment ago"
    age(folder / "swept", 3601)
    assert sweep_hourly() == 1


def refuse(*_given, **_named):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class NoRoom(files.NewFile):
    """Written to a volume without room."""

    def __init__(self, _out):
        super().__init__(mock.Mock(write=refuse))


FULL = {"begin": (Path, "open", refuse), "write": (files, "NewFile", NoRoom), "end": (os, "fsync", refuse)}


@pytest.mark.parametrize("at", ["begin", "write", "end"])
def test_a_full_disk_is_said_and_leaves_nothing(project, owner, stored_paths, monkeypatch, at):
    with monkeypatch.context() as patch:
        patch.setattr(*FULL[at])
        with pytest.raises(CannotStore, match=r"could not keep the file \(No space left on device\)"):
            store(project, owner)
    assert stored_paths() == []
    assert not StoredFile.objects.exists()
