"""Which answers must be looked at again because the questions changed, and by whom?"""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from annotate.models import Project, Schema, User
from annotate.services.schema_differences import Difference, Questions, difference, waited_for

# The annotations that use one of these labels, for choices, words or relations.
USING = """
    SELECT c.label_id, r.annotation_id FROM annotate_choice c JOIN annotate_response r ON r.id = c.response_id
    WHERE c.label_id = ANY(%(labels)s::bigint[])
    UNION
    SELECT p.label_id, r.annotation_id FROM annotate_span p JOIN annotate_response r ON r.id = p.response_id
    WHERE p.label_id = ANY(%(labels)s::bigint[])
    UNION
    SELECT n.label_id, r.annotation_id FROM annotate_relation n JOIN annotate_response r ON r.id = n.response_id
    WHERE n.label_id = ANY(%(labels)s::bigint[])
"""

# An answer to look at again: it says nothing to a question now required, or uses a label that is gone. A
# question with a condition (`waiting`, with each label it waits for) is required where that label was chosen.
TO_ASK_AGAIN = f"""
    s.project_id = %(project)s AND s.occasion = 'work' AND s.state = 'answered'
    AND (
        s.current_id IN (SELECT annotation_id FROM ({USING}) AS used)
        OR EXISTS (
            SELECT 1 FROM unnest(%(questions)s::bigint[]) AS asked (id) WHERE (
                SELECT 1 FROM annotate_response r
                WHERE r.annotation_id = s.current_id AND r.question_id = asked.id AND r.state <> 'not_asked'
            ) IS NULL AND (NOT asked.id = ANY(%(waiting)s::bigint[]) OR EXISTS (
                SELECT 1 FROM unnest(%(waiting)s::bigint[], %(waited_for)s::bigint[]) AS wait (question, label)
                JOIN annotate_choice c ON c.label_id = wait.label
                JOIN annotate_response r ON r.id = c.response_id
                WHERE wait.question = asked.id AND r.annotation_id = s.current_id
            ))
        )
    )
"""

INCOMPLETE = f"SELECT count(*) FROM annotate_standing s WHERE {TO_ASK_AGAIN}"

# Only to those who are annotators still. Never waits for a standing somebody is saving on just now: what
# was skipped comes with the next handful.
RETURN = f"""
WITH handful AS (
    SELECT s.id FROM annotate_standing s
    JOIN annotate_membership m ON m.project_id = s.project_id AND m.user_id = s.annotator_id
    WHERE m.ended_at IS NULL AND 'annotator' = ANY(m.roles) AND {TO_ASK_AGAIN}
    LIMIT %(most)s FOR UPDATE OF s SKIP LOCKED
), returned AS (
    UPDATE annotate_standing s SET state = 'returned', note = %(note)s, changed_at = now()
    FROM handful WHERE s.id = handful.id
    RETURNING s.document_id, s.annotator_id, s.current_id
)
INSERT INTO annotate_event (project_id, document_id, actor_id, kind, detail, at)
SELECT %(project)s, document_id, %(actor)s, 'answer returned',
    jsonb_build_object('to', annotator_id, 'annotation', current_id, 'schema', %(schema)s), now()
FROM returned
"""
HANDFUL = 2_000


def incomplete(project: Project, change: Difference, questions: Questions) -> int:
    """How many answers lack one that is required from now on, or use a label that is gone."""
    if not change.required and not change.retired:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(INCOMPLETE, {"project": project.id, **_to_ask_again(change, questions)})
        return cursor.fetchone()[0]


def _to_ask_again(change: Difference, questions: Questions) -> dict[str, list[int]]:
    """The values of TO_ASK_AGAIN."""
    waits = [
        (question["id"], label)
        for question in change.required
        if question.get("shown_when")
        for label in sorted(waited_for(question, questions))
    ]
    return {
        "questions": [question["id"] for question in change.required],
        "labels": [label["id"] for label in change.retired],
        "waiting": [question for question, _label in waits],
        "waited_for": [label for _question, label in waits],
    }


@transaction.atomic
def return_handful(schema: Schema, actor: User | None) -> int:
    """Return a handful of the answers that this schema made incomplete to those who gave them; how many.

    They come first in their authors' queues, filled in as they are, so that only what is missing is asked.
    """
    change = difference(_questions_before(schema), schema.questions)
    if not change.required and not change.retired:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            RETURN,
            {
                "project": schema.project_id,
                "actor": actor.id if actor else None,
                **_to_ask_again(change, schema.questions),
                "note": _note(change),
                "schema": schema.id,
                "most": HANDFUL,
            },
        )
        return cursor.rowcount


def _note(change: Difference) -> str:
    names = ", ".join(f"“{question['name']}”" for question in change.required)
    if names:
        return _("The questions changed: please answer %(names)s. The rest is as you left it.") % {
            "names": names
        }
    if len(change.retired) == 1:
        return _("The questions changed: “%(label)s” is no label any more. Please choose another.") % {
            "label": change.retired[0]["name"]
        }
    return _("The questions changed: a label you used was retired. Please choose another.")


def _questions_before(schema: Schema) -> Questions:
    before = (
        Schema.objects.filter(project=schema.project_id, number__lt=schema.number).order_by("-number").first()
    )
    return before.questions if before else []
