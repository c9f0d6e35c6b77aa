"""Jobs killed before, at or after any statement or commit: the effect is there once, and never half."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate import jobs
from annotate.files import new_file
from annotate.jobs import registry
from annotate.models import Batch, Event, Flag, Job, Project
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project
from tests.annotate.erasure.conftest import CANARY
from tests.annotate.erasure.traces import rows
from tests.kills import STRIDE, at_moments, is_killed

pytestmark = pytest.mark.django_db(transaction=True)
CHUNKS = 3


def run_to_its_end(job):
    """The reconciler sees that the job fell silent, and another worker does it."""
    Job.objects.filter(id=job.id, state="running").update(beat_at=timezone.now() - timedelta(hours=1))
    jobs.reconcile()
    jobs.run_due(job.kind)
    job.refresh_from_db()
    assert job.state == "done", job.error


@pytest.fixture
def counting(monkeypatch):
    """A chunked job that leaves an Event for each chunk."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    @jobs.handler("counting", lane=Job.Lane.BULK)
    def work(run):
        run.chunks([(number, number + 1) for number in range(CHUNKS)])
        for chunk in run.open_chunks():
            with run.commit(chunk):
                Event.objects.create(kind="counted", detail={"job": run.job.id, "chunk": chunk.number})
            run.report_progress(chunk.number + 1, CHUNKS)


@at_moments
def test_each_chunk_of_a_killed_job_takes_effect_once(counting, owner, first):
    moment = first
    while True:
        project = Project.objects.create(name="P", slug=f"p{moment}", created_by=owner)
        job = jobs.start("counting", project=project, owner=owner)
        if not is_killed(job, moment):
            break
        run_to_its_end(job)
        done = Event.objects.filter(detail__job=job.id).values_list("detail__chunk", flat=True)
        assert sorted(done) == list(range(CHUNKS))
        moment += STRIDE
    assert moment > 15


@at_moments
def test_a_killed_erasure_is_whole_and_once(owner, settings, tmp_path, first):
    settings.MEDIA_ROOT = tmp_path
    moment = first
    while True:
        project = create_project(owner, "Postcards", audit_percent=0)
        batch = Batch.objects.create(project=project, name="first", created_by=owner)
        [document] = add_documents(batch, [NewDocument(f"Call {CANARY}", CANARY, {"who": CANARY})])
        Flag.objects.create(
            key=f"{moment:032}", project=project, document=document, author=owner, note=CANARY
        )
        with new_file(project, "export.zip", owner) as out:
            out.write(CANARY.encode())
        export = Job.objects.create(project=project, kind="export", state="done", report={"by": CANARY})
        export.files.add(out.stored)
        job = jobs.start("erase_document", project=project, owner=owner, arguments={"document": document.id})
        if not is_killed(job, moment):
            break
        run_to_its_end(job)
        assert not [row for table in rows().values() for row in table if CANARY in row]
        assert not [
            path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()
        ]
        event = Event.objects.get(project=project, kind="document erased")
        assert event.detail["exports"] == [export.id]
        assert job.report["exports"] == [export.id]
        assert project.jobs.filter(kind="erase_document", state="new").count() == 1, "the second look"
        moment += STRIDE
    assert moment > 30
