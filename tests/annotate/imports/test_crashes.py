"""A job killed at any statement or commit: afterwards all of the import is there, once, or it can be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate import jobs
from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, discard, start_check, start_publication
from annotate.imports.options import Options
from annotate.models import Annotation, Job, QueueRow, Response, Source, Standing, StoredFile
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.annotate.imports.conftest import jsonl
from tests.conftest import NAMES, TONE
from tests.kills import STRIDE, at_moments, is_killed

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = jsonl(
    {"id": 1, "text": "Ann in Rome", "Tone": "glad", "Names": [[0, 3, "person"]]},
    {"id": 2, "text": "Bob at sea", "Tone": "cross"},
    {"id": 3, "text": "nobody"},
    {"id": 3, "text": "somebody"},
)


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


@at_moments
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


@at_moments
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
