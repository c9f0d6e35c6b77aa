"""Background work seen from several connections at the same moment: what the database alone must hold."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from annotate import jobs
from annotate.jobs import registry
from annotate.jobs.claims import claim
from annotate.models import Job, Project
from tests.conftest import make_user

pytestmark = pytest.mark.django_db(transaction=True)
State = Job.State
MANY = 8


@pytest.fixture
def house(db):
    owner = make_user("olga")
    return Project.objects.create(name="House", slug="house", created_by=owner)


@pytest.fixture
def kind(monkeypatch):
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    def register(work=lambda run: None, lane=Job.Lane.BULK):
        jobs.handler("a test", lane=lane)(work)
        return "a test"

    return register


def at_once(function, *calls):
    """Call the function once for each argument, all at the same moment, each on a connection of its own."""
    together = threading.Barrier(len(calls))

    def call(argument):
        together.wait()
        try:
            return function(argument)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(call, calls))


def test_of_many_requests_at_once_five_get_in(house, kind):
    name = kind()
    outcomes = at_once(lambda _: jobs.start(name, project=house, owner=None), *range(MANY))
    assert sum(isinstance(outcome, jobs.TooMany) for outcome in outcomes) == MANY - 5
    assert Job.objects.count() == 5


def test_of_many_claims_at_once_one_gets_the_job(house, kind):
    job = jobs.start(kind(), project=house, owner=None)
    claimed = at_once(claim, *[job.id] * MANY)
    assert [entry.attempt for entry in claimed if entry] == [1]


def test_of_many_bulk_jobs_of_a_project_one_runs(house, kind):
    name = kind()
    ids = [jobs.start(name, project=house, owner=None).id for _ in range(5)]
    assert sum(entry is not None for entry in at_once(claim, *ids)) == 1
    assert Job.objects.filter(state=State.RUNNING).count() == 1


def test_of_many_receivers_at_once_one_makes_the_due_job(house, kind):
    name = kind(lane=Job.Lane.QUICK)
    assert at_once(lambda _: jobs.due(name, house.id), *range(MANY)) == [None] * MANY
    assert Job.objects.count() == 1


def test_of_many_single_jobs_at_once_all_get_the_same(house, kind):
    name = kind()
    found = at_once(lambda _: jobs.start(name, project=house, owner=None, single=True), *range(MANY))
    assert {job.id for job in found} == {Job.objects.get().id}


def test_of_many_reconcilers_at_once_one_works(house, kind):
    job = jobs.start(kind(), project=house, owner=None)
    claim(job.id)
    Job.objects.update(beat_at=timezone.now() - timedelta(seconds=31))
    outcomes = at_once(lambda _: jobs.reconcile(), *range(MANY))
    assert sum(outcome.taken_over for outcome in outcomes) == 1


def test_it_lives_while_one_long_statement_runs(house, kind):
    """The work is in a transaction that holds the job, and in a statement that does not come back."""
    beats = []

    def work(run):
        run.report_progress(1, 10)
        with run.commit(), connection.cursor() as cursor:
            for _ in range(2):
                cursor.execute("SELECT pg_sleep(2.2)")
                beats.append(Job.objects.values("beat_at", "progress").get())

    job = jobs.start(kind(work), project=house, owner=None)
    jobs.run_job(job.id)
    assert beats[0]["progress"] == 1
    assert beats[1]["beat_at"] > beats[0]["beat_at"]
    job.refresh_from_db()
    assert job.state == State.DONE


def test_it_can_be_cancelled_in_the_middle_of_a_transaction(house, kind):
    begun = threading.Event()

    def work(run):
        with run.commit():
            Project.objects.update(description="half done")
            begun.set()
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                run.report_progress(1)
                time.sleep(0.01)

    job = jobs.start(kind(work), project=house, owner=None)
    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(lambda: (jobs.run_job(job.id), connection.close()))
        begun.wait(10)
        jobs.cancel(job)  # does not wait for the transaction
        assert job.state == State.CANCELLING
        worker.result(20)
    job.refresh_from_db()
    house.refresh_from_db()
    assert (job.state, house.description) == (State.CANCELLED, "")


def test_a_job_whose_effect_is_being_committed_is_not_taken_over(house, kind):
    """Its heartbeat is silent (the machine was asleep), but its transaction holds the row."""

    def work(run):
        with run.commit():
            Project.objects.update(description="done")
            Job.objects.update(beat_at=timezone.now() - timedelta(seconds=31))
            with ThreadPoolExecutor(1) as pool:
                outcome = pool.submit(lambda: (jobs.reconcile(), connection.close())[0]).result(10)
            assert outcome.taken_over == 0

    job = jobs.start(kind(work), project=house, owner=None)
    jobs.run_job(job.id)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 1)


def test_a_job_taken_over_cannot_commit_what_it_began(house, kind):
    def work(run):
        if run.job.attempt == 1:
            Job.objects.update(beat_at=timezone.now() - timedelta(seconds=31))
            jobs.reconcile()
        with run.commit():
            Project.objects.update(description=f"by attempt {run.job.attempt}")

    job = jobs.start(kind(work), project=house, owner=None)
    jobs.run_job(job.id)
    house.refresh_from_db()
    assert house.description == ""
    jobs.run_job(job.id)
    house.refresh_from_db()
    assert house.description == "by attempt 2"


def test_a_job_is_put_down_though_nobody_listens_for_hints(house, kind):
    job = jobs.start(kind(), project=house, owner=None)
    assert Job.objects.get().hinted_at is None
    jobs.run_job(job.id)
    assert Job.objects.get().state == State.DONE
