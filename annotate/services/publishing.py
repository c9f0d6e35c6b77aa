"""Publishing a schema: from a list of questions as written to a numbered snapshot that answers can name."""

from typing import Any

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Label, Project, Question, Schema, User
from annotate.problems import Invalid
from annotate.services.flaws import check_questions
from annotate.services.links import places_above, with_ids
from annotate.services.questions import read_questions
from annotate.signals import announce


@transaction.atomic
def publish_schema(project: Project, questions: list[dict[str, Any]], publisher: User) -> Schema:
    """Publish these questions as the project's next schema.

    A question or label with an `id` goes on under it, one without gets a new row, one left out is
    retired; its earlier answers stay. Raises Invalid.
    """
    questions = read_questions(questions)
    check_questions(questions)
    project = Project.objects.select_for_update(of=["self"], no_key=True).get(id=project.id)
    own = {question.id: question for question in project.questions.prefetch_related("labels")}
    snapshot = with_ids([_publish_question(project, own, question) for question in questions])
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
        project=project,
        actor=publisher,
        kind="schema published",
        detail={"schema": schema.id, "number": schema.number},
    )
    announce("schema", project.id, [schema.id])
    return schema


def _publish_question(project: Project, own: dict[int, Question], written: dict[str, Any]) -> dict[str, Any]:
    question = own.get(written["id"]) if written["id"] else Question(project=project, kind=written["kind"])
    if question is None:
        raise Invalid(_("Question %(id)s is not one of this project.") % {"id": written["id"]})
    if question.kind != written["kind"]:
        raise Invalid(
            _("“%(name)s” cannot turn from “%(old)s” into “%(new)s”: add a new question instead.")
            % {"name": question.name, "old": question.kind, "new": written["kind"]}
        )
    question.name, question.retired_at = written["name"], None
    question.save()
    labels = _publish_labels(question, written["labels"], is_old=bool(written["id"]))
    return {**written, "id": question.id, "labels": labels}


def _publish_labels(
    question: Question, written: list[dict[str, Any]], *, is_old: bool
) -> list[dict[str, Any]]:
    """A question that is new has no labels yet, and nothing is looked for."""
    own = {label.id: label for label in question.labels.all()} if is_old else {}
    kept = {label["id"] for label in written if label["id"]}
    _check_own(question, own, kept)
    if own:
        # Retire first and rename in two steps, so that two labels may swap names under the unique index.
        question.labels.filter(retired_at=None).exclude(id__in=kept).update(retired_at=timezone.now())
        question.labels.filter(id__in=kept).update(name=Concat(Value("renamed "), Cast("id", CharField())))
    labels = [own[label["id"]] if label["id"] else Label(question=question) for label in written]
    for label, entry in zip(labels, written, strict=True):
        label.name, label.slot, label.retired_at = entry["name"], entry["slot"], None
    Label.objects.bulk_update([label for label in labels if label.id], ["name", "slot", "retired_at"])
    Label.objects.bulk_create([label for label in labels if not label.id])
    entries = [{**entry, "id": label.id} for label, entry in zip(labels, written, strict=True)]
    _put_below(labels, places_above(entries))
    return entries


def _put_below(labels: list[Label], above: list[int | None]) -> None:
    """Give labels their parents once all of them have ids."""
    moved = []
    for label, place in zip(labels, above, strict=True):
        parent_id = None if place is None else labels[place].id
        if label.parent_id != parent_id:
            label.parent_id = parent_id
            moved.append(label)
    Label.objects.bulk_update(moved, ["parent"])


def _check_own(question: Question, own: dict[int, Label], named: set[int]) -> None:
    if strangers := named - own.keys():
        raise Invalid(
            _("Label %(id)s is not one of “%(name)s”.") % {"id": min(strangers), "name": question.name}
        )


def _retire_missing(own: dict[int, Question], kept: set[int]) -> None:
    missing = [question_id for question_id in own if question_id not in kept]
    Question.objects.filter(id__in=missing, retired_at=None).update(retired_at=timezone.now())
