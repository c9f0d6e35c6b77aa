"""Whatever comes by the hundred thousand is held against what it names once a statement, not once a row.

A foreign key runs a query and takes a lock for each row and each column: half of the time of an import, and a lock on
the rows of the project and of the person in every step of every annotator. What these rows name is there for good
(`staying.py`), so that seeing it once is proof enough and needs no lock. A trigger looks at all rows of an INSERT
together, and sees more than a foreign key can: that a label is one of the question answered. What many rows name alike
is made distinct first.

The scalar subqueries are on purpose: PostgreSQL never makes joins of them, so that a plan first made for a hundred
thousand rows and kept by the session looks up the rows of the next statement by their key as well.
"""

from django.db import migrations

OF_PROJECT = "(SELECT {0}.project_id FROM annotate_{0} {0} WHERE {0}.id = made.{0}_id) IS DISTINCT FROM made.project_id"
DOCUMENT, BATCH, SCHEMA, PHASE, QUESTION, SOURCE = (
    OF_PROJECT.format(parent) for parent in ("document", "batch", "schema", "phase", "question", "source")
)
IS_THERE = "(SELECT {0}.id FROM annotate_{0} {0} WHERE {0}.id = made.{0}_id) IS NULL"
PERSON = "(SELECT person.id FROM annotate_user person WHERE person.id = made.{0}_id) IS NULL"
EARLIER = """(
    SELECT (earlier.document_id, earlier.author_id) = (made.document_id, made.{author}_id)
    FROM annotate_annotation earlier WHERE earlier.id = made.{column}_id
) IS NOT TRUE"""
REPLACED = f"made.replaces_id IS NOT NULL AND {EARLIER.format(column='replaces', author='author')}"
CURRENT = f"made.current_id IS NOT NULL AND {EARLIER.format(column='current', author='annotator')}"

ANSWERED = """(
    SELECT DISTINCT made.question_id,
        (SELECT annotation.project_id FROM annotate_annotation annotation WHERE annotation.id = made.annotation_id)
        AS project_id
    FROM made
)"""
OF_QUESTION = """(
    made.project_id = (SELECT question.project_id FROM annotate_question question WHERE question.id = made.question_id)
) IS NOT TRUE"""
LABELLED = """(
    SELECT DISTINCT made.label_id,
        (SELECT response.question_id FROM annotate_response response WHERE response.id = made.response_id)
        AS question_id
    FROM made
)"""
LABEL = """(
    made.question_id = (SELECT label.question_id FROM annotate_label label WHERE label.id = made.label_id)
) IS NOT TRUE"""


def any_of(*wrong: str, rows: str = "made AS made") -> str:
    """Is any of this true of any of the rows?"""
    return f"EXISTS (SELECT FROM {rows} WHERE {' OR '.join(f'({one})' for one in wrong)})"


def alike(*columns: str) -> str:
    return f"(SELECT DISTINCT {', '.join(columns)} FROM made) AS made"


def if_named(column: str, wrong: str) -> str:
    return f"made.{column}_id IS NOT NULL AND {wrong}"


# By table: what is wrong about the rows made
WRONG = {
    "document": [any_of(BATCH, rows=alike("project_id", "batch_id"))],
    "queuerow": [f"EXISTS (SELECT FROM made WHERE {DOCUMENT})"],
    "standing": [any_of(DOCUMENT, CURRENT), any_of(PERSON.format("annotator"), rows=alike("annotator_id"))],
    "annotation": [
        any_of(DOCUMENT, REPLACED),
        any_of(
            SCHEMA,
            if_named("phase", PHASE),
            PERSON.format("author"),
            rows=alike("project_id", "schema_id", "phase_id", "author_id"),
        ),
    ],
    "response": [any_of(OF_QUESTION, rows=f"{ANSWERED} AS made")],
    "choice": [any_of(LABEL, rows=f"{LABELLED} AS made")],
    "span": [any_of(LABEL, rows=f"{LABELLED} AS made")],
    "suggestion": [
        any_of(DOCUMENT),
        any_of(QUESTION, SOURCE, rows=alike("project_id", "question_id", "source_id")),
    ],
    "event": [
        any_of(
            if_named("project", IS_THERE.format("project")),
            if_named("document", IS_THERE.format("document")),
            if_named("actor", PERSON.format("actor")),
        )
    ],
}

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
NOT_POINTING = "DROP FUNCTION gloss_check_current CASCADE"


def check(table: str, wrong: list[str]) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION gloss_check_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {" OR ".join(wrong)} THEN
                RAISE EXCEPTION 'A row of % names what is not there, or what is of another project or question.',
                    TG_TABLE_NAME USING ERRCODE = 'foreign_key_violation';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {table}_belongs AFTER INSERT ON annotate_{table} REFERENCING NEW TABLE AS made
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_check_{table}();
        """,
        f"DROP FUNCTION gloss_check_{table} CASCADE",
    )


OPERATIONS = [
    *[check(table, wrong) for table, wrong in WRONG.items()],
    migrations.RunSQL(POINTING, NOT_POINTING),
]
