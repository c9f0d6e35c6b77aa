"""What belongs to one DATA_DIR: its database, its message carrier, its secret key."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from config.embedded import folders
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey

DATABASE = "gloss"


@dataclass(frozen=True)
class Instance:
    """The embedded servers of a data folder. Making one touches nothing; `prepare` and `start` do."""

    data_dir: Path

    @property
    def runtime_dir(self) -> Path:
        return folders.runtime_dir(self.data_dir)

    @property
    def logs(self) -> Path:
        return self.data_dir / "logs"

    @property
    def secret_key_file(self) -> Path:
        return self.data_dir / "secret_key"

    @property
    def postgres(self) -> Postgres:
        return Postgres(
            data=self.data_dir / "postgres",
            sockets=self.runtime_dir / "postgres",
            log=self.logs / "postgres.log",
        )

    @property
    def valkey(self) -> Valkey:
        return Valkey(
            data=self.data_dir / "valkey",
            sockets=self.runtime_dir,
            log=self.logs / "valkey.log",
        )

    @property
    def database_url(self) -> str:
        return self.postgres.url(DATABASE)

    @property
    def redis_url(self) -> str:
        return self.valkey.url

    def prepare(self) -> None:
        """Make the folders."""
        for folder in (self.data_dir, self.data_dir / "run", self.logs):
            folders.make(folder)
        folders.make_in_public_place(self.runtime_dir)

    def make_secret_key(self) -> None:
        """Write a key once; whole or not at all, and for our eyes only."""
        if self.secret_key_file.exists():
            return
        fresh = self.secret_key_file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self.secret_key_file)
