"""Background work, as its callers and its operator see it. Workers and Redis: tests/faults/test_jobs_survive.py."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotate import jobs
from annotate.files import new_file, open_file
from annotate.jobs import executing, registry
from annotate.jobs.heartbeat import DirectPulse
from annotate.models import Job, Project, StoredFile
from annotate.problems import Problem

pytestmark = pytest.mark.django_db
State = Job.State


@pytest.fixture
def kind(monkeypatch):
    """Register a function as a kind of job for this test: kind(work, lane) -> its name."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    def register(work, lane=Job.Lane.BULK):
        jobs.handler("a test", lane=lane)(work)
        return "a test"

    return register


def begin(kind, project, owner, **more):
    return jobs.start(kind, project=project, owner=owner, **more)


def fresh(job):
    job.refresh_from_db()
    return job


def test_a_job_is_done_when_its_function_returns(kind, project, owner):
    job = begin(kind(lambda run: run.report_progress(3, 3)), project, owner, arguments={"batch": 7})
    assert (job.state, job.arguments) == (State.NEW, {"batch": 7})
    assert jobs.run_due() == 1
    assert (fresh(job).state, job.progress, job.total, job.attempt) == (State.DONE, 3, 3, 1)
    assert job.finished_at


def test_effect_and_done_are_committed_together(kind, project, owner):
    def work(run):
        with run.commit():
            Project.objects.filter(id=project.id).update(description="made by the job")
            run.finish(report={"good": 1})

    job = begin(kind(work), project, owner)
    jobs.run_due()
    project.refresh_from_db()
    assert (fresh(job).state, job.report, project.description) == (State.DONE, {"good": 1}, "made by the job")
