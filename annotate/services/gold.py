"""Accepting an answer as the right one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotate.models import Annotation, Document, Event, Gold, Response, Schema, Standing, User
from annotate.problems import Conflict, Invalid
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
    accepted = Accepted(
        annotation.document_id,
        {response.question_id: content_of(response) for response in responses},
        _basis_with(annotation),
        chosen_by=annotation.stream,
    )
    return accept([accepted], annotation.schema, by, detail={"annotation": annotation.id})


def answers_that_stand() -> QuerySet[Standing]:
    """Everybody's current answer; what was returned stands until it is changed."""
    return Standing.objects.filter(
        occasion="work", state__in=["answered", "returned"], current__isnull=False
    ).order_by("current")


def basis_of(document: Document) -> Basis:
    """All that a decision on this document would rest on."""
    rows = answers_that_stand().filter(document=document).values_list("current", "annotator")
    return Basis(tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def _basis_with(annotation: Annotation) -> Basis:
    """The answers that stand and this one, which may be none of them: a gold check, or one that was taken back."""
    basis = basis_of(annotation.document)
    if annotation.author_id in basis.people:
        return basis
    return Basis((*basis.answers, annotation.id), (*basis.people, annotation.author_id))


@dataclass(frozen=True)
class Accepted:
    """What holds on a document, by question, in the form of a suggestion's content; and what it was made from."""

    document_id: int
    contents: Mapping[int, dict[str, Any]]
    basis: Basis
    chosen_by: str = ""  # how the document was chosen: a stream, or "" where it was no draw


def accept(
    accepted: Sequence[Accepted],
    schema: Schema,
    by: User,
    *,
    origin: str = Gold.Origin.ADJUDICATED,
    detail: Mapping[str, Any] | None = None,
) -> list[Gold]:
    """Write what holds. Whoever calls has checked it against the questions and the texts, and holds a transaction.

    Raises Conflict where the project takes disagreement as variation.
    """
    if schema.project.takes_variation:
        raise Conflict(
            _(
                "In this project several answers may be right, so it has no gold. All answers stay and are exported."
            )
        )
    gold = Gold.objects.bulk_create(
        Gold(
            project_id=schema.project_id,
            document_id=one.document_id,
            question_id=question,
            schema=schema,
            content=content,
            origin=origin,
            answers_seen=list(one.basis.answers),
            answered_by=list(one.basis.people),
            chosen_by=one.chosen_by,
            decided_by=by,
        )
        for one in accepted
        for question, content in one.contents.items()
    )
    made: defaultdict[int, list[int]] = defaultdict(list)
    for row in gold:
        made[row.document_id].append(row.id)
    Event.objects.bulk_create(
        Event(
            project_id=schema.project_id,
            document_id=document,
            actor=by,
            kind="gold decided",
            detail={**(detail or {}), "gold": ids},
        )
        for document, ids in made.items()
    )
    announce("gold", schema.project_id, [row.id for row in gold])
    return gold


def lock_gold(documents: Iterable[int]) -> None:
    """Let all who decide on a document do so one after the other. Answers to it wait for nobody."""
    rows = Document.objects.filter(id__in=documents).order_by("id").values_list("id", flat=True)
    list(rows.select_for_update(no_key=True, of=["self"]))


def gold_of(document: Document) -> QuerySet[Gold]:
    """The gold that holds, one for each question that has any."""
    rows = Gold.objects.filter(project=document.project_id, document=document).holding()
    return rows.select_related("decided_by", "question").order_by("question_id")
