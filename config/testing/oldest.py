"""The oldest PostgreSQL that Gloss runs on: where this machine has its programs, and a server of them."""

import shutil
import subprocess
from functools import cache, cached_property
from pathlib import Path

from config.embedded.postgres import PROGRAM, Postgres, character_types

RELEASE = "15"
DEBIAN = Path(f"/usr/lib/postgresql/{RELEASE}/bin")  # not on the path there
HOW_TO_GET_IT = f"apt-get install --no-install-recommends postgresql-{RELEASE}"
WHY_SKIPPED = (
    f"there is no PostgreSQL {RELEASE}, neither on the path nor in {DEBIAN}; {HOW_TO_GET_IT} brings it"
)


@cache
def find() -> Path | None:
    """The folder of the programs; None where there are none of this release."""
    on_path = shutil.which(PROGRAM)
    folders = [*([Path(on_path).resolve().parent] if on_path else []), DEBIAN]
    return next((folder for folder in folders if _is_of_release(folder / PROGRAM)), None)


def _is_of_release(program: Path) -> bool:
    if not program.exists() or not program.with_name("initdb").exists():
        return False
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return said.startswith(f"postgres (PostgreSQL) {RELEASE}.")


class OldestPostgres(Postgres):
    """Started and stopped like the embedded one. To be made only where `find` finds it."""

    @cached_property
    def programs(self) -> Path:
        return find() or DEBIAN

    def locale_options(self) -> list[str]:
        """This release knows no locale of its own; the system's has the same order and the same letters."""
        return [f"--locale={character_types()}"]
