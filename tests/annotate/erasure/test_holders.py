"""Is every place that can hold a text known, and does an erasure change nothing else?"""

import pytest
from django.db import DatabaseError, connection

from annotate import ports
from annotate.erasure import holders
from annotate.erasure.documents import LET_THROUGH
from annotate.models import Annotation, Event, Gold, Source, Suggestion
from tests.conftest import make_user


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE annotate_annotation SET kind = 'withdrawal'",
        "UPDATE annotate_gold SET content = '{}'",
        "UPDATE annotate_gold SET content = jsonb_set(content, '{labels}', '[2]')",
        "UPDATE annotate_gold SET content = content - 'labels', decided_at = now()",
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
