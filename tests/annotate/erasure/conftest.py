"""A document and a person whose canary stands wherever a text or a name can stand."""

import json
import uuid
from datetime import timedelta

import pytest
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import F, Value
from django.urls import reverse
from django.utils import timezone

from annotate import jobs
from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, start_check
from annotate.imports.options import Options
from annotate.models import (
    ApiToken,
    DocumentSearch,
    Gold,
    Hold,
    Inquiry,
    Invitation,
    Job,
    QueueRow,
    Source,
    Standing,
    StoredFile,
    Suggestion,
)
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.inquiries import reply
from annotate.services.invitations import invite_to_project
from annotate.services.projects import add_member
from annotate.services.publishing import publish_schema
from tests.conftest import make_user

CANARY = "zyxcanary8151"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    """A store of this test alone; it is a part of what is searched."""
    settings.MEDIA_ROOT = tmp_path / "files"


def due_now():
    Job.objects.filter(state="new").update(due_at=timezone.now())
    jobs.run_due()


def lend(client, post, project, user):
    client.force_login(user)
    url = reverse("annotate:lease-list", args=[project.slug])
    return post(url, {"want": 4, "holding": [], "reopen": True}).json()["documents"]


def lent(document, user):
    """The document as the workbench has it when it is lent to this person."""
    Standing.objects.create(
        project=document.project,
        document=document,
        annotator=user,
        state="leased",
        stream="control",
        holds_slot=True,
        lease_until=timezone.now() + timedelta(minutes=10),
    )
    QueueRow.objects.filter(document=document).update(claimed=F("claimed") + 1)
    return {"id": document.id, "sha256": bytes(document.sha256).hex()}


def work_url(project, document, *place):
    return (
        reverse("annotate:workbench", args=[project.slug]) + f"documents/{document['id']}/{'/'.join(place)}"
    )


@pytest.fixture
def project(project, owner):
    """The usual one, and it lets annotators write something of their own, too."""
    in_own_words = {"kind": "text", "name": "In your words", "required": False}
    publish_schema(project, [*project.schema.questions, in_own_words], owner)
    project.refresh_from_db()
    return project


@pytest.fixture
def answer(project):
    """The body of a valid save that repeats words of the document."""
    tone, names, own_words = project.schema.questions

    def answer(document, words="", spans=()):
        marks = [
            {"start": start, "end": end, "label": names["labels"][label]["id"]} for start, end, label in spans
        ]
        return {
            "key": str(uuid.uuid4()),
            "sha256": document["sha256"],
            "schema": project.schema_id,
            "responses": [
                {"question": tone["id"], "labels": [tone["labels"][0]["id"]]},
                {"question": names["id"], "spans": marks},
                {"question": own_words["id"], "text": words},
            ],
        }

    return answer


@pytest.fixture
def canary_document(batch, documents):
    """One document of five that holds the canary wherever a document can."""
    text = f"Call {CANARY} back, said {CANARY}."
    [document] = add_documents(
        batch,
        [NewDocument(text, f"id-{CANARY}", {"who": CANARY, CANARY: [CANARY]}, group=f"group {CANARY}")],
    )
    return document


@pytest.fixture
def spread(canary_document, client, post, project, owner, annotator, second_annotator, answer):
    """Let everybody work on it: drafts, flags, answers, notes, suggestions, search, gold, files, jobs."""
    document, (_tone, names, own_words) = canary_document, project.schema.questions
    project.wants = project.overlap_wants = 2
    project.save()
    QueueRow.objects.update(wants=2)
    source_user = make_user("old-tool", is_source=True)
    source = Source.objects.create(project=project, name="old tool", user=source_user)
    span = {"start": 5, "end": 18, "label": names["labels"][0]["id"]}
    content = {"spans": [span | {"quote": CANARY}]}
    Suggestion.objects.create(
        project=project, document=document, question_id=names["id"], source=source, content=content, score=0.5
    )
    text = {"text": f"{CANARY} wants a call"}
    about = {"project": project, "document": document, "question_id": own_words["id"]}
    Suggestion.objects.create(**about, source=source, content=text)
    Gold.objects.create(**about, schema=project.schema, content=text, origin="adjudicated", decided_by=owner)
    for user, drafts in ((annotator, True), (second_annotator, False)):
        client.force_login(user)
        payload = lent(document, user)
        note = {"key": f"00000000-0000-0000-0000-{user.id:012}", "note": f"Is {CANARY} a person?"}
        assert post(work_url(project, payload, "flags/"), note).status_code == 201
        asked = {
            "key": f"00000000-0000-0000-0001-{user.id:012}",
            "text": f"Who is {CANARY}?",
            "start": 5,
            "end": 18,
        }
        said = [{"question": names["id"], "spans": [span | {"quote": CANARY}]}]
        assert post(work_url(project, payload, "inquiries/"), asked | {"responses": said}).status_code == 201
        reply(document.inquiries.get(author=user), f"{CANARY} is a bird.", owner)
        if drafts:
            draft = {"responses": [{"spans": [span | {"quote": CANARY}]}], "active_ms": 1}
            assert post(work_url(project, payload, "draft/"), draft, "put").status_code == 204
        else:
            body = answer(payload, words=f"Call {CANARY}.", spans=[(5, 18, 0)])
            assert post(work_url(project, payload, "annotations/"), body).status_code == 200
    Standing.objects.filter(document=document).update(note=f"Look at {CANARY} again", reason=f"says {CANARY}")
    Hold.objects.create(
        document=document, reason="question", link=f"/booklet/{CANARY}", closed_at=timezone.now()
    )
    Gold.objects.create(
        project=project,
        document=document,
        question_id=names["id"],
        schema=project.schema,
        content={"spans": [span]},
        origin="adjudicated",
        decided_by=owner,
    )
    DocumentSearch.objects.update_or_create(
        document=document, defaults={"project": project, "words": SearchVector(Value(document.text))}
    )
    export(project, owner)
    open_upload(project, owner)
    failed_job(project, owner)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return document


