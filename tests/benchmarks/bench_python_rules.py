"""A rule in Python over many documents, by one Celery worker and by two: how much faster are two?

Real workers, a Redis of their own, and the service that runs rules in its sandbox. The time is the job's, from its
start to its end. The rule computes about a tenth of a millisecond a document; on two cores with nothing else running
two workers should take at most 1 / 1.6 of the time.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from annotate import jobs
from annotate.models import Job, Project
from config import processes
from config.embedded.valkey import Valkey
from config.testing.processes import Process
from tests.benchmarks.bench_rule_change import bare_world
from weaklabels.models import LabelingFunction
from weaklabels.services.functions import APPLY, HELP, Wish, change_rule, make_rule
from weaklabels.services.python.permission import allow_python
from weaklabels.services.python.sources import definition_of

DOCUMENTS = 100_000
GOAL = 1.6
SOURCE = """
def label(text, metadata):
    total = 0
    for number in range(1_500):
        total += number * {factor}
    return "glad" if "tor" in text and total else None
"""
State = Job.State


def run(count: int = DOCUMENTS) -> None:
    project = bare_world(count)
    allow_python(project, ["owner"], project.created_by)
    folder = Path(os.environ["DATA_DIR"])
    with ExitStack() as stack:
        socket = stack.enter_context(sandbox(folder))
        redis = stack.enter_context(redis_in(folder))
        [question] = project.questions.all()
        kind = LabelingFunction.Kind.PYTHON
        function = make_rule(question, wish(1), project.created_by, kind)
        stack.enter_context(worker("one", folder, redis, socket))
        applied(project)  # fills the cache of texts
        change_rule(function, wish(2), project.created_by)
        alone = applied(project)
        stack.enter_context(worker("other", folder, redis, socket))
        change_rule(function, wish(3), project.created_by)
        both = applied(project)
    print(f"a rule in Python over {count:,} documents: one worker {alone:.1f} s, two {both:.1f} s")
    print(
        f"  {alone / both:.2f} times as fast; goal {GOAL} where nothing else runs. Load: {os.getloadavg()[0]:.1f}"
    )


def wish(factor: int) -> Wish:
    return Wish("slow", definition_of(SOURCE.format(factor=factor)), None)


def applied(project: Project) -> float:
    """Wait for the job that is due, and how long it took from its start on."""
    jobs.due(APPLY, project.id)
    while Job.objects.filter(kind__in=[APPLY, HELP], state__in=[State.NEW, State.RUNNING]).exists():
        time.sleep(0.05)
    job = Job.objects.filter(kind=APPLY).latest("finished_at")
    assert job.state == State.DONE, job.error
    return (job.finished_at - job.started_at).total_seconds()


@contextmanager
def sandbox(folder: Path) -> Iterator[Path]:
    settings.RULES_SOCKET = folder / "rules.sock"
    command = [sys.executable, *processes.rules(str(settings.RULES_SOCKET))]
    with subprocess.Popen(command, env={"PYTHONPATH": os.getcwd()}) as service:
        while not settings.RULES_SOCKET.exists():
            time.sleep(0.05)
        yield settings.RULES_SOCKET
        service.kill()


@contextmanager
def redis_in(folder: Path) -> Iterator[str]:
    server = Valkey(data=folder / "valkey", sockets=folder, log=folder / "valkey.log")
    server.start()
    yield server.url
    server.stop()


@contextmanager
def worker(name: str, folder: Path, redis: str, socket: Path) -> Iterator[None]:
    """A worker of the quick lane, as `make up` starts it."""
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    variables = {
        "DATABASE_URL": database.geturl(),
        "REDIS_URL": redis,
        "RULES_SOCKET": str(socket),
        "DATA_DIR": str(settings.DATA_DIR),
    }
    started = Process(f"worker-{name}", processes.worker("quick"), folder, variables)
    started.start()
    time.sleep(5)  # until it listens
    yield
    started.kill()
