"""What is said stays said, in the database itself, whoever asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from annotate.models import (
    Annotation,
    Choice,
    Document,
    Event,
    FreeText,
    Gold,
    Rating,
    Relation,
    Response,
    Schema,
    Source,
    Span,
    Suggestion,
    User,
)
from annotate.services.annotations import parse_submission, save_annotation

pytestmark = pytest.mark.django_db

# Every append-only table and a column of it that somebody might want to correct.
KEPT = {
    Annotation: {"is_extra": True},
    Response: {"state": "cannot_tell"},
    Choice: {"label_id": 1},
    Span: {"start": 1},
    Relation: {"label_id": 1},
    FreeText: {"text": "other words"},
    Rating: {"value": 2},
    Suggestion: {"score": 0.5},
    Gold: {"origin": "imported"},
    Event: {"kind": "nothing happened"},
    Schema: {"number": 99},
}


@pytest.fixture
def something_of_each(project, documents, membership, lend, answer):
    """A project in which each of these tables has a row."""
    (standing,) = lend(membership)
    document = standing.document
    body = answer({"sha256": bytes(document.sha256).hex()}, spans=[(0, 3, 0)])
    annotation = save_annotation(membership, document, parse_submission(body))
    response, marked = annotation.responses.first(), Span.objects.get()
    other = Span.objects.create(response=marked.response, label=marked.label, start=4, end=8)
    Relation.objects.create(response=response, label=marked.label, head=marked, tail=other)
    FreeText.objects.create(response=response, text="words")
    Rating.objects.create(response=response, value=1)
    question = project.schema.questions[0]
    source = Source.objects.create(
        project=project, name="model", user=User.objects.create_user("m", is_source=True)
    )
    content = {"labels": [question["labels"][0]["id"]]}
    shared = {"project": project, "document": document, "question_id": question["id"], "content": content}
    Suggestion.objects.create(source=source, **shared)
    Gold.objects.create(schema=project.schema, origin="adjudicated", decided_by=project.created_by, **shared)
    return document


def test_the_list_here_is_the_list_of_the_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE '%_is_append_only'"
        )
        guarded = {row[0] for row in cursor.fetchall()}
    assert {model._meta.db_table for model in KEPT} <= guarded


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_it_is_never_changed(model, something_of_each):
    assert model.objects.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.update(**KEPT[model])


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_it_is_never_deleted(model, something_of_each):
    rows = model.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows._raw_delete(rows.db)


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_it_is_never_emptied(model):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gloss.testing = 'no'")
        with pytest.raises(DatabaseError, match="TRUNCATE refused"), transaction.atomic():
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


@pytest.mark.parametrize(
    "change", [{"text": "Another text."}, {"sha256": b"0" * 32}, {"length": 1}, {"external_id": "other"}]
)
def test_a_text_and_its_identity_never_change(documents, change):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Document.objects.filter(id=documents[0].id).update(**change)


def test_what_is_not_the_text_may_change(documents):
    Document.objects.filter(id=documents[0].id).update(withdrawn_at=timezone.now())


def test_a_document_is_never_deleted(documents):
    rows = Document.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows._raw_delete(rows.db)


def test_nothing_that_an_answer_names_can_be_deleted(something_of_each, project, annotator):
    annotation = Annotation.objects.get()
    label = Choice.objects.get().label
    for row in (annotator, project, something_of_each, label, label.question, project.schema, annotation):
        with pytest.raises(ProtectedError):
            row.delete()


def test_two_answers_cannot_share_a_key(something_of_each):
    annotation = Annotation.objects.get()
    annotation.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        annotation.save(force_insert=True)


def test_two_answers_cannot_replace_the_same_one(something_of_each):
    """Were it possible, one of two edits made at once would be lost from sight."""
    first = Annotation.objects.get()
    fields = {
        field.name: getattr(first, field.name)
        for field in Annotation._meta.fields
        if field.name not in ("id", "key", "replaces")
    }
    Annotation.objects.create(**fields, key="00000000-0000-4000-8000-000000000001", replaces=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Annotation.objects.create(**fields, key="00000000-0000-4000-8000-000000000002", replaces=first)
