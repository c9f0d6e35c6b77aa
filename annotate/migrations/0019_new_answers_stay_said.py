"""Relations, texts and ratings stay as they were said. Erasing may take the words out of a text, in gold too.

`gloss_refuse_change('content.text')` lets an erasure change what stands at that path inside a JSON column, and
nothing beside it: labels and offsets of gold are nobody's words.
"""

from django.db import migrations

ALONG_PATHS = """
CREATE OR REPLACE FUNCTION gloss_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb;
    becomes jsonb;
    erasable text;
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('gloss.erasing', true) = 'yes' THEN
        was := to_jsonb(OLD);
        becomes := to_jsonb(NEW);
        FOREACH erasable IN ARRAY coalesce(TG_ARGV, '{}') LOOP
            was := was #- string_to_array(erasable, '.');
            becomes := becomes #- string_to_array(erasable, '.');
        END LOOP;
        IF was = becomes THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused. Add a new row instead.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

BY_COLUMNS = """
CREATE OR REPLACE FUNCTION gloss_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    erasable text[] := coalesce(TG_ARGV, '{}');
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('gloss.erasing', true) = 'yes'
        AND to_jsonb(NEW) - erasable = to_jsonb(OLD) - erasable THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused. Add a new row instead.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

NEW = {"relation": [], "freetext": ["text"], "rating": []}


def guard(table: str, columns: list[str]) -> str:
    arguments = ", ".join(f"'{column}'" for column in columns)
    return f"""
        CREATE OR REPLACE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON annotate_{table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change({arguments});
    """


def guard_new(table: str, columns: list[str]) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        {guard(table, columns)}
        CREATE TRIGGER {table}_is_not_truncated BEFORE TRUNCATE ON annotate_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
        """,
        f"""
        DROP TRIGGER {table}_is_append_only ON annotate_{table};
        DROP TRIGGER {table}_is_not_truncated ON annotate_{table};
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("annotate", "0018_relations_texts_ratings")]

    operations = [
        migrations.RunSQL(ALONG_PATHS, BY_COLUMNS),
        migrations.RunSQL(guard("gold", ["content.text"]), guard("gold", [])),
        *[guard_new(table, columns) for table, columns in NEW.items()],
    ]
