"""A job killed before, at or after any statement or commit: afterwards all of the import is there, once, or it can be.

A kill is an exception nothing catches, at each statement in turn; what the process had not committed is rolled
back, as PostgreSQL does it when a process is gone. tests/faults kills real processes.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from annotate import jobs
from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, discard, start_check, start_publication
from annotate.imports.options import Options
from annotate.jobs.heartbeat import DirectPulse
from annotate.models import Annotation, Job, QueueRow, Response, Source, Standing, StoredFile
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.annotate.imports.conftest import jsonl
from tests.conftest import NAMES, TONE

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = jsonl(
    {"id": 1, "text": "Ann in Rome", "Tone": "glad", "Names": [[0, 3, "person"]]},
    {"id": 2, "text": "Bob at sea", "Tone": "cross"},
    {"id": 3, "text": "nobody"},
    {"id": 3, "text": "somebody"},
)
STRIDE = 3  # every third of some 60 points; the stride moves on with each test, so all are met


class Killed(BaseException):
    """kill -9, as far as a test can do it to itself."""


@contextmanager
def killed_at(moment):
    """Kill the process at this moment; moments are statements, and the time before and after each commit."""
    moments = iter(range(moment, -1, -1))
    execute, commit = CursorWrapper.execute, BaseDatabaseWrapper._commit

    kills = []

    def tick():
        if next(moments, None) == 0:
            kills.append(moment)
        if kills:
            raise Killed

    def ticking_execute(self, sql, params=None):
        tick()
        return execute(self, sql, params)

    def ticking_commit(self):
        tick()
        commit(self)
        tick()

    CursorWrapper.execute, BaseDatabaseWrapper._commit = ticking_execute, ticking_commit
    try:
        yield kills
    finally:
        CursorWrapper.execute, BaseDatabaseWrapper._commit = execute, commit


def is_killed(job, moment):
    """Run the job until this moment. False if it was over before."""
    try:
        with killed_at(moment) as kills:
            jobs.run_job(job.id, pulse=DirectPulse)
    except BaseException:  # Django's own tidying up may fail on top of it
        if not kills:
            raise
        connection.close()  # as it goes with its process
        connection.connect()
    return bool(kills)


def run_to_its_end(job):
    """What happens after a crash: the reconciler sees that the job fell silent, and another worker does it."""
    Job.objects.filter(id=job.id, state="running").update(beat_at=timezone.now() - timedelta(hours=1))
    jobs.reconcile()
    Job.objects.filter(state="new").update(due_at=timezone.now())
    jobs.run_due("check_import")
    jobs.run_due("publish_import")
    job.refresh_from_db()
    assert job.state == "done", job.error


@pytest.fixture
def fresh(owner, settings, tmp_path):
    """fresh() -> an import of a new project, with counting annotations."""
    settings.MEDIA_ROOT = tmp_path

    def begin():
        project = create_project(owner, "Postcards", audit_percent=0)
        publish_schema(project, [TONE, NAMES], owner)
        project.refresh_from_db()
        with new_file(project, "cards.jsonl", owner) as out:
            out.write(ROWS)
        return begin_import(project, owner, out.stored)

    return begin


def described(entry):
    return Options.from_json(entry.options | {"answers_as": "annotations", "source_counts": True})


def check_all_there(entry):
    entry.refresh_from_db()
    project = entry.project
    assert entry.state == "published"
    assert sorted(project.documents.values_list("external_id", flat=True)) == ["1", "2", "3"]
    assert sorted(QueueRow.objects.filter(project=project).values_list("claimed", flat=True)) == [0, 1, 1]
    assert Annotation.objects.filter(project=project).count() == 2
    assert Response.objects.filter(annotation__project=project).count() == 4
    assert Standing.objects.filter(project=project, holds_slot=True).count() == 2
    assert Source.objects.filter(project=project).count() == 1
    assert project.batches.count() == 1
    assert not StoredFile.objects.filter(project=project).exists()


@pytest.mark.parametrize("first", range(STRIDE))
def test_a_check_killed_anywhere_is_done_again(fresh, owner, first):
    moment = first
    while True:
        entry = fresh()
        job = start_check(entry, described(entry), owner)
        if not is_killed(job, moment):
            break
        run_to_its_end(job)
        entry.refresh_from_db()
        assert (entry.report["new"], entry.report["answered"], entry.report["refused"]) == (3, 2, 1)
        assert StoredFile.objects.filter(project=entry.project).count() == 4, "upload, two prepared, refusals"
        moment += STRIDE
    assert moment > 15


@pytest.mark.parametrize("first", range(STRIDE))
def test_a_publication_killed_anywhere_is_whole_and_once(fresh, owner, first):
    moment = first
    while True:
        entry = fresh()
        start_check(entry, described(entry), owner)
        jobs.run_due("check_import")
        job = start_publication(entry, owner, leave_out_refused=True)
        if not is_killed(job, moment):
            break
        entry.refresh_from_db()
        added = entry.project.documents.count()
        assert added in (0, 3), "all or nothing"
        run_to_its_end(job)
        check_all_there(entry)
        moment += STRIDE
    assert moment > 30


def test_cancelled_or_thrown_away_in_the_middle_nothing_is_added(fresh, owner):
    entry = fresh()
    start_check(entry, described(entry), owner)
    jobs.run_due("check_import")
    job = start_publication(entry, owner, leave_out_refused=True)
    discard(entry)
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not entry.project.documents.exists()
    assert not StoredFile.objects.filter(project=entry.project).exists()


def test_two_publications_of_one_import_add_once(fresh, owner):
    entry = fresh()
    start_check(entry, described(entry), owner)
    jobs.run_due("check_import")
    first = start_publication(entry, owner, leave_out_refused=True)
    second = Job.objects.create(
        project=entry.project, owner=owner, kind=first.kind, lane=first.lane, arguments=first.arguments
    )
    jobs.run_due("publish_import")
    second.refresh_from_db()
    assert (second.state, "is over" in second.error) == ("failed", True)
    check_all_there(entry)
