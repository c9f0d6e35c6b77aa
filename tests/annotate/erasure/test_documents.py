"""Erasing a document leaves no trace of its text, in the database or the data folder, and everything else as it was.

The canary stands wherever a text can stand. Then pg_dump writes down all there is, and it must not be in it.
"""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate import jobs, ports
from annotate.erasure import erase_document, running
from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, start_check
from annotate.imports.options import Options
from annotate.models import Annotation, Document, Event, Flag, Gold, Job, Project, QueueRow, Standing
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member
from tests.annotate.erasure.conftest import CANARY, due_now, lend, work_url
from tests.annotate.erasure.traces import rows, traces
from tests.conftest import make_user


def erase(client, owner, project, document):
    client.force_login(owner)
    url = reverse("annotate:document-erasure", args=[project.slug, document.id])
    response = client.post(url, {"confirmed": "yes"})
    assert response.status_code == 302
    jobs.run_due()
    job = Job.objects.filter(kind="erase_document").earliest("id")
    assert (job.state, response["Location"]) == ("done", reverse("annotate:job", args=[project.slug, job.id]))
    return job


@pytest.mark.django_db(transaction=True)
def test_no_trace_of_a_text_is_left_and_everything_else_is_as_it_was(client, spread, project, owner):
    document = spread
    assert len(traces(CANARY)) > 15, "the canary is everywhere"
    before = rows()
    job = erase(client, owner, project, document)
    assert traces(CANARY) == []

    after = rows()
    more = {table: after[table].total() - before[table].total() for table in before}
    assert more.pop("annotate_job") >= 2, (
        "the erasure, its second look, and who heard that a document changed"
    )
    assert {table: count for table, count in more.items() if count} == {
        "annotate_event": 1,
        "annotate_hold": 1,
        "annotate_job_files": -1,  # of the import that is thrown away
        "annotate_queuetally": 1,
        "annotate_storedfile": -4,
    }
    changed = before["annotate_freetext"] - after["annotate_freetext"]
    assert [json.loads(row)["text"] for row in changed] == [f"Call {CANARY}."]
    of_files = {"annotate_job", "annotate_job_files", "annotate_import", "annotate_storedfile"}
    signing_in = {"annotate_session", "annotate_user"}
    for table in before.keys() - of_files - signing_in - {"annotate_freetext"}:
        for row in map(json.loads, before[table] - after[table]):
            assert document.id in (row.get("document_id"), row.get("id")), f"{table} was changed: {row}"
    exports = list(Job.objects.filter(kind="export").values_list("id", flat=True))
    assert job.report["exports"] == exports
    failed = Job.objects.get(kind="index")
    assert (failed.report, failed.arguments) == ({"good": 3, "why": [""]}, {"filters": {}, "answers": 2})
    event = Event.objects.get(kind="document erased")
    assert (event.actor, event.document, event.detail["exports"]) == (owner, document, exports)


@pytest.mark.django_db(transaction=True)
def test_answers_and_their_spans_stay(client, spread, project, owner):
    before = Annotation.objects.values("id", "author_id", "saved_at").get()
    spans = list(
        Annotation.objects.get().responses.values_list("spans__start", "spans__end", "choices__label")
    )
    erase(client, owner, project, spread)
    annotation = Annotation.objects.get()
    assert Annotation.objects.values("id", "author_id", "saved_at").get() == before
    assert list(annotation.responses.values_list("spans__start", "spans__end", "choices__label")) == spans
    written, marked = Gold.objects.order_by("id").values_list("content", flat=True)
    assert (written, marked["spans"][0]["start"]) == ({"text": ""}, 5)
    assert annotation.responses.get(free_text__isnull=False).free_text.text == ""
    assert Flag.objects.filter(document=spread, note="").count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_erased_document_is_served_to_nobody(client, post, spread, project, owner, annotator, supervisor):
    erase(client, owner, project, spread)
    add_member(project, supervisor, [Role.ANNOTATOR], by=owner)
    assert spread.id not in [document["id"] for document in lend(client, post, project, supervisor)]
    client.force_login(annotator)
    body = {"key": "00000000-0000-0000-0000-000000000001", "responses": []}
    for place, method in (("annotations/", "post"), ("draft/", "put"), ("skips/", "post")):
        assert post(work_url(project, {"id": spread.id}, place), body, method).status_code == 410
    assert not QueueRow.objects.filter(document=spread, is_held=False).exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_put_back_meanwhile_goes_at_the_second_look(client, spread, project, owner):
    """A request that had read the text before it was erased, and wrote after."""
    erase(client, owner, project, spread)
    Standing.objects.filter(document=spread).update(draft={"quote": CANARY})
    Flag.objects.filter(document=spread).update(note=CANARY)
    with new_file(project, "late.zip", owner) as out:
        out.write(CANARY.encode())
    second = Job.objects.get(kind="erase_document", state="new")
    assert timedelta(minutes=9) < second.due_at - timezone.now() < timedelta(minutes=10)
    due_now()
    assert traces(CANARY) == []
    assert Event.objects.filter(kind="document erased").count() == 1
    assert not Job.objects.filter(state="new").exists(), "there is no third look"


