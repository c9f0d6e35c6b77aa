"""Letting documents want what is set: at once, or by a job where there are very many."""

from decimal import Decimal

import pytest

from annotate import jobs
from annotate.models import Job, QueueRow, Standing
from annotate.services import sharing, work
from annotate.services.estimates import Wish

pytestmark = pytest.mark.django_db


def set_wish(project, wants, overlap_wants, percent):
    project.wants, project.overlap_wants, project.overlap_percent = wants, overlap_wants, Decimal(percent)
    project.save()


def wants_of(project):
    wish = Wish.of(project)
    return [(row.wants, wish.of_document(row.overlap_key)) for row in QueueRow.objects.all()]


@pytest.mark.parametrize("percent", ["0", "37.5", "100"])
def test_every_document_wants_what_is_set(project, owner, documents, percent):
    set_wish(project, 2, 3, percent)
    assert sharing.share_out(project, owner) is None
    assert all(has == should for has, should in wants_of(project))


def test_raising_frees_documents_for_those_who_were_done(project, owner, documents, membership):
    for _ in documents:
        work.lend(membership, 4, [])
    Standing.objects.update(state="answered")
    set_wish(project, 2, 2, "0")
    epoch = project.queue_epoch
    sharing.share_out(project, owner)
    project.refresh_from_db()
    assert project.queue_epoch > epoch
    assert QueueRow.objects.filter(claimed__lt=2).count() == 4


def test_lowering_takes_nothing_back(project, owner, documents):
    set_wish(project, 3, 3, "0")
    sharing.share_out(project, owner)
    QueueRow.objects.update(claimed=3)
    set_wish(project, 1, 1, "0")
    sharing.share_out(project, owner)
    assert set(QueueRow.objects.values_list("wants", "claimed")) == {(1, 3)}


def test_very_many_documents_get_a_job(project, owner, documents, monkeypatch):
    monkeypatch.setattr(sharing, "AT_ONCE", 3)
    set_wish(project, 2, 2, "0")
    job = sharing.share_out(project, owner)
    assert job.kind == "share_out"
    assert set(QueueRow.objects.values_list("wants", flat=True)) == {1}
    jobs.run_due()
    job.refresh_from_db()
    assert (job.state, job.total) == (Job.State.DONE, 2)
    assert set(QueueRow.objects.values_list("wants", flat=True)) == {2}


def test_the_parts_hold_every_document_once(project, documents, monkeypatch):
    monkeypatch.setattr(sharing, "AT_ONCE", 3)
    parts = sharing.parts_of(project)
    ids = [document.id for document in documents]
    held = [id_ for first, last in parts for id_ in ids if first <= id_ <= last]
    assert held == ids
