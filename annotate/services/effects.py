"""What does publishing other questions do to the answers already given?"""

from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Project, Schema, User
from annotate.services.conditions import with_descendants
from annotate.services.links import with_ids

ANSWERS = """
SELECT count(*) FROM annotate_standing
WHERE project_id = %(project)s AND occasion = 'work' AND state IN ('answered', 'returned')
"""

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

USES = f"""
SELECT used.label_id, count(*) FROM ({USING}) AS used JOIN annotate_standing s ON s.current_id = used.annotation_id
WHERE s.project_id = %(project)s AND s.state IN ('answered', 'returned')
GROUP BY used.label_id
"""

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


@dataclass(frozen=True)
class Effect:
    """What would change for the answers given so far, in numbers and in sentences."""

    answers: int
    required: list[dict[str, Any]]  # questions that now need an answer and did not before
    dropped: list[dict[str, Any]]  # questions no longer asked
    retired: list[tuple[dict[str, Any], int]]  # labels no longer offered, each with the answers that use it
    rescaled: list[dict[str, Any]]  # ratings whose numbers mean something else from now on
    incomplete: int  # answers that lack a required answer or use a retired label

    @property
    def is_compatible(self) -> bool:
        return self.incomplete == 0

    @property
    def sentences(self) -> list[str]:
        return [*self._on_questions(), *self._on_labels(), self._on_answers()]

    def _on_questions(self) -> list[str]:
        added = [
            _("“%(name)s” now needs an answer; the other answers of a document stay.")
            % {"name": question["name"]}
            for question in self.required
        ]
        dropped = [
            _("“%(name)s” is no longer asked; its answers are kept and stay in exports.")
            % {"name": question["name"]}
            for question in self.dropped
        ]
        rescaled = [
            _("The scale of “%(name)s” changes; ratings given so far keep theirs.")
            % {"name": question["name"]}
            for question in self.rescaled
        ]
        return [*added, *dropped, *rescaled]

    def _on_labels(self) -> list[str]:
        return [
            ngettext(
                "“%(name)s” is retired: %(count)s answer uses it and stays as it is.",
                "“%(name)s” is retired: %(count)s answers use it and stay as they are.",
                count,
            )
            % {"name": label["name"], "count": count}
            for label, count in self.retired
        ]

    def _on_answers(self) -> str:
        if self.answers == 0:
            return _("Nobody has answered yet, so nothing is affected.")
        if self.is_compatible:
            return ngettext(
                "The %(count)s answer given so far fits and stays as it is.",
                "The %(count)s answers given so far fit and stay as they are.",
                self.answers,
            ) % {"count": self.answers}
        return ngettext(
            "%(count)s of %(all)s answers would be incomplete.",
            "%(count)s of %(all)s answers would be incomplete.",
            self.incomplete,
        ) % {"count": self.incomplete, "all": self.answers}


def effect_of(project: Project, questions: list[dict[str, Any]]) -> Effect:
    """What publishing these questions would do to the current answers of the project."""
    published = project.schema.questions if project.schema else []
    questions = with_ids(_numbered(questions))
    required, dropped, retired = _difference(published, questions)
    labels = {label["id"]: label for label in retired}
    return Effect(
        answers=_count(ANSWERS, {"project": project.id}),
        required=required,
        dropped=dropped,
        retired=[(label, count) for label_id, count in _uses(project, labels) if (label := labels[label_id])],
        rescaled=_rescaled(published, questions),
        incomplete=_count(INCOMPLETE, {"project": project.id, **_to_ask_again(required, questions, retired)})
        if required or labels
        else 0,
    )


def _numbered(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with numbers below zero where there are no ids yet: nobody answered or chose these so far."""
    unnamed = count(-1, -1)
    return [
        {
            **question,
            "id": question["id"] or next(unnamed),
            "labels": [{**label, "id": label["id"] or next(unnamed)} for label in question["labels"]],
        }
        for question in questions
    ]


def _to_ask_again(
    required: list[dict[str, Any]], questions: list[dict[str, Any]], retired: list[dict[str, Any]]
) -> dict[str, list[int]]:
    """The values of TO_ASK_AGAIN."""
    waits = [
        (question["id"], label)
        for question in required
        if question.get("shown_when")
        for label in sorted(_waited_for(question, questions))
    ]
    return {
        "questions": [question["id"] for question in required],
        "labels": [label["id"] for label in retired],
        "waiting": [question for question, _label in waits],
        "waited_for": [label for _question, label in waits],
    }


def _waited_for(question: dict[str, Any], questions: list[dict[str, Any]]) -> set[int]:
    """The labels after which the question is asked, with those below them."""
    condition = question["shown_when"]
    asking = next((one for one in questions if one["id"] == condition["question"]), None)
    return with_descendants(condition["labels"], asking) if asking else set()


@transaction.atomic
def return_handful(schema: Schema, actor: User | None) -> int:
    """Return a handful of the answers that this schema made incomplete to those who gave them; how many.

    They come first in their authors' queues, filled in as they are, so that only what is missing is asked.
    """
    required, _dropped, retired = _difference(_questions_before(schema), schema.questions)
    if not required and not retired:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            RETURN,
            {
                "project": schema.project_id,
                "actor": actor.id if actor else None,
                **_to_ask_again(required, schema.questions, retired),
                "note": _note(required),
                "schema": schema.id,
                "most": HANDFUL,
            },
        )
        return cursor.rowcount


def _note(required: list[dict[str, Any]]) -> str:
    names = ", ".join(f"“{question['name']}”" for question in required)
    if names:
        return _("The questions changed: please answer %(names)s. The rest is as you left it.") % {
            "names": names
        }
    return _("The questions changed: a label you used was retired. Please choose another.")


def _questions_before(schema: Schema) -> list[dict[str, Any]]:
    before = (
        Schema.objects.filter(project=schema.project_id, number__lt=schema.number).order_by("-number").first()
    )
    return before.questions if before else []


def _difference(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Questions newly required, questions dropped, and labels retired from questions that stay."""
    old = {question["id"]: question for question in before}
    new = {question["id"]: question for question in now}
    required = [
        question
        for question in now
        if question["required"] and _is_asked_of_more(question, now, old.get(question["id"]), before)
    ]
    dropped = [question for question_id, question in old.items() if question_id not in new]
    kept = {label["id"] for question in now for label in question["labels"]}
    retired = [
        label
        for question_id, question in old.items()
        if question_id in new
        for label in question["labels"]
        if label["id"] not in kept
    ]
    return required, dropped, retired


def _is_asked_of_more(
    question: dict[str, Any],
    now: list[dict[str, Any]],
    old: dict[str, Any] | None,
    before: list[dict[str, Any]],
) -> bool:
    """Must people answer it now who need not before?"""
    if old is None or not old["required"]:
        return True
    if not old.get("shown_when"):
        return False
    if not question.get("shown_when"):
        return True
    return not _waited_for(question, now) <= _waited_for(old, before)


def _rescaled(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    old = {question["id"]: _ends(question) for question in before if "scale" in question}
    return [question for question in now if old.get(question["id"], _ends(question)) != _ends(question)]


def _ends(question: dict[str, Any]) -> tuple[int, int] | None:
    scale = question.get("scale")
    return (scale["least"], scale["most"]) if scale else None


def _uses(project: Project, labels: dict[int, Any]) -> list[tuple[int, int]]:
    if not labels:
        return []
    with connection.cursor() as cursor:
        cursor.execute(USES, {"project": project.id, "labels": list(labels)})
        counts = dict(cursor.fetchall())
    return [(label_id, counts.get(label_id, 0)) for label_id in labels]


def _count(statement: str, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
