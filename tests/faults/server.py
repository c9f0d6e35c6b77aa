"""A whole Gloss in a folder of its own, on durable servers, whose parts may be killed, frozen and wiped."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import psycopg2
import redis

from config import processes
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from config.testing import schema
from config.testing.processes import BASE_DIR, REAL, Process, Web

DATABASE = "gloss"


class Site:
    """PostgreSQL, Valkey, the web server and a worker a lane, as `make up` runs them.

    To be used in a `with`: whatever happens, nothing of it is left. Each has its own folder and port.
    """

    def __init__(self, workers: bool = True, tables: Path | None = None, **variables: str) -> None:
        """With `tables`, a dump of empty ones, the migrations are spared: config/testing/schema.py."""
        self.tables = tables
        self.folder = Path(tempfile.mkdtemp(prefix="gloss-site-"))
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)  # as root, PostgreSQL must pass through
        self.postgres = Postgres(
            data=self.folder / "postgres",
            sockets=self.folder / "sockets",
            log=self.folder / "postgres.log",
        )
        self.valkey = Valkey(data=self.folder / "valkey", sockets=self.folder, log=self.folder / "valkey.log")
        self.variables = {
            "DATABASE_URL": self.postgres.url(DATABASE),
            "REDIS_URL": self.valkey.url,
            "DATA_DIR": str(self.folder / "data"),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEMO": "False",
            "LOG_LEVEL": "WARNING",
            **variables,
        }
        self.web = Web(self.folder, self.variables)
        lanes = processes.LANES if workers else ()
        self.workers = [
            Process(f"worker-{lane}", processes.worker(lane), self.folder, self.variables) for lane in lanes
        ]

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def start(self) -> None:
        (self.folder / "data" / "static").mkdir(parents=True)
        self.postgres.start()
        if self.tables:
            schema.restore(self.postgres, DATABASE, self.tables)
        self.postgres.create_database(DATABASE)
        self.valkey.start()
        self.python("manage.py", "prepare")
        self.web.start()
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        self.thaw_redis()
        for process in (*self.workers, self.web):
            process.kill()
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def python(self, *command: str, told: object = None) -> Any:
        """Run a program of ours with the site's settings, in a session of its own as all parts of the site are.

        What it prints as JSON is returned.
        """
        done = subprocess.run(
            [sys.executable, *command],
            start_new_session=True,
            input=json.dumps(told),
            cwd=BASE_DIR,
            env={**os.environ, **REAL, **self.variables},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(done.stdout) if done.stdout.strip() else None

    def query(self, statement: str, values: object = None) -> list[tuple[Any, ...]]:
        """Ask the database directly, past everything that is under test."""
        connection = psycopg2.connect(self.postgres.url(DATABASE))
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    # What may befall it. Each returns when the part is back, as if `make up` had started it again.

    def kill_web(self) -> None:
        self.web.kill()
        self.web.start()

    def kill_web_process(self) -> None:
        """One of gunicorn's processes; the other goes on and the master makes a new one."""
        pid = self.web.running.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        with suppress(ProcessLookupError):
            os.kill(int(children[0]), signal.SIGKILL)

    def kill_worker(self) -> None:
        for worker in self.workers:
            worker.kill()
            worker.start()

    def kill_postgres(self) -> None:
        os.kill(self.postgres.process.pid, signal.SIGKILL)
        self.postgres.start()

    def kill_redis(self) -> None:
        self.refuse_redis()
        self.valkey.start()

    def wipe_redis(self) -> None:
        with redis.Redis.from_url(self.valkey.url) as client:
            client.flushall()

    # What lasts until it is ended.

    def refuse_redis(self) -> None:
        self.valkey.process.kill()
        self.valkey.process.wait()

    def freeze_redis(self) -> None:
        os.kill(self.valkey.process.pid, signal.SIGSTOP)

    def thaw_redis(self) -> None:
        if self.valkey.process and not self.valkey.has_died():
            os.kill(self.valkey.process.pid, signal.SIGCONT)
