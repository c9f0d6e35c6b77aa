"""What many rows of a statement name alike is looked up once, and the last keys checked row by row are checked so too.

Migration 0020 looks up everything each row names. Of a hundred thousand rows all name the same project, schema and
source, and a handful of labels: these are made distinct first. What is left of row by row checks goes the same way: an
answer's phase and the answer it replaces, the answer a standing points at (when it is moved later, too), what an event is
about. A foreign key there locked the rows of the project and of the person in every step of every annotator.

The scalar subqueries are on purpose: see migration 0020.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OF_PROJECT = "(SELECT {0}.project_id FROM annotate_{0} {0} WHERE {0}.id = made.{0}_id) IS DISTINCT FROM made.project_id"
DOCUMENT, BATCH, SCHEMA, PHASE, QUESTION, SOURCE = (
    OF_PROJECT.format(parent) for parent in ("document", "batch", "schema", "phase", "question", "source")
)
PERSON = "(SELECT person.id FROM annotate_user person WHERE person.id = made.{0}_id) IS NULL"
IS_THERE = "(SELECT {0}.id FROM annotate_{0} {0} WHERE {0}.id = made.{0}_id) IS NULL"
EARLIER = """(
    SELECT (earlier.document_id, earlier.author_id) = (made.document_id, made.{author}_id)
    FROM annotate_annotation earlier WHERE earlier.id = made.{column}_id
) IS NOT TRUE"""
REPLACED = f"made.replaces_id IS NOT NULL AND {EARLIER.format(column='replaces', author='author')}"
CURRENT = f"made.current_id IS NOT NULL AND {EARLIER.format(column='current', author='annotator')}"

ROWS = "made"
ANSWERED = """(
    SELECT DISTINCT made.question_id,
        (SELECT annotation.project_id FROM annotate_annotation annotation WHERE annotation.id = made.annotation_id)
        AS project_id
    FROM made
)"""
LABELLED = """(
    SELECT DISTINCT made.label_id,
        (SELECT response.question_id FROM annotate_response response WHERE response.id = made.response_id)
        AS question_id
    FROM made
)"""
LABEL = """(
    made.question_id = (SELECT label.question_id FROM annotate_label label WHERE label.id = made.label_id)
) IS NOT TRUE"""
OF_QUESTION = """(
    made.project_id = (SELECT question.project_id FROM annotate_question question WHERE question.id = made.question_id)
) IS NOT TRUE"""


def alike(*columns: str) -> str:
    return f"(SELECT DISTINCT {', '.join(columns)} FROM made)"


def if_named(column: str, wrong: str) -> str:
    return f"made.{column}_id IS NOT NULL AND {wrong}"


Wrong = dict[str, list[str]]  # by what is looked through: what is wrong about one of its rows

NOW: dict[str, Wrong] = {
    "document": {alike("project_id", "batch_id"): [BATCH]},
    "standing": {ROWS: [DOCUMENT, CURRENT], alike("annotator_id"): [PERSON.format("annotator")]},
    "annotation": {
        ROWS: [DOCUMENT, REPLACED],
        alike("project_id", "schema_id", "phase_id", "author_id"): [
            SCHEMA,
            if_named("phase", PHASE),
            PERSON.format("author"),
        ],
    },
    "response": {ANSWERED: [OF_QUESTION]},
    "choice": {LABELLED: [LABEL]},
    "span": {LABELLED: [LABEL]},
    "suggestion": {ROWS: [DOCUMENT], alike("project_id", "question_id", "source_id"): [QUESTION, SOURCE]},
}
BEFORE: dict[str, Wrong] = {
    "document": {ROWS: [BATCH]},
    "standing": {ROWS: [DOCUMENT, PERSON.format("annotator")]},
    "annotation": {ROWS: [DOCUMENT, SCHEMA, PERSON.format("author")]},
    "response": {
        ROWS: [
            """(
    (SELECT annotation.project_id FROM annotate_annotation annotation WHERE annotation.id = made.annotation_id)
    = (SELECT question.project_id FROM annotate_question question WHERE question.id = made.question_id)
) IS NOT TRUE"""
        ]
    },
    **{
        table: {
            ROWS: [
                """(
    (SELECT response.question_id FROM annotate_response response WHERE response.id = made.response_id)
    = (SELECT label.question_id FROM annotate_label label WHERE label.id = made.label_id)
) IS NOT TRUE"""
            ]
        }
        for table in ("choice", "span")
    },
    "suggestion": {ROWS: [DOCUMENT, QUESTION, SOURCE]},
}
EVENT: Wrong = {
    ROWS: [
        if_named("project", IS_THERE.format("project")),
        if_named("document", IS_THERE.format("document")),
        if_named("actor", PERSON.format("actor")),
    ]
}

# What is named by rows whose foreign keys went, and what never changes about it (migration 0020).
NAMED = {"project": ["id"], "phase": ["id", "project_id"]}

# A standing is pointed at a later answer. No column list and no transition table go together, so this looks row by row.
POINTING = f"""
CREATE FUNCTION gloss_check_current() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE made annotate_standing := NEW;
BEGIN
    IF {CURRENT} THEN
        RAISE EXCEPTION 'A row of % names what is not there, or what is of another document or person.',
            TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER standing_points_at_its_own AFTER UPDATE OF current_id ON annotate_standing
