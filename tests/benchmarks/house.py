"""A PostgreSQL of its own for a benchmark, and Django on it. To be entered before any model is imported."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from config.embedded.postgres import DURABLE, Postgres


@contextmanager
def house(options: Mapping[str, str] = DURABLE) -> Iterator[None]:
    """Django with the real settings on an empty, migrated database, as durable as in earnest unless told otherwise."""
    folder = Path(tempfile.mkdtemp(prefix="gloss-bench-"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    server = Postgres(
        data=folder / "postgres",
        sockets=folder / "sockets",
        log=folder / "postgres.log",
        options=options,
    )
    try:
        server.start()
        (folder / "data" / "static").mkdir(parents=True)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.testing.settings",
            "SECRET_KEY": secrets.token_hex(40),
            "DATA_DIR": str(folder / "data"),
            "REDIS_URL": f"unix://{folder}/nobody-listens-here.sock",
            "DATABASE_URL": server.url("postgres"),
        }
        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
