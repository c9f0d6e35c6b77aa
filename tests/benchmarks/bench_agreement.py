"""How long does the page of agreement take at a million answers, and what does counting them cost? Whole requests."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import connection
from django.test import Client
from django.urls import reverse

from annotate import jobs
from review.services.counters import clock
from review.services.counters.auditing import differences
from tests.benchmarks.agreement_world import ANSWERS, AgreementWorld
from tests.benchmarks.bench_documents import TIMES, timed
from tests.benchmarks.harness import cpu_seconds

DOCUMENTS = 333_334
NEW = 3_000  # documents answered after the recount
AT_ONCE = 30  # whose answers come between two passes: fifty answers a second
GOAL_PAGE_MS, GOAL_LIST_MS, GOAL_ANSWER_MS = 150, 200, 1


@dataclass
class Used:
    """Seconds: of the clock, of this process, of its backend."""

    clock: float = 0.0
    own: float = 0.0
    database: float = 0.0

    def an_answer(self, answers: int) -> str:
        own, database = (1000 * seconds / answers for seconds in (self.own, self.database))
        return f"{own + database:.3f} ms of processor an answer ({own:.3f} + {database:.3f} of the database)"


def run(documents: int = DOCUMENTS) -> None:
    world = AgreementWorld(documents + NEW)
    world.answer(1, documents)
    world.settle()
    answers = documents * ANSWERS
    with using() as used:
        clock.count_what_waits()
        jobs.run_due()
        clock.count_what_waits()
    print(f"{answers:,} answers to {documents:,} documents, 20 annotators, 5 labels")
    print(f"  counting all of them anew: {used.clock:.0f} s, {used.an_answer(answers)}")
    print(
        f"  counting {NEW * ANSWERS:,} as they come: {as_they_come(world, documents)}; goal: {GOAL_ANSWER_MS} ms"
    )
    pages(world)
    print(f"  the counters say what all answers say: {'no' if differences(world.project) else 'yes'}")


def as_they_come(world: AgreementWorld, documents: int) -> str:
    total = Used()
    for first in range(documents + 1, documents + NEW, AT_ONCE):
        world.answer(first, first + AT_ONCE - 1)
        with using() as used:
            clock.count_what_waits()
        total = Used(total.clock + used.clock, total.own + used.own, total.database + used.database)
    return total.an_answer(NEW * ANSWERS)


def pages(world: AgreementWorld) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(world.owner)
    page, behind = (
        reverse(f"review:{name}", args=[world.project.slug]) for name in ("agreement", "agreement-documents")
    )
    one, other = world.values["labels"][:2]
    asked = {
        "the page": (page, {}, GOAL_PAGE_MS),
        "of all first answers": (page, {"which": "all"}, GOAL_PAGE_MS),
        "behind a cell, two differ": (behind, {"one": one, "other": other}, GOAL_LIST_MS),
        "behind a cell, two agree": (behind, {"one": one, "other": one}, GOAL_LIST_MS),
    }
    for name, (address, query, goal) in asked.items():
        ask = partial(client.get, address, query)
        median, late = timed(ask)
        with using() as used:
            for _time in range(TIMES):
                ask()
        own, database = (1000 * seconds / TIMES for seconds in (used.own, used.database))
        print(
            f"  {name}: p50 {median:.0f} ms, p95 {late:.0f}; goal: p95 under {goal}; "
            f"processor {own:.0f} and {database:.0f} ms of the database"
        )


@contextmanager
def using() -> Iterator[Used]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    used, begun, own, database = Used(), time.perf_counter(), time.process_time(), cpu_seconds(backend)
    yield used
    used.clock, used.own = time.perf_counter() - begun, time.process_time() - own
    used.database = cpu_seconds(backend) - database