def export(project, owner):
    wish = {"contents": "documents", "form": "jsonl", "all_documents": True}
    jobs.start("export", project=project, owner=owner, arguments=wish)
    jobs.run_due()
    assert Job.objects.filter(kind="export").latest("id").state == "done"


def open_upload(project, owner):
    """An upload that was checked and not published, with a refused line."""
    lines = [json.dumps({"id": "new", "text": f"again {CANARY}"}), f'{{"id": "{CANARY}", "text": 7']
    with new_file(project, "upload.jsonl", owner) as out:
        out.write("\n".join(lines).encode())
    entry = begin_import(project, owner, out.stored)
    start_check(entry, Options.from_json(entry.options), owner)
    jobs.run_due()
    with new_file(project, "orphan", owner) as out:  # of a worker that was killed
        out.write(CANARY.encode())
    StoredFile.objects.filter(id=out.stored.id).delete()


def failed_job(project, owner):
    Job.objects.create(
        project=project,
        owner=owner,
        kind="index",
        state="failed",
        error=f"“{CANARY}” was too much.",
        report={"good": 3, "why": [CANARY]},
        arguments={"filters": {"q": CANARY, "meta": [f"who={CANARY}"]}, "answers": 2},
    )


def of_somebody_else(inquiry, author):
    about = {"project": inquiry.project, "document": inquiry.document, "author": author}
    return {"key": "00000000-0000-0000-0000-000000000004", "text": "And mine?", **about}


@pytest.fixture
def canary_person(project, owner, documents, client, post, answer):
    """A member whose name is wherever a name can be."""
    person = make_user(CANARY)
    person.name = f"Zelda {CANARY}"
    person.save()
    add_member(project, person, [Role.ANNOTATOR, Role.SUPERVISOR], by=owner)
    signed_in = {"username": CANARY, "password": PASSWORD}
    assert client.post(reverse("annotate:sign-in"), signed_in).status_code == 302
    assert client.post(reverse("annotate:sign-in"), signed_in | {"password": CANARY}).status_code != 500
    first, second, *_ = lend(client, post, project, person)
    assert post(work_url(project, first, "annotations/"), answer(first)).status_code == 200
    note = {"key": "00000000-0000-0000-0000-000000000002", "note": f"{CANARY} is unsure"}
    assert post(work_url(project, second, "flags/"), note).status_code == 201
    asked = {"key": "00000000-0000-0000-0000-000000000003", "text": f"{CANARY} asks"}
    assert post(work_url(project, second, "inquiries/"), asked).status_code == 201
    inquiry = person.inquiries.get()
    reply(inquiry, f"Dear {CANARY}", owner)
    reply(Inquiry.objects.create(**of_somebody_else(inquiry, owner)), f"Yours, {CANARY}", person)
    Standing.objects.filter(annotator=person, document=second["id"]).update(
        draft={"by": CANARY}, note=f"Dear {CANARY}"
    )
    invite_to_project(project, [Role.ANNOTATOR], by=owner)
    Invitation.objects.update(used_by=person, used_at=timezone.now(), note=f"for {CANARY}")
    ApiToken.objects.create(
        user=person, name=f"{CANARY}'s laptop", token_hash=b"1", scopes=["read"], expires_at=timezone.now()
    )
    export(project, owner)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return person
