"""Erasing may replace the columns a trigger names, and nothing else: no answer is rewritten, no row deleted.

`gloss_refuse_change('reason')` lets an erasure change the column `reason`. Without arguments it lets nothing
through at all. The index lets an import see at once whether anything was erased that it could bring back.
"""

from django.db import migrations, models

NARROW = """
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

WIDE = """
CREATE OR REPLACE FUNCTION gloss_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('gloss.erasing', true) = 'yes' THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused. Add a new row instead.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""

ERASABLE = {"annotation": ["reason", "body_hash"], "suggestion": ["content", "score"]}


def guard(table: str, columns: list[str]) -> str:
    arguments = ", ".join(f"'{column}'" for column in columns)
    return f"""
        CREATE OR REPLACE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON annotate_{table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change({arguments});
    """


class Migration(migrations.Migration):
    dependencies = [("annotate", "0009_imports")]

    operations = [
        migrations.RunSQL(NARROW, WIDE),
        *[migrations.RunSQL(guard(table, columns), guard(table, [])) for table, columns in ERASABLE.items()],
        migrations.AddIndex(
            "document",
            models.Index(fields=["project", "id"], condition=models.Q(erased_at__isnull=False), name="erased_documents"),
        ),
    ]
