"""Where does an instance keep its data and its sockets?"""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from config.embedded.process import CannotStart

LONGEST_SOCKET_PATH = 100  # the system allows 107 bytes on Linux and 103 on macOS
LONGEST_SOCKET_NAME = "/postgres/.s.PGSQL.5432"
FOR_ROOT = Path("/var/lib/gloss")


def data_dir(base_dir: Path, chosen: str) -> Path:
    """DATA_DIR if it is set, else `data` beside manage.py.

    PostgreSQL refuses to run as root, and the account it then runs as cannot enter a private home:
    for root with such a home the default is a folder every account may enter.
    """
    if chosen:
        return Path(chosen).absolute()
    default = base_dir / "data"
    if os.geteuid() == 0 and not everyone_may_enter(base_dir):
        return FOR_ROOT
    return default


def everyone_may_enter(folder: Path) -> bool:
    """May an account that owns nothing here reach this folder? The part that exists is looked at."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in [folder, *folder.parents] if place.exists())


def make(folder: Path) -> None:
    """A folder of ours: under root other accounts (PostgreSQL's) may pass through it, but not look."""
    if folder.is_dir():
        return
    try:
        folder.mkdir(parents=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        msg = f"{folder} cannot be made ({error.strerror}). Set DATA_DIR to a folder this account may write."
        raise CannotStart(msg) from error


def make_in_public_place(folder: Path) -> None:
    """As `make`, where somebody else could have put a folder or link of that name first."""
    make(folder)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or stat.S_ISLNK(found.st_mode):
        msg = f"{folder} is a link or belongs to another account. Remove it, or choose another DATA_DIR."
        raise CannotStart(msg)


def runtime_dir(data: Path) -> Path:
    """The folder for sockets and locks: inside the data, unless that path is too long for a socket."""
    folder = data / "run"
    if len(f"{folder}{LONGEST_SOCKET_NAME}".encode()) <= LONGEST_SOCKET_PATH:
        return folder
    name = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"gloss-{os.geteuid()}-{name}"
