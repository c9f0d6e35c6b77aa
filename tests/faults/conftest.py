"""Workers, a Redis and a database that may be killed, frozen and wiped while jobs are under way."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis
from django.conf import settings

from config import processes
from config.embedded.valkey import Valkey
from config.testing.plugin import FOLDER
from config.testing.processes import Process
from config.testing.soaking import LONG
from tests.faults.server import Site

SEED = 20_261_123
PEOPLE = 40
LEASE_SECONDS = 20 if LONG else 4


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)


class FragileRedis(Valkey):
    """A Valkey of one test, with the faults it may have."""

    def kill(self) -> None:
        """As a power cut, and its disk is gone too."""
        self.process.kill()
        self.process.wait()
        for file in self.data.rglob("*.*"):
            file.unlink()

    def freeze(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    def wipe(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def stop(self) -> None:
        if not self.has_died():
            self.thaw()
        super().stop()


class Worker(Process):
    """A worker of one lane, as `make up` starts it, that also knows the deeds."""

    def __init__(self, lane: str, folder: Path, redis_url: str, name: str = "", **variables: str) -> None:
        database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{settings.DATABASES['default']['NAME']}")
        super().__init__(
            name=f"worker-{name or lane}",
            command=(*processes.worker(lane), "--include", "tests.faults.deeds"),
            folder=folder,
            variables={
                "DATABASE_URL": database.geturl(),
                "REDIS_URL": redis_url,
                "HURRIED": "no" if LONG else "yes",
                **variables,
            },
        )

    def children(self) -> list[int]:
        """The processes that do the work, and may be killed without their parent."""
        pid = self.running.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_child(self) -> None:
        for child in self.children():
            os.kill(child, signal.SIGKILL)

    def kill_tree_and_start_again(self) -> None:
        self.kill()
        self.start()

    def start_again_if_dead(self) -> None:
        """As `make up` and Docker do: Celery gives up when its child is killed while it starts."""
        if self.running.poll() is not None:
            self.start()


@pytest.fixture
def fragile_redis(pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[FragileRedis]:
    sockets = pytestconfig.stash[FOLDER] / "fragile"  # tmp_path would be too long for a socket
    sockets.mkdir(exist_ok=True)
    server = FragileRedis(data=tmp_path / "valkey", sockets=sockets, log=tmp_path / "valkey.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def workers(
    transactional_db: None, fragile_redis: FragileRedis, tmp_path: Path
) -> Iterator[dict[str, Worker]]:
    """One worker a lane, and no beat: their own threads reconcile."""
    started = {lane: Worker(lane, tmp_path, fragile_redis.url) for lane in processes.LANES}
    for worker in started.values():
        worker.start()
    yield started
    for worker in started.values():
        worker.kill()


@pytest.fixture(scope="session")
def site(django_db_setup: None, kept_tables: Path) -> Iterator[Site]:
    lease = str(LEASE_SECONDS)
    with Site(tables=kept_tables, LEASE_ON_SCREEN_SECONDS=lease, LEASE_OF_PREFETCHED_SECONDS=lease) as site:
        yield site


@pytest.fixture
def make_world(site: Site) -> Callable[..., dict[str, Any]]:
    """Make a project in the site: make_world(name="calls", documents=200) -> the world of tests.faults.world."""

    def make_world(**wishes: Any) -> dict[str, Any]:
        defaults = {"people": PEOPLE, "wants": [1, 2, 3], "assigned": 0.05, "seed": SEED}
        return site.python("-m", "tests.faults.world", told=defaults | wishes)

    return make_world


def wait_until(true: Callable[[], bool], seconds: float, what: Callable[[], object]) -> float:
    """Seconds it took. Fails with `what` there is instead."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, f"not after {seconds} s: {what()}"
        time.sleep(0.05)
    return time.monotonic() - begun
