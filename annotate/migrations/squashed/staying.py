"""What rows without a foreign key name is never deleted and never changes its key, so that seeing it once is enough.

What looks once is in `belonging.py`; append-only tables keep all of it anyway.
"""

from django.db import migrations

from annotate.migrations.squashed.guards import with_tables

FUNCTIONS = """
CREATE FUNCTION gloss_refuse_new_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % keep their %: UPDATE refused.', TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'foreign_key_violation';
END $$;

CREATE FUNCTION gloss_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are named by others and stay: DELETE refused.', TG_TABLE_NAME
        USING ERRCODE = 'foreign_key_violation';
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION gloss_refuse_new_place, gloss_refuse_delete CASCADE"

# By table: what never changes, because it is named by others or names them
KEPT = {
    "project": ["id"],
    "phase": ["id", "project_id"],
    "source": ["id", "project_id"],
    "user": ["id"],
    "batch": ["id", "project_id"],
    "document": ["id", "project_id", "batch_id"],
    "queuerow": ["document_id", "project_id"],
    "standing": ["document_id", "project_id", "annotator_id"],
    "question": ["id", "project_id"],
    "label": ["id", "question_id"],
}
STAYING = [
    "project",
    "phase",
    "source",
    "user",
    "batch",
    "question",
    "label",
]  # documents stay: append_only.py


def keep(table: str, columns: list[str]) -> migrations.RunSQL:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    names = ", ".join(columns)
    return with_tables(f"""
        CREATE TRIGGER {table}_keeps_its_place BEFORE UPDATE OF {names} ON annotate_{table}
        FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION gloss_refuse_new_place('{names}');
    """)


def stay(table: str) -> migrations.RunSQL:
    return with_tables(f"""
        CREATE TRIGGER {table}_stays BEFORE DELETE ON annotate_{table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_delete();
        CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON annotate_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
    """)


OPERATIONS = [
    migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
    *[keep(table, columns) for table, columns in KEPT.items()],
    *[stay(table) for table in STAYING],
]
