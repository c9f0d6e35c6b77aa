"""Erasing leaves no trace of a text or a name, in the database or the data folder, and everything else as it was.

The canary stands wherever a text can stand. Then pg_dump writes down all there is, and it must not be in it.
"""

import json
import os
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db import DatabaseError, connection
from django.db.models import F, Value
from django.urls import reverse
from django.utils import timezone

from annotate import jobs, ports
from annotate.erasure import erase_document, holders, running
from annotate.erasure.documents import LET_THROUGH
from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, start_check
from annotate.imports.options import Options
from annotate.models import (
    Annotation,
    ApiToken,
    Document,
    DocumentSearch,
    Event,
    Flag,
    Gold,
    Hold,
    Invitation,
    Job,
    QueueRow,
    RankedDocument,
    Ranking,
    Session,
    SignInAttempt,
    Source,
    Standing,
    StoredFile,
    Suggestion,
    User,
)
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.invitations import invite_to_project
from annotate.services.projects import add_member
from config.embedded import wheels
from config.embedded.account import unprivileged
from tests.conftest import make_user

CANARY = "zyxcanary8151"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    """A store of this test alone; it is a part of what is searched."""
    settings.MEDIA_ROOT = tmp_path / "files"


def traces(canary):
    """Where the canary still is: the dump of the database, the planner's statistics, the files."""
    found = [line[:200] for line in dump().splitlines() if canary.lower() in line.lower()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, attname FROM pg_stats WHERE concat_ws(' ', most_common_vals::text, "
            "histogram_bounds::text, most_common_elems::text) ILIKE %s",
            [f"%{canary}%"],
        )
        found += [".".join(row) for row in cursor.fetchall()]
    for folder in (settings.MEDIA_ROOT, settings.DATA_DIR):
        for path in folder.rglob("*"):
            if path.is_file() and (canary.encode() in path.read_bytes() or canary in path.name):
                found.append(str(path))
    return found


def dump():
    """The whole database, by the pg_dump that a backup would use."""
    database = urlsplit(settings.DATABASE_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    account = unprivileged(Path("/nowhere"))
    programs = wheels.postgres(account, spare=Path(os.environ["DATA_DIR"]).parent / "programs")
    done = subprocess.run(
        [programs / "pg_dump", "--dbname", database.geturl()], check=True, capture_output=True, text=True
    )
    return done.stdout


def rows():
    """Every row of every table as text: table -> how often each."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counted = {}
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            counted[table] = Counter(row for (row,) in cursor.fetchall())
    return counted


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
    document, (_tone, names) = canary_document, project.schema.questions
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
    for user, drafts in ((annotator, True), (second_annotator, False)):
        client.force_login(user)
        payload = lent(document, user)
        note = {"key": f"00000000-0000-0000-0000-{user.id:012}", "note": f"Is {CANARY} a person?"}
        assert post(work_url(project, payload, "flags/"), note).status_code == 201
        if drafts:
            draft = {"responses": [{"spans": [span | {"quote": CANARY}]}], "active_ms": 1}
            assert post(work_url(project, payload, "draft/"), draft, "put").status_code == 204
        else:
            body = answer(payload, spans=[(5, 18, 0)])
            assert post(work_url(project, payload, "annotations/"), body).status_code == 200
    Standing.objects.filter(document=document).update(note=f"Look at {CANARY} again", reason=f"says {CANARY}")
    Hold.objects.create(
        document=document, reason="question", link=f"/booklet/{CANARY}", closed_at=timezone.now()
    )
    ranking = Ranking.objects.create(project=project)
    RankedDocument.objects.create(ranking=ranking, document=document, place=1, reason=f"names {CANARY}")
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
    of_files = {"annotate_job", "annotate_job_files", "annotate_import", "annotate_storedfile"}
    signing_in = {"annotate_session", "annotate_user"}
    for table in before.keys() - of_files - signing_in:
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
    assert Gold.objects.get().content["spans"][0]["start"] == 5
    assert Flag.objects.filter(document=spread, note="").count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_erased_document_is_served_to_nobody(client, post, spread, project, owner, annotator, supervisor):
    erase(client, owner, project, spread)
    add_member(project, supervisor, [Role.ANNOTATOR], by=owner)
    assert spread.id not in [document["id"] for document in lend(client, post, project, supervisor)]
    client.force_login(annotator)
    body = {"key": "00000000-0000-0000-0000-000000000001", "responses": []}
    for place, method in (("annotations/", "post"), ("draft/", "put"), ("skips/", "post")):
        assert post(work_url(project, {"id": spread.id}, place), body, method).status_code == 404
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
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE annotate_annotation SET kind = 'withdrawal'",
        "UPDATE annotate_gold SET content = '{}'",
        "UPDATE annotate_event SET detail = '{}'",
        "UPDATE annotate_suggestion SET question_id = 1",
        "DELETE FROM annotate_annotation",
        "DELETE FROM annotate_document",
        "DELETE FROM annotate_event",
    ],
)
def test_not_even_an_erasure_may_rewrite_or_delete_what_was_said(
    project, owner, documents, membership, statement
):
    names = project.schema.questions[1]
    source = Source.objects.create(project=project, name="s", user=make_user("s"))
    Annotation.objects.create(
        key="00000000-0000-0000-0000-000000000001",
        body_hash=b"1",
        project=project,
        document=documents[0],
        author=owner,
        schema=project.schema,
        stream="control",
    )
    about = {"project": project, "document": documents[0], "question_id": names["id"]}
    Gold.objects.create(
        **about, schema=project.schema, content={"labels": [1]}, origin="imported", decided_by=owner
    )
    Suggestion.objects.create(**about, source=source, content={"labels": [1]})
    Event.objects.create(kind="test", detail={"a": 1})
    with connection.cursor() as cursor:
        cursor.execute(LET_THROUGH)
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(statement)


@pytest.mark.django_db
def test_every_column_that_can_hold_words_is_accounted_for():
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND (table_name !~ '^(django|auth)_' OR table_name ~ 'session') AND (
                data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'tsvector', 'xml')
                OR udt_name IN ('_text', '_varchar', '_jsonb', 'citext')
            )
            """
        )
        columns = {row[0] for row in cursor.fetchall()} - {
            "django_session.session_data",  # Django's own table, in which nothing is ever kept
            "django_session.session_key",
        }
    erased = {
        f"{holder.model._meta.db_table}.{holder.model._meta.get_field(name).column}"
        for holder in holders.OF_DOCUMENT + holders.OF_PERSON
        for name in holder.tombstone
    }
    known = erased | holders.ERASED_ELSEWHERE.keys() | holders.NO_WORDS.keys() | ports.accounted_for.keys()
    assert sorted(columns - known) == [], (
        "can these hold words of a document or name a person? See erasure/holders.py"
    )
    assert sorted(known - columns - {"annotate_suggestion.score"}) == [], "these are no columns any more"


# People


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


@pytest.mark.django_db(transaction=True)
def test_no_trace_of_a_person_is_left_and_their_answers_stay(client, canary_person, administrator, project):
    person = canary_person
    assert len(traces(CANARY)) > 8, "the canary is everywhere"
    answers, attempts = Annotation.objects.filter(author=person).count(), SignInAttempt.objects.count()
    client.force_login(administrator)
    url = reverse("annotate:person-erasure", args=[person.id])
    assert client.post(url, {"confirmed": "yes"})["Location"] == url
    jobs.run_due()
    assert set(Job.objects.filter(due_at__lte=timezone.now()).values_list("state", flat=True)) == {"done"}
    assert traces(CANARY) == []

    person.refresh_from_db()
    assert (person.username, person.is_active, str(person)) == (
        f"erased-{person.id}",
        False,
        f"erased-{person.id}",
    )
    assert Annotation.objects.filter(author=person).count() == answers == 1
    assert SignInAttempt.objects.count() < attempts
    assert not Session.objects.filter(user=person).exists()
    assert not ApiToken.objects.filter(user=person, revoked_at=None).exists()
    assert not project.memberships.filter(user=person, ended_at=None).exists()
    assert Event.objects.get(kind="person erased").detail == {"user": person.id, "projects": [project.id]}
    assert "This person was erased" in client.get(url).content.decode()
    due_now()
    assert Event.objects.filter(kind="person erased").count() == 1


@pytest.mark.django_db
def test_the_only_administrator_and_an_only_owner_stay(client, administrator, owner, project):
    client.force_login(administrator)
    for person, why in ((administrator, "the only administrator"), (owner, "the only owner of: Postcards")):
        url = reverse("annotate:person-erasure", args=[person.id])
        assert why in client.get(url).content.decode()
        refused = client.post(url, {"confirmed": "yes"})
        assert refused.status_code == 422
        assert why in refused.content.decode()
    assert not Job.objects.exists()
    assert not User.objects.exclude(erased_at=None).exists()


# The pages


@pytest.mark.django_db
def test_the_page_says_what_goes_and_what_stays(client, project, owner, documents):
    job = Job.objects.create(project=project, kind="export", state="done", owner=owner)
    with new_file(project, "export.zip", owner) as out:
        out.write(b"zip")
    job.files.add(out.stored)
    client.force_login(owner)
    html = client.get(
        reverse("annotate:document-erasure", args=[project.slug, documents[0].id])
    ).content.decode()
    assert reverse("annotate:job", args=[project.slug, job.id]) in html
    assert "0 answers" in html


@pytest.mark.django_db
def test_it_is_not_done_by_accident(client, project, owner, documents):
    client.force_login(owner)
    url = reverse("annotate:document-erasure", args=[project.slug, documents[0].id])
    assert client.post(url).status_code == 422
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_what_is_erased_cannot_be_erased_again(client, project, owner, documents):
    erase_document(documents[0], owner)
    client.force_login(owner)
    assert (
        client.get(reverse("annotate:document-erasure", args=[project.slug, documents[0].id])).status_code
        == 404
    )


@pytest.mark.django_db
def test_a_document_of_another_project_is_not_erased_by_a_job(project, owner, documents):
    other = User.objects.create_user("other", PASSWORD, name="Other")
    elsewhere = documents[0].project.__class__.objects.create(name="E", slug="e", created_by=other)
    job = jobs.start(
        "erase_document", project=elsewhere, owner=other, arguments={"document": documents[0].id}
    )
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == "new"
    assert Document.objects.get(id=documents[0].id).text
