"""A stretch in parts, by several workers: what one did stays, and is done once."""

import threading
import time

import pytest
from django.db import connection

from annotate import jobs
from annotate.jobs import run_due, run_job
from annotate.jobs.alone import alone_with
from annotate.jobs.heartbeat import DirectPulse
from annotate.models import Batch, Job, JobChunk
from annotate.services.documents import NewDocument, add_documents
from weaklabels.models import VoteColumn, VotePiece
from weaklabels.services import applying
from weaklabels.services.functions import APPLY, HELP
from weaklabels.services.python import applying as python_applying
from weaklabels.services.python import sharing
from weaklabels.services.votes import add_piece, read_votes, votes_of

pytestmark = pytest.mark.django_db(transaction=True)
SEVENS = 'def label(text, metadata):\n    return "glad" if text.endswith("7") else None\n'
SLOW = SEVENS.replace("    return", "    sum(range(2_000_000))\n    return")


@pytest.fixture
def many(project):
    batch = Batch.objects.create(project=project, name="many", created_by=project.created_by)
    return add_documents(batch, [NewDocument(f"number {number}") for number in range(60)])


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(applying, "STRETCH", 20)
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    monkeypatch.setattr(python_applying, "BATCH", 1)
    monkeypatch.setattr(sharing, "PART", 5)


def sevens(documents):
    return [one.id for one in documents if one.text.endswith("7")]


def said(function):
    return read_votes([function.newest.id])[function.newest.id].documents.tolist()


def test_parts_are_pieces_and_the_column_counts_them(service, python, tone, many, work):
    function = python(SEVENS, tone)
    work()
    assert said(function) == sevens(many)
    column = function.newest.column
    assert (column.hits, column.seen) == (6, column.project.documents.count())
    assert VotePiece.objects.filter(column=column).count() == len(many) // 5
    assert not JobChunk.objects.filter(is_done=False).exists()


def test_what_is_there_is_not_done_again(service, python, tone, many, work):
    """As an attempt left it that was killed: a part of the stretch written, the column not moved on."""
    function = python(SEVENS, tone)
    work()
    pieces = list(VotePiece.objects.filter(column=function.newest.id).order_by("first"))
    applying.empty(function.newest.column)
    kept, odd = pieces[1], pieces[2]
    column = VoteColumn.objects.get(version=function.newest.id)
    add_piece(column, kept.first, kept.last, votes_of(kept))
    add_piece(column, odd.first, odd.last - 1, votes_of(odd))  # of another cut: it goes
    before = VotePiece.objects.get(column=column, first=kept.first).id
    work()
    assert VotePiece.objects.get(column=column, first=kept.first).id == before
    assert VotePiece.objects.get(column=column, first=odd.first).last == odd.last
    assert said(function) == sevens(many)
    assert function.newest.column.hits == 6


def test_a_job_goes_on_whose_worker_died_at_an_earlier_part_than_a_helper_had_done(
    service, python, tone, many, work
):
    """The later part has its number for good, and the others are cut anew."""
    function = python(SEVENS, tone)
    job = Job.objects.get(kind=APPLY, state=Job.State.NEW)
    for number, is_done in enumerate([True, False, True]):
        JobChunk.objects.create(job=job, number=number, bounds=[0, 0], is_done=is_done)
    work()
    assert said(function) == sevens(many)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")


def test_a_part_that_fails_takes_the_rest_of_its_stretch_with_it_and_no_more(
    service, python, tone, many, work
):
    function = python(SEVENS.replace("    return", '    assert text != "number 50"\n    return'), tone)
    work()
    column = function.newest.column
    assert "AssertionError" in column.error
    assert 0 < column.looked_until < many[50].id
    assert said(function) == [one for one in sevens(many) if one <= column.looked_until]


def test_a_helper_with_nothing_to_help_ends_at_once(project):
    jobs.due(HELP, project.id)
    assert run_due(HELP) == 1
    assert Job.objects.get(kind=HELP).state == Job.State.DONE


def test_two_jobs_for_one_project_do_not_apply_its_rules_at_once(service, python, tone, many, project, work):
    function = python(SEVENS, tone)
    with on_another_connection(project):
        work()
        assert said(function) == []
        assert Job.objects.filter(kind=APPLY, state=Job.State.NEW).exists()
    Job.objects.filter(kind=APPLY, state=Job.State.NEW).update(due_at="2026-01-01T00:00Z")
    run_due(APPLY)
    assert said(function) == sevens(many)


def on_another_connection(project):
    """Somebody else at work on the project's rules."""
    ready, over = threading.Event(), threading.Event()

    class Other:
        def __enter__(self):
            self.thread = threading.Thread(target=self.hold)
            self.thread.start()
            ready.wait(10)

        def __exit__(self, *_error):
            over.set()
            self.thread.join()

        def hold(self):
            with alone_with(applying.lock_of(project)) as mine:
                assert mine
                ready.set()
                over.wait(30)
            connection.close()

    return Other()


def test_cancelling_is_heard_within_a_part(service, python, tone, many, project, monkeypatch):
    monkeypatch.setattr(applying, "STRETCH", 50_000)
    monkeypatch.setattr(sharing, "PART", 5_000)
    function = python(SLOW, tone)
    check_cancelled(project, function, run_job)
    jobs.due(APPLY, project.id)
    run_due(APPLY)
    assert said(function) == sevens(many)


def test_cancelling_is_heard_within_a_stretch_of_rules_without_code(
    rule, glad, many, project, work, monkeypatch
):
    monkeypatch.setattr(applying, "STRETCH", 50_000)
    batch = Batch.objects.create(project=project, name="more", created_by=project.created_by)
    add_documents(batch, [NewDocument(f"word {number}x") for number in range(2_000)])
    function = rule("7", glad)
    check_cancelled(project, function, lambda number: run_job(number, pulse=DirectPulse))
    work()
    assert said(function) == [many[7].id]


def check_cancelled(project, function, run):
    """Somebody cancels as soon as there is progress; then the job ends, and nothing of the stretch is kept."""
    jobs.due(APPLY, project.id)
    job = Job.objects.get(kind=APPLY)
    watching = threading.Event()
    canceller = threading.Thread(target=cancel_once_it_has_begun, args=[watching])
    canceller.start()
    assert watching.wait(30)
    run(job.id)
    canceller.join()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert 0 < job.progress < project.documents.count()
    assert said(function) == []


def cancel_once_it_has_begun(watching):
    """Its connection has looked once before the job begins: a new one takes its time, in which the job might end."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        running = Job.objects.filter(kind=APPLY, state=Job.State.RUNNING, progress__gt=0).first()
        watching.set()
        if running:
            jobs.cancel(running)
            break
    connection.close()
