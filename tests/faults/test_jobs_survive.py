"""Kill the workers, wipe, freeze and kill Redis: every job is done or fails visibly, and takes effect exactly once.

The short form is a part of every test run. SOAK=1 (`make soak`) runs the long one, with the real clocks.
"""

import random
import threading
import time
from collections import Counter
from functools import partial

import pytest
from celery import current_app
from django.db.models import Count
from django.urls import reverse

from annotate import jobs
from annotate.jobs import hints
from annotate.models import Event, Job, Project
from config.testing.soaking import LONG
from tests.conftest import make_user
from tests.faults import deeds
from tests.faults.conftest import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20_261_123
DEEDS, CHUNKED, FAULTS = (600, 60, 60) if LONG else (42, 6, 7)
PATIENCE_SECONDS = 900 if LONG else 90
REDIS_AWAY_SECONDS = 300 if LONG else 3
AT_ONCE_SECONDS = 5.0  # it takes 0.1; a crowded machine may take longer, and waiting for Redis would take 15
State = Job.State


@pytest.fixture(autouse=True)
def _hints_go_to_the_fragile_redis(monkeypatch, fragile_redis):
    """As in a web process with this Redis in its settings."""

    def connect(**options):
        return current_app.connection_for_write(
            f"redis+socket://{fragile_redis.socket}", transport_options=hints.BRISK | options
        )

    monkeypatch.setattr(hints, "connect", connect)
    monkeypatch.setattr(hints, "breaker", hints.Breaker())


@pytest.fixture
def projects(db):
    owner = make_user("olga")
    return [
        Project.objects.create(name=f"Project {number}", slug=f"p{number}", created_by=owner)
        for number in range(CHUNKED)
    ]


def states():
    return dict(Job.objects.values_list("state").order_by().annotate(count=Count("id")))


def all_over():
    return set(states()) <= {State.DONE, State.FAILED, State.CANCELLED}


def at_work(lane):
    return Job.objects.filter(lane=lane, state=State.RUNNING).exclude(kind="death").exists()


def busy_or_over(lane):
    return at_work(lane) or all_over()


def supervised(condition, workers):
    """Ask for the condition, and start workers again that died, as `make up` and Docker do."""

    def ask():
        for worker in workers.values():
            worker.start_again_if_dead()
        return condition()

    return ask


def effects():
    """How often each part of each job took effect."""
    return Counter(
        (detail["job"], detail["part"]) for detail in Event.objects.values_list("detail", flat=True)
    )


def start(kind):
    return jobs.start(kind, project=None, owner=None)