FOR EACH ROW WHEN (NEW.current_id IS DISTINCT FROM OLD.current_id) EXECUTE FUNCTION gloss_check_current();
"""
NOT_POINTING = "DROP TRIGGER standing_points_at_its_own ON annotate_standing; DROP FUNCTION gloss_check_current();"


def function(table: str, wrong: Wrong) -> str:
    looks = " OR ".join(
        f"EXISTS (SELECT FROM {rows} AS made WHERE {' OR '.join(f'({one})' for one in reasons)})"
        for rows, reasons in wrong.items()
    )
    return f"""
        CREATE OR REPLACE FUNCTION gloss_check_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {looks} THEN
                RAISE EXCEPTION 'A row of % names what is not there, or what is of another project or question.',
                    TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
    """


def check(table: str, wrong: Wrong) -> migrations.RunSQL:
    return migrations.RunSQL(
        function(table, wrong)
        + f"""
        CREATE TRIGGER {table}_belongs AFTER INSERT ON annotate_{table} REFERENCING NEW TABLE AS made
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_check_{table}();
        """,
        f"DROP TRIGGER {table}_belongs ON annotate_{table}; DROP FUNCTION gloss_check_{table}();",
    )


def stay(table: str, columns: list[str]) -> migrations.RunSQL:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
    names = ", ".join(columns)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_keeps_its_place BEFORE UPDATE OF {names} ON annotate_{table}
        FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION gloss_refuse_new_place('{names}');
        CREATE TRIGGER {table}_stays BEFORE DELETE ON annotate_{table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_delete();
        CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON annotate_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
        """,
        f"""
        DROP TRIGGER {table}_keeps_its_place ON annotate_{table};
        DROP TRIGGER {table}_stays ON annotate_{table};
        DROP TRIGGER {table}_is_not_emptied ON annotate_{table};
        """,
    )


def names(
    model: str, field: str, to: str, related_name: str, *, may_be_none: bool = False, is_indexed: bool = False
) -> migrations.AlterField:
    """The foreign key of one column goes."""
    options = {"null": True} if may_be_none else {}
    if not is_indexed:
        options["db_index"] = False
    return migrations.AlterField(
        model,
        field,
        models.ForeignKey(
            db_constraint=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name=related_name,
            to=to,
            **options,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("annotate", "0023_tabs_and_skips")]

    operations = [
        *[stay(table, columns) for table, columns in NAMED.items()],
        *[migrations.RunSQL(function(table, NOW[table]), function(table, BEFORE[table])) for table in NOW],
        check("event", EVENT),
        migrations.RunSQL(POINTING, NOT_POINTING),
        migrations.AlterField(
            "standing",
            "current",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotate.annotation",
            ),
        ),
        migrations.AlterField(
            "annotation",
            "replaces",
            models.OneToOneField(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="annotate.annotation",
            ),
        ),
        names("annotation", "phase", "annotate.phase", "+", may_be_none=True),
        names("event", "project", "annotate.project", "events", may_be_none=True),
        names("event", "document", "annotate.document", "events", may_be_none=True),
        names("event", "actor", settings.AUTH_USER_MODEL, "+", may_be_none=True),
        names("queuetally", "project", "annotate.project", "+", is_indexed=True),
        names("answertally", "project", "annotate.project", "+", is_indexed=True),
        names("answertally", "author", settings.AUTH_USER_MODEL, "+"),
    ]
