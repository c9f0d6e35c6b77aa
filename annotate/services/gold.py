"""Accepting an answer as the right one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotate.models import Annotation, Document, Event, Gold, Response, Standing, User
from annotate.problems import Invalid
from annotate.services.contents import content_of, with_contents
from annotate.signals import announce


@dataclass(frozen=True)
class Basis:
    """The current answers a decision is made from: annotation ids, and who gave them, in the same order."""

    answers: tuple[int, ...]
    people: tuple[int, ...]


@transaction.atomic
def make_gold(annotation: Annotation, by: User) -> list[Gold]:
    """Accept all that this annotation answers. Later gold of the same question takes its place; none is lost."""
    answered = annotation.responses.filter(state=Response.State.ANSWERED)
    responses = with_contents(answered.select_related("question"))
    if annotation.kind != Annotation.Kind.ANSWER or not responses:
        raise Invalid(_("This answer says nothing that could be gold."))
    return accept(
        annotation.document,
        {response.question_id: content_of(response) for response in responses},
        schema_id=annotation.schema_id,
        basis=basis_of(annotation.document),
        by=by,
        chosen_by=annotation.stream,
        detail={"annotation": annotation.id},
    )


def basis_of(document: Document) -> Basis:
    """Everybody's current answer to a document."""
    answers = Standing.objects.filter(
        document=document, occasion="work", state__in=["answered", "returned"], current__isnull=False
    ).order_by("current")
    rows = answers.values_list("current", "annotator")
    return Basis(tuple(row[0] for row in rows), tuple(row[1] for row in rows))


@transaction.atomic
def accept(
    document: Document,
    contents: Mapping[int, dict[str, Any]],
    *,
    schema_id: int,
    basis: Basis,
    by: User,
    chosen_by: str = "",
    origin: str = Gold.Origin.ADJUDICATED,
    detail: Mapping[str, Any] | None = None,
) -> list[Gold]:
    """Write what holds, question by question. Whoever calls has checked it against the questions and the text."""
    gold = Gold.objects.bulk_create(
        Gold(
            project_id=document.project_id,
            document=document,
            question_id=question,
            schema_id=schema_id,
            content=content,
            origin=origin,
            answers_seen=list(basis.answers),
            answered_by=list(basis.people),
            chosen_by=chosen_by,
            decided_by=by,
        )
        for question, content in contents.items()
    )
    Event.objects.create(
        project_id=document.project_id,
        document=document,
        actor=by,
        kind="gold decided",
        detail={**(detail or {}), "gold": [row.id for row in gold]},
    )
    announce("gold", document.project_id, [row.id for row in gold])
    return gold


def lock_gold(document: Document) -> None:
    """Let two who decide on a document do so one after the other. Answers to it wait for nobody."""
    Document.objects.select_for_update(no_key=True, of=["self"]).filter(id=document.id).first()


def gold_of(document: Document) -> QuerySet[Gold]:
    """The gold that holds, one for each question that has any."""
    rows = Gold.objects.filter(project=document.project_id, document=document)
    newest = rows.order_by("question_id", "-id").distinct("question_id")
    return newest.select_related("decided_by", "question")
