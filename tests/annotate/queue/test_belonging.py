"""What a row names is there and belongs to the same project or question, in the database itself, whoever writes."""

import json
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from annotate.models import (
    Annotation,
    Choice,
    Event,
    Label,
    Question,
    QueueRow,
    Response,
    Source,
    Span,
    Standing,
    Suggestion,
    User,
)
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.conftest import NAMES, TONE

pytestmark = pytest.mark.django_db

NOBODY = 10**12
# The columns of each table that name something.
NAMING = {
    "document": ["project_id", "batch_id"],
    "queuerow": ["project_id", "document_id"],
    "standing": ["project_id", "document_id", "annotator_id", "current_id"],
    "annotation": ["project_id", "document_id", "author_id", "schema_id", "phase_id", "replaces_id"],
    "response": ["annotation_id", "question_id"],
    "choice": ["response_id", "label_id"],
    "span": ["response_id", "label_id"],
    "suggestion": ["project_id", "document_id", "question_id", "source_id"],
    "event": ["project_id", "document_id", "actor_id"],
}
COUNTERS = ["queuetally", "answertally"]  # written by triggers, from rows that are checked
PAIRS = [(table, column) for table, columns in NAMING.items() for column in columns]
# Beside these, so that a copy of a row is not refused for being one.
UNIQUE = {"standing": {"occasion": "repeat"}, "annotation": {"key": "00000000-0000-4000-8000-000000000001"}}
PARENTS = ["project", "phase", "batch", "question", "label", "source", "user"]


def suggest(project, document):
    """A suggestion of a model of this project's."""
    name = f"model of {project.name}"
    user = User.objects.create_user(name, is_source=True)
    return Suggestion.objects.create(
        project=project,
        document=document,
        question_id=project.schema.questions[0]["id"],
        source=Source.objects.create(project=project, name=name, user=user),
        content={"labels": []},
    )


@pytest.fixture
def row_of_each(project, documents, membership, lend, answer):
    """table -> the columns of a row of it."""
    (standing,) = lend(membership)
    body = answer({"sha256": bytes(standing.document.sha256).hex()}, spans=[(0, 3, 0)])
    annotation = save_annotation(membership, standing.document, parse_submission(body))
    standing.refresh_from_db()
    rows = [
        standing.document,
        QueueRow.objects.get(document=standing.document),
        standing,
        annotation,
        annotation.responses.first(),
        Choice.objects.get(),
        Span.objects.get(),
        suggest(project, standing.document),
        Event.objects.get(kind="answered"),
    ]
    return {row._meta.model_name: columns_of(row) for row in rows}


@pytest.fixture
def elsewhere(owner):
    """column -> an id of another project that might stand in it."""
    other = create_project(owner, "Letters")
    publish_schema(other, [TONE, NAMES], owner)
    other.refresh_from_db()
    batch = other.batches.create(name="theirs", created_by=owner)
    (document,) = add_documents(batch, [NewDocument("Dear Ann")])
    question = other.schema.questions[0]
    answer = Annotation.objects.create(
        key=uuid.uuid4(), project=other, document=document, author=owner, schema=other.schema, body_hash=b""
    )
    return {
        "project_id": other.id,
        "batch_id": batch.id,
        "document_id": document.id,
        "schema_id": other.schema_id,
        "phase_id": other.phase.id,
        "current_id": answer.id,
        "replaces_id": answer.id,
        "question_id": question["id"],
        "label_id": question["labels"][0]["id"],
        "source_id": suggest(other, document).source_id,
    }


def columns_of(row):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT to_jsonb(t) FROM {row._meta.db_table} t WHERE {row._meta.pk.column} = %s", [row.pk]
        )
        return json.loads(cursor.fetchone()[0])


def insert(table, *rows):
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO annotate_{table} SELECT * FROM jsonb_populate_recordset(NULL::annotate_{table}, %s)",
            [json.dumps(rows)],
        )


def another(table, row, number=1, **changes):
    """The same row under another key, with these changes."""
    own = {} if table == "queuerow" else {"id": NOBODY + number}
    text = {"external_id": f"another {number}"} if table == "document" else {}
    return row | own | text | UNIQUE.get(table, {}) | changes


