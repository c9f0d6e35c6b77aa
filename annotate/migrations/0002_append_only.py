"""What is said stays said: triggers that refuse to change or delete it, whoever asks.

The one sanctioned exception is erasure (annotate/erasure/), which sets `gloss.erasing` for its own
transaction. It may replace a document's text and the words of notes; it may not rewrite an answer.
"""

from django.db import migrations

APPEND_ONLY = [
    "annotation", "response", "choice", "span", "suggestion", "gold", "event", "schema",
]

FUNCTIONS = """
CREATE FUNCTION gloss_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('gloss.erasing', true) = 'yes' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused. Add a new row instead.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION gloss_refuse_other_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('gloss.erasing', true) = 'yes' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The text of document % never changes. Import it under another id instead.', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION gloss_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('gloss.testing', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is append-only: TRUNCATE refused.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION gloss_refuse_change();
DROP FUNCTION gloss_refuse_other_text();
DROP FUNCTION gloss_refuse_truncate();
"""

TEXT_TRIGGER = """
CREATE TRIGGER text_is_immutable BEFORE UPDATE OF text, sha256, length, external_id, project_id ON annotate_document
FOR EACH ROW WHEN (
    (OLD.text, OLD.sha256, OLD.length, OLD.external_id, OLD.project_id)
    IS DISTINCT FROM (NEW.text, NEW.sha256, NEW.length, NEW.external_id, NEW.project_id)
) EXECUTE FUNCTION gloss_refuse_other_text();
CREATE TRIGGER documents_stay BEFORE DELETE ON annotate_document
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER documents_are_not_truncated BEFORE TRUNCATE ON annotate_document
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""

DROP_TEXT_TRIGGER = """
DROP TRIGGER text_is_immutable ON annotate_document;
DROP TRIGGER documents_stay ON annotate_document;
DROP TRIGGER documents_are_not_truncated ON annotate_document;
"""


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON annotate_{table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
        CREATE TRIGGER {table}_is_not_truncated BEFORE TRUNCATE ON annotate_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
        """,
        f"""
        DROP TRIGGER {table}_is_append_only ON annotate_{table};
        DROP TRIGGER {table}_is_not_truncated ON annotate_{table};
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("annotate", "0001_tables")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TEXT_TRIGGER, DROP_TEXT_TRIGGER),
        *[guard(table) for table in APPEND_ONLY],
    ]
