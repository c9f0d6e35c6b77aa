"""As which account does PostgreSQL run? It refuses root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVANTS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account to run a process as: our own, or an unprivileged one when we are root."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def name(self) -> str:
        return pwd.getpwuid(self.uid).pw_name

    def popen(self) -> dict[str, Any]:
        """Arguments for subprocess that start a process as this account, without root's groups."""
        return {} if self.is_ours else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Can this account reach the folder? Groups and access lists are left out: too strict, never too lax."""
        return all(self._may_pass(place.stat()) for place in [folder, *folder.absolute().parents])

    def _may_pass(self, place: os.stat_result) -> bool:
        if self.uid in (0, place.st_uid):
            return self.uid == 0 or bool(place.st_mode & stat.S_IXUSR)
        return bool(place.st_mode & stat.S_IXOTH)

    def make_folder(self, folder: Path) -> None:
        """A private folder of this account. Parents are left as they are."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if not self.is_ours:
            os.chown(folder, self.uid, self.gid)


def unprivileged(existing: Path) -> Account:
    """Our own account; for root the owner of the existing data, else the first of SERVANTS there is."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if existing.exists() and (owner := existing.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in SERVANTS if name in known)
    return Account(entry.pw_uid, entry.pw_gid)
