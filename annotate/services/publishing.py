"""Publishing a schema: from a list of questions as written to a numbered snapshot that answers can name."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Label, Project, Question, Schema, User
from annotate.problems import Invalid
from annotate.signals import announce


@transaction.atomic
def publish_schema(project: Project, questions: list[dict[str, Any]], publisher: User) -> Schema:
    """Publish these questions as the project's next schema.

    A question or label with an `id` goes on under it, one without gets a new row, one left out is
    retired; its earlier answers stay. Raises Invalid.
    """
    project = Project.objects.select_for_update(of=["self"]).get(id=project.id)
    own = {question.id: question for question in project.questions.prefetch_related("labels")}
    snapshot = [_publish_question(project, own, question) for question in questions]
    _retire_missing(own, {question["id"] for question in snapshot})
    newest = project.schemas.order_by("-number").first()
    schema = Schema.objects.create(
        project=project,
        number=newest.number + 1 if newest else 1,
        body={"questions": snapshot},
        published_by=publisher,
    )
    project.schema = schema
    project.save(update_fields=["schema"])
    Event.objects.create(
        project=project, actor=publisher, kind="schema published", detail={"schema": schema.id, "number": schema.number}
    )
    announce("schema", project.id, [schema.id])
    return schema


def _publish_question(project: Project, own: dict[int, Question], written: dict[str, Any]) -> dict[str, Any]:
    question = own.get(written["id"]) if written.get("id") else Question(project=project, kind=written["kind"])
    if question is None:
        raise Invalid(_("Question %(id)s is not one of this project.") % {"id": written["id"]})
    if question.kind != written["kind"]:
        raise Invalid(
            _("“%(name)s” cannot turn from “%(old)s” into “%(new)s”: add a new question instead.")
            % {"name": question.name, "old": question.kind, "new": written["kind"]}
        )
    question.name, question.retired_at = written["name"], None
    question.save()
    return {
        "id": question.id,
        "kind": question.kind,
        "name": question.name,
        "help": written.get("help", ""),
        "required": bool(written.get("required", True)),
        "overlapping": bool(written.get("overlapping", True)),
        "labels": _publish_labels(question, written.get("labels", [])),
    }


def _publish_labels(question: Question, written: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = {label.id: label for label in question.labels.all()}
    kept = {label["id"] for label in written if label.get("id")}
    if strangers := kept - own.keys():
        raise Invalid(_("Label %(id)s is not one of “%(name)s”.") % {"id": min(strangers), "name": question.name})
    # Retire first and rename in two steps, so that two labels may swap names under the unique index.
    question.labels.filter(retired_at=None).exclude(id__in=kept).update(retired_at=timezone.now())
    for label_id in kept:
        Label.objects.filter(id=label_id).update(name=f"renamed {label_id}")
    return [_publish_label(question, own, label) for label in written]


def _publish_label(question: Question, own: dict[int, Label], written: dict[str, Any]) -> dict[str, Any]:
    label = own[written["id"]] if written.get("id") else Label(question=question)
    label.name, label.slot, label.retired_at = written["name"], written.get("slot", 1), None
    label.parent_id = written.get("parent")
    label.save()
    return {
        "id": label.id,
        "name": label.name,
        "slot": label.slot,
        "key": written.get("key", ""),
        "description": written.get("description", ""),
        "parent": label.parent_id,
    }


def _retire_missing(own: dict[int, Question], kept: set[int]) -> None:
    missing = [question_id for question_id in own if question_id not in kept]
    Question.objects.filter(id__in=missing, retired_at=None).update(retired_at=timezone.now())
