"""The next schema while it is being written: kept as a draft that two people cannot overwrite unseen."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Project, Schema, SchemaDraft, User
from annotate.problems import Conflict
from annotate.services.flaws import check_questions
from annotate.services.publishing import publish_schema
from annotate.services.questions import read_questions


class StaleDraft(Conflict):
    """Somebody else changed or published the draft in the meantime."""

    kind = "stale"


@dataclass(frozen=True)
class Draft:
    """What is being written, its version, and the published schema it began from."""

    questions: list[dict[str, Any]]
    version: int
    schema_id: int | None
    changed_by: User | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "questions": self.questions,
            "version": self.version,
            "changed_by": str(self.changed_by) if self.changed_by else None,
        }


def draft_of(project: Project) -> Draft:
    """The draft as it stands; where nobody has begun one, the published questions as version 0."""
    row = SchemaDraft.objects.filter(project=project).select_related("changed_by").first()
    if row is None:
        published = project.schema.questions if project.schema else []
        return Draft(deepcopy(published), 0, project.schema_id)
    return Draft(row.body["questions"], row.version, row.body["schema"], row.changed_by)


def has_changes(project: Project, draft: Draft) -> bool:
    """Does the draft say anything that is not published?"""
    return draft.questions != (project.schema.questions if project.schema else [])


@transaction.atomic
def save_draft(project: Project, editor: User, body: object, version: int) -> Draft:
    """Keep these questions as the draft, on top of the version the editor saw.

    A draft may have flaws; publishing refuses them. Raises StaleDraft with both, or Invalid.
    """
    questions = read_questions(body)
    project, draft = _lock(project)
    if version != draft.version:
        raise _stale(draft, questions)
    return _write(project, editor, questions, draft)


@transaction.atomic
def discard_draft(project: Project, editor: User, version: int) -> Draft:
    """Begin again from what is published. The version goes on, so that older saves are refused."""
    project, draft = _lock(project)
    if version != draft.version:
        raise _stale(draft, None)
    published = project.schema.questions if project.schema else []
    return _write(project, editor, published, Draft(draft.questions, draft.version, project.schema_id))


@transaction.atomic
def publish_draft(project: Project, publisher: User, version: int) -> Schema:
    """Publish the draft the publisher has seen. Raises StaleDraft, or Invalid with every flaw."""
    project, draft = _lock(project)
    if version != draft.version:
        raise _stale(draft, None)
    if draft.schema_id != project.schema_id:
        raise StaleDraft(
            _(
                "Schema %(number)s was published by other means since this draft was begun. "
                "Discard the draft and make your changes again."
            )
            % {"number": project.schema.number},
            current=draft.as_json(),
        )
    check_questions(draft.questions)
    schema = publish_schema(project, draft.questions, publisher)
    _write(project, publisher, schema.questions, Draft([], draft.version, schema.id))
    return schema


@transaction.atomic
def publish_beside_draft(
    project: Project, questions: list[dict[str, Any]], publisher: User, seen: int
) -> Schema:
    """Publish questions that were made of the schema with the id `seen`, where nobody is writing a draft.

    Raises StaleDraft with both where another schema was published meanwhile, Conflict where a draft waits, or
    Invalid.
    """
    project, draft = _lock(project)
    if seen != project.schema_id:
        raise StaleDraft(
            _(
                "%(name)s published schema %(number)s since you looked. "
                "Nothing was changed; look at what it would do now."
            )
            % {"name": project.schema.published_by, "number": project.schema.number},
            current={"number": project.schema.number, "questions": project.schema.questions},
            yours=questions,
        )
    if has_changes(project, draft):
        raise Conflict(
            _("The draft of the questions has changes that nobody published. Publish or discard them first.")
        )
    schema = publish_schema(project, questions, publisher)
    if draft.version:
        _write(project, publisher, schema.questions, Draft([], draft.version, schema.id))
    return schema


def retired_of(project: Project, questions: list[dict[str, Any]]) -> dict[str, Any]:
    """What was published once and is not among these questions: it can be restored under its own id.

    Returns `{"questions": [...], "labels": {question id: [...]}}`, each as last published.
    """
    last_seen: dict[int, dict[str, Any]] = {}
    labels: dict[int, dict[int, dict[str, Any]]] = {}
    for schema in project.schemas.order_by("number"):
        for question in schema.questions:
            last_seen[question["id"]] = question
            labels.setdefault(question["id"], {}).update({label["id"]: label for label in question["labels"]})
    kept = {question["id"]: {label["id"] for label in question["labels"]} for question in questions}
    return {
        "questions": [question for question_id, question in last_seen.items() if question_id not in kept],
        "labels": {
            str(question_id): [
                label for label_id, label in labels[question_id].items() if label_id not in label_ids
            ]
            for question_id, label_ids in kept.items()
            if question_id in labels
        },
    }


def _lock(project: Project) -> tuple[Project, Draft]:
    """The project and its draft as nobody else can change them until the end of this transaction."""
    project = (
        Project.objects.select_for_update(of=["self"], no_key=True)
        .select_related("schema")
        .get(id=project.id)
    )
    return project, draft_of(project)


def _write(project: Project, editor: User, questions: list[dict[str, Any]], draft: Draft) -> Draft:
    body = {"questions": questions, "schema": draft.schema_id}
    row, is_new = SchemaDraft.objects.update_or_create(
        project=project,
        defaults={"body": body, "version": draft.version + 1, "changed_by": editor},
    )
    if is_new:
        Event.objects.create(project=project, actor=editor, kind="questions drafted", detail={})
    return Draft(questions, row.version, draft.schema_id, editor)


def _stale(draft: Draft, yours: list[dict[str, Any]] | None) -> StaleDraft:
    return StaleDraft(
        _(
            "%(name)s changed these questions since you opened them. Nothing was overwritten; both versions are shown."
        )
        % {"name": draft.changed_by or _("Somebody")},
        current=draft.as_json(),
        yours=yours,
    )