@pytest.mark.django_db(transaction=True)
def test_killed_between_commit_and_files_it_finishes_the_files(client, spread, project, owner, monkeypatch):
    real, calls = running.remove_bytes, []

    def killed_the_first_time():
        calls.append(1)
        if len(calls) == 1:
            raise OSError("killed")
        return real()

    monkeypatch.setattr(running, "remove_bytes", killed_the_first_time)
    client.force_login(owner)
    client.post(reverse("annotate:document-erasure", args=[project.slug, spread.id]), {"confirmed": "yes"})
    jobs.run_due()
    assert Job.objects.filter(kind="erase_document", state="new").count() == 2
    due_now()
    assert traces(CANARY) == []
    assert Event.objects.filter(kind="document erased").count() == 1


@pytest.mark.django_db
def test_an_import_cannot_bring_it_back(project, owner, batch):
    with_id, without = add_documents(
        batch, [NewDocument("Ann in Rome.", "card-9"), NewDocument("Bob in Bergen.")]
    )
    for document in (with_id, without):
        erase_document(Document.objects.get(id=document.id), owner)
    lines = [
        {"id": "card-9", "text": "Ann in Rome."},
        {"id": None, "text": "Bob in Bergen."},
        {"text": "New."},
    ]
    with new_file(project, "again.jsonl", owner) as out:
        out.write("\n".join(map(json.dumps, lines)).encode())
    entry = begin_import(project, owner, out.stored)
    start_check(entry, Options.from_json(entry.options), owner)
    jobs.run_due()
    entry.refresh_from_db()
    assert (entry.report["new"], entry.report["refused"]) == (1, 2)
    assert [reason for _line, reason in entry.report["problems"]] == [
        "The document “card-9” was erased from this project. It cannot come back.",
        "This text was erased from this project. It cannot come back.",
    ]


@pytest.mark.django_db
def test_two_documents_of_one_text_can_both_be_erased(project, owner, batch):
    twins = add_documents(batch, [NewDocument("Same.", "a"), NewDocument("Same.", "b"), NewDocument("Same.")])
    for document in twins:
        erase_document(Document.objects.get(id=document.id), owner)
    assert Document.objects.filter(project=project, text="").count() == 3


@pytest.mark.django_db
def test_upper_apps_erase_what_they_hold(project, owner, documents, monkeypatch):
    asked = []
    monkeypatch.setattr(ports, "text_erasers", [lambda document: asked.append(document.id) or 7])
    report = erase_document(documents[0], owner)
    assert asked == [documents[0].id]
    assert report["rows"] >= 7


@pytest.mark.django_db
def test_a_document_of_another_project_is_not_erased_by_a_job(project, owner, documents):
    other = make_user("other")
    elsewhere = Project.objects.create(name="E", slug="e", created_by=other)
    job = jobs.start(
        "erase_document", project=elsewhere, owner=other, arguments={"document": documents[0].id}
    )
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == "new"
    assert Document.objects.get(id=documents[0].id).text
