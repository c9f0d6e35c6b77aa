"""Would this code pass where it is deployed? Part of `make lint`: Django's own checks and the migrations."""

import os
import secrets
import sys
import tempfile
import warnings
from pathlib import Path

import django
from django.core.management import call_command
from django.core.management.base import CommandError

from config.embedded.postgres import FAST_AND_FORGETFUL, Postgres

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": secrets.token_hex(40),
    "SECURE": "True",
    "ALLOWED_HOSTS": "gloss.example.org",
    "REDIS_URL": "redis://localhost:6379/0",
}


def main() -> None:
    """Exit with a sentence at the first thing that is wrong."""
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory(prefix="gloss-checks-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # under root, PostgreSQL's account must pass through
        server = Postgres(
            data=folder / "postgres",
            sockets=folder / "sockets",
            log=folder / "postgres.log",
            options=FAST_AND_FORGETFUL,
        )
        server.start()
        try:
            os.environ |= PRODUCTION | {"DATABASE_URL": server.url("postgres"), "DATA_DIR": name}
            check()
        except CommandError as error:
            sys.exit(str(error))
        finally:
            server.stop()


def check() -> None:
    django.setup()
    call_command("check", deploy=True, fail_level="WARNING")
    call_command("makemigrations", check_changes=True, dry_run=True)
    call_command("migrate", verbosity=0)
    call_command("migrate", "annotate", "zero", verbosity=0)  # every migration can be taken back


if __name__ == "__main__":
    main()