def test_every_job_takes_effect_exactly_once_whatever_is_killed(workers, fragile_redis, projects):
    chaos = random.Random(SEED)
    quick, bulk = workers["quick"], workers["bulk"]
    faults = [
        ("bulk", bulk.kill_child),
        ("quick", quick.kill_child),
        ("quick", fragile_redis.wipe),
        ("bulk", lambda: (fragile_redis.freeze(), time.sleep(1), fragile_redis.thaw())),
        ("quick", quick.kill_tree_and_start_again),
        ("bulk", lambda: (fragile_redis.kill(), time.sleep(0.5), fragile_redis.start())),
        ("bulk", bulk.kill_tree_and_start_again),
    ]
    chunked = [jobs.start("deeds", project=project, owner=None) for project in projects]
    deadly = start("death")
    Job.objects.filter(id=deadly.id).update(attempt=Job.MOST_ATTEMPTS - 2)
    single = []
    for number in range(FAULTS):
        single += [start("deed") for _ in range(DEEDS // FAULTS)]
        lane, fault = faults[number] if number < len(faults) else chaos.choice(faults)
        something_to_disturb = partial(busy_or_over, lane)
        wait_until(supervised(something_to_disturb, workers), PATIENCE_SECONDS, states)
        time.sleep(chaos.uniform(0, 0.3))
        fault()

    wait_until(supervised(all_over, workers), PATIENCE_SECONDS, states)
    deadly.refresh_from_db()
    assert (deadly.state, deadly.attempt) == (State.FAILED, Job.MOST_ATTEMPTS)
    assert "each time its process ended" in deadly.error
    assert states() == {State.DONE: len(single) + len(chunked), State.FAILED: 1}
    assert effects() == {
        **{(job.id, 0): 1 for job in single},
        **{(job.id, part): 1 for job in chunked for part in range(deeds.CHUNKS)},
        **{(deadly.id, attempt): 1 for attempt in (Job.MOST_ATTEMPTS - 1, Job.MOST_ATTEMPTS)},
    }


def test_what_was_asked_for_while_redis_was_away_runs_soon_after_its_return(workers, fragile_redis):
    start("deed")
    wait_until(all_over, 30, states)  # the workers are up
    hinted = start("deed")
    wait_until(all_over, 10, states)
    hinted.refresh_from_db()
    assert hinted.hinted_at, "a hint came through, and made it run at once"

    under_way = start("patience")
    wait_until(lambda: at_work("bulk"), 30, states)
    fragile_redis.kill()
    waiting = [start("deed") for _ in range(5)]
    time.sleep(REDIS_AWAY_SECONDS)
    assert set(Job.objects.filter(id__in=[job.id for job in waiting]).values_list("state", flat=True)) == {
        State.NEW
    }
    fragile_redis.start()
    wait_until(all_over, 30, states)
    assert set(effects().values()) == {1}
    under_way.refresh_from_db()
    assert (under_way.state, under_way.attempt) == (State.DONE, 1), "what was under way did not notice"


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_nobody_waits_for_a_redis_that_does_not_answer(fragile_redis, fault):
    start("deed")  # what is loaded at the first time is loaded
    getattr(fragile_redis, fault)()
    for _ in range(20):
        begun = time.monotonic()
        job = start("deed")
        assert time.monotonic() - begun < AT_ONCE_SECONDS
        assert Job.objects.get(id=job.id).state == State.NEW


@pytest.mark.parametrize("fault", ["freeze", "kill"])
def test_a_request_that_starts_a_job_answers_at_once(client, owner, project, documents, fragile_redis, fault):
    start("deed")
    client.force_login(owner)
    getattr(fragile_redis, fault)()
    url = reverse("annotate:document-erasure", args=[project.slug, documents[0].id])
    begun = time.monotonic()
    response = client.post(url, {"confirmed": "yes"})
    assert time.monotonic() - begun < AT_ONCE_SECONDS
    assert response.status_code == 302
    assert Job.objects.get(kind="erase_document").state == State.NEW


def test_nobody_waits_for_a_name_that_does_not_resolve(monkeypatch):
    given_up = threading.Event()

    def resolve(**options):
        given_up.wait(PATIENCE_SECONDS)
        raise OSError("Temporary failure in name resolution")

    monkeypatch.setattr(hints, "connect", resolve)
    for _ in range(3):
        start("deed")
    assert hints.breaker.late.is_alive(), "three jobs are there before the name is given up"
    given_up.set()
    hints.breaker.late.join()


def be_patient(monkeypatch):
    """On a busy machine a Redis that is well may take longer than a request waits for it."""
    monkeypatch.setattr(hints, "LIMIT_SECONDS", PATIENCE_SECONDS)
    for timeout in ("socket_timeout", "socket_connect_timeout"):
        monkeypatch.setitem(hints.BRISK, timeout, PATIENCE_SECONDS)


def test_hints_flow_again_some_seconds_after_redis_is_back(fragile_redis, monkeypatch):
    monkeypatch.setattr(hints, "PAUSE_SECONDS", 0.2)
    fragile_redis.freeze()
    assert start("deed").hinted_at is None
    fragile_redis.thaw()
    wait_until(lambda: not hints.breaker.is_open, 5, lambda: "the breaker is open")
    be_patient(monkeypatch)
    job = start("deed")
    job.refresh_from_db()
    assert job.hinted_at


def test_a_wiped_redis_gets_its_hints_again_and_a_full_one_no_second_time(fragile_redis, monkeypatch):
    be_patient(monkeypatch)

    def listed():
        with hints.connect() as connection:
            return hints.count_waiting(connection, "quick")

    for _ in range(3):
        start("deed")
    Job.objects.update(hinted_at="2020-01-01T00:00Z")
    assert listed() == 3
    assert jobs.reconcile().hinted == 0
    fragile_redis.wipe()
    assert jobs.reconcile().hinted == 3
    assert listed() == 3
    assert jobs.reconcile().hinted == 0


def test_the_operator_is_told_what_waits_for_redis(fragile_redis):
    fragile_redis.kill()
    start("deed")
    outcome = jobs.reconcile()
    assert (outcome.hinted, outcome.without_redis) == (0, 1)
