"""Whatever comes by the hundred thousand is held against what it names once a statement, not once a row.

A foreign key runs a query and takes a lock for each row and each column: half of the time of an import. What these
rows name is never deleted and never changes its key, so that seeing it once is proof enough and needs no lock. This is
held here from both sides: a trigger looks at all rows of an INSERT together (and sees more than a foreign key can: that
a label is one of the question answered), and others refuse to delete, empty or re-key what may be named, and to make a
row name something else later.

The scalar subqueries are on purpose: PostgreSQL never makes joins of them, so that a plan first made for a hundred
thousand rows and kept by the session looks up the rows of the next statement by their key as well.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OF_PROJECT = "(SELECT {0}.project_id FROM annotate_{0} {0} WHERE {0}.id = made.{0}_id) IS DISTINCT FROM made.project_id"
DOCUMENT, BATCH, SCHEMA, QUESTION, SOURCE = (
    OF_PROJECT.format(parent) for parent in ("document", "batch", "schema", "question", "source")
)
PERSON = "(SELECT person.id FROM annotate_user person WHERE person.id = made.{0}_id) IS NULL"
LABEL = """(
    (SELECT response.question_id FROM annotate_response response WHERE response.id = made.response_id)
    = (SELECT label.question_id FROM annotate_label label WHERE label.id = made.label_id)
) IS NOT TRUE"""
ANSWERED = """(
    (SELECT annotation.project_id FROM annotate_annotation annotation WHERE annotation.id = made.annotation_id)
    = (SELECT question.project_id FROM annotate_question question WHERE question.id = made.question_id)
) IS NOT TRUE"""

# By table: what is wrong about a row.
MADE = {
    "document": [BATCH],
    "queuerow": [DOCUMENT],
    "standing": [DOCUMENT, PERSON.format("annotator")],
    "annotation": [DOCUMENT, SCHEMA, PERSON.format("author")],
    "response": [ANSWERED],
    "choice": [LABEL],
    "span": [LABEL],
    "suggestion": [DOCUMENT, QUESTION, SOURCE],
}

# By table: what never changes, because it is named by others or names them. Append-only tables keep all of it anyway.
KEPT = {
    "batch": ["id", "project_id"],
    "document": ["id", "project_id", "batch_id"],
    "queuerow": ["document_id", "project_id"],
    "standing": ["document_id", "project_id", "annotator_id"],
    "question": ["id", "project_id"],
    "label": ["id", "question_id"],
    "source": ["id", "project_id"],
    "user": ["id"],
}
STAYING = ["batch", "question", "label", "source", "user"]  # documents and what is append-only do already

REFUSING = """
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
DROP_REFUSING = "DROP FUNCTION gloss_refuse_new_place(); DROP FUNCTION gloss_refuse_delete();"


def check(table: str, wrong: list[str]) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION gloss_check_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM made WHERE {" OR ".join(wrong)}) THEN
                RAISE EXCEPTION 'A row of % names what is not there, or what is of another project or question.',
                    TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {table}_belongs AFTER INSERT ON annotate_{table} REFERENCING NEW TABLE AS made
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_check_{table}();
        """,
        f"DROP TRIGGER {table}_belongs ON annotate_{table}; DROP FUNCTION gloss_check_{table}();",
    )


def keep(table: str, columns: list[str]) -> migrations.RunSQL:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    names = ", ".join(columns)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_keeps_its_place BEFORE UPDATE OF {names} ON annotate_{table}
        FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION gloss_refuse_new_place('{names}');
        """,
        f"DROP TRIGGER {table}_keeps_its_place ON annotate_{table};",
    )


def stay(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_stays BEFORE DELETE ON annotate_{table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_delete();
        CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON annotate_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
        """,
        f"DROP TRIGGER {table}_stays ON annotate_{table}; DROP TRIGGER {table}_is_not_emptied ON annotate_{table};",
    )


def unbind(table: str, column: str) -> migrations.RunSQL:
    """The foreign key of migration 0012 over both columns goes."""
    name = f"{table}_and_{column}_of_one_project"
    return migrations.RunSQL(
        f"ALTER TABLE annotate_{table} DROP CONSTRAINT {name}",
        f"""
        ALTER TABLE annotate_{table} ADD CONSTRAINT {name} FOREIGN KEY (project_id, {column}_id)
        REFERENCES annotate_{column} (project_id, id) DEFERRABLE INITIALLY DEFERRED
        """,
    )


def names(model: str, field: str, to: str, related_name: str, *, is_indexed: bool = False) -> migrations.AlterField:
    """The foreign key of one column goes."""
    return migrations.AlterField(
        model,
        field,
        models.ForeignKey(
            db_constraint=False,
            **({} if is_indexed else {"db_index": False}),
            on_delete=django.db.models.deletion.PROTECT,
            related_name=related_name,
            to=to,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("annotate", "0019_new_answers_stay_said")]

    operations = [
        migrations.RunSQL(REFUSING, DROP_REFUSING),
        *[stay(table) for table in STAYING],
        *[keep(table, columns) for table, columns in KEPT.items()],
        *[check(table, wrong) for table, wrong in MADE.items()],
        unbind("document", "batch"),
        *[unbind(table, "document") for table in ("queuerow", "standing", "annotation", "suggestion")],
        names("standing", "annotator", settings.AUTH_USER_MODEL, "standings"),
        names("annotation", "author", settings.AUTH_USER_MODEL, "annotations"),
        names("annotation", "schema", "annotate.schema", "+"),
        names("response", "annotation", "annotate.annotation", "responses"),
        names("response", "question", "annotate.question", "responses"),
        names("choice", "response", "annotate.response", "choices"),
        names("choice", "label", "annotate.label", "choices", is_indexed=True),
        names("span", "response", "annotate.response", "spans"),
        names("span", "label", "annotate.label", "spans", is_indexed=True),
        names("suggestion", "question", "annotate.question", "+"),
        names("suggestion", "source", "annotate.source", "suggestions", is_indexed=True),
    ]