@pytest.mark.parametrize(("table", "column"), PAIRS)
def test_what_is_named_is_there(row_of_each, table, column):
    QueueRow.objects.all().delete()  # a copy of one would have the same key
    with pytest.raises(IntegrityError, match="what is not there"), transaction.atomic():
        insert(table, another(table, row_of_each[table], **{column: NOBODY}))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        pair
        for pair in PAIRS
        if pair[1] not in ("annotator_id", "author_id", "annotation_id") and pair[0] != "event"
    ],
)
def test_what_is_named_is_of_the_same_project_or_question(row_of_each, elsewhere, table, column):
    QueueRow.objects.all().delete()
    others = elsewhere
    if column == "response_id":  # of the other question of the same answer
        others = {column: Response.objects.exclude(id=row_of_each[table][column]).get().id}
    with pytest.raises(IntegrityError, match="of another project"), transaction.atomic():
        insert(table, another(table, row_of_each[table], **{column: others[column]}))


def test_one_wrong_row_among_many_is_enough(row_of_each):
    label = Label.objects.get(name="place").id
    spans = [another("span", row_of_each["span"], place, start=place, end=place + 1) for place in range(9)]
    insert("span", *spans)
    wrong = [span | {"id": span["id"] + 100, "label_id": label} for span in spans]
    wrong[5]["response_id"] = row_of_each["choice"]["response_id"]
    with pytest.raises(IntegrityError, match="what is not there"), transaction.atomic():
        insert("span", *wrong)
    assert Span.objects.count() == 1 + len(spans)


@pytest.mark.parametrize(
    ("table", "column"),
    [pair for pair in PAIRS if pair[0] in ("document", "queuerow", "standing") and pair[1] != "current_id"],
)
def test_it_never_names_something_else_later(row_of_each, elsewhere, table, column):
    others = elsewhere | {
        "annotator_id": User.objects.exclude(id=row_of_each["standing"]["annotator_id"]).first().id
    }
    with (
        pytest.raises(IntegrityError, match=r"keep their|never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE annotate_{table} SET {column} = %s", [others[column]])


@pytest.mark.parametrize("column", ["document_id", "annotator_id"])
def test_a_standing_is_pointed_at_an_answer_of_its_own_only(row_of_each, documents, second_annotator, column):
    row = row_of_each["standing"]
    others = {
        "document_id": next(one.id for one in documents if one.id != row["document_id"]),
        "annotator_id": second_annotator.id,
    }
    insert("standing", another("standing", row, **{"current_id": None, column: others[column]}))
    standing = Standing.objects.get(current=None)
    with pytest.raises(IntegrityError, match="of another document or person"), transaction.atomic():
        Standing.objects.filter(id=standing.id).update(current=row_of_each["annotation"]["id"])


def test_a_standing_is_pointed_at_nothing_that_is_not_there(row_of_each):
    with pytest.raises(IntegrityError, match="what is not there"), transaction.atomic():
        Standing.objects.update(current=NOBODY)


@pytest.mark.parametrize("table", PARENTS)
def test_what_may_be_named_is_never_deleted(row_of_each, table):
    with (
        pytest.raises(IntegrityError, match="DELETE refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM annotate_{table}")


@pytest.mark.parametrize("table", [*PARENTS, "document"])
def test_what_may_be_named_keeps_its_key(row_of_each, table):
    with (
        pytest.raises(IntegrityError, match="UPDATE refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE annotate_{table} SET id = id + %s", [NOBODY])


@pytest.mark.parametrize("table", PARENTS)
def test_what_may_be_named_is_never_emptied(table):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gloss.testing = 'no'")
        with pytest.raises(IntegrityError, match="TRUNCATE refused"), transaction.atomic():
            cursor.execute(f"TRUNCATE annotate_{table} CASCADE")


def test_a_label_stays_with_its_question(row_of_each):
    label, other = Label.objects.first(), Question.objects.last()
    with pytest.raises(IntegrityError, match="UPDATE refused"), transaction.atomic():
        Label.objects.filter(id=label.id).update(question=other)


def test_every_key_without_a_constraint_is_checked_here():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%_belongs'")
        checked = {row[0].removeprefix("annotate_") for row in cursor.fetchall()}
    assert checked == set(NAMING)
    for model in (model for model in Question._meta.apps.get_models() if model._meta.app_label == "annotate"):
        unbound = {
            field.column
            for field in model._meta.local_fields
            if field.remote_field and not field.db_constraint
        }
        if model._meta.model_name in COUNTERS:
            continue
        assert unbound <= set(NAMING.get(model._meta.model_name, [])), model
