"""What is said stays said: triggers that refuse to change or delete it, whoever asks.

The one sanctioned exception is erasure (annotate/erasure/), which sets `gloss.erasing` for its own transaction. It may
change what a trigger names, and nothing beside it: `gloss_refuse_change('reason')` lets it change the column `reason`,
`gloss_refuse_change('content.text')` what stands at that path inside a JSON column. No answer is rewritten, no row
deleted.
"""

from django.db import migrations

from annotate.migrations.squashed.guards import append_only, with_tables

FUNCTIONS = """
CREATE FUNCTION gloss_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP_FUNCTIONS = "DROP FUNCTION gloss_refuse_change, gloss_refuse_other_text, gloss_refuse_truncate CASCADE"

TEXT = """
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

OPERATIONS = [
    migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    with_tables(TEXT),
    append_only("annotate_schema"),
    append_only("annotate_annotation", "reason", "body_hash"),
    append_only("annotate_response"),
    append_only("annotate_choice"),
    append_only("annotate_span"),
    append_only("annotate_relation"),
    append_only("annotate_freetext", "text"),
    append_only("annotate_rating"),
    append_only("annotate_suggestion", "content", "score"),
    append_only("annotate_gold", "content.text"),
    append_only("annotate_event"),
]
