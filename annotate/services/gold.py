"""Accepting an answer as the right one."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Annotation, Event, Gold, Response, Standing, User
from annotate.problems import Invalid
from annotate.services.contents import content_of, with_contents
from annotate.signals import announce


@transaction.atomic
def make_gold(annotation: Annotation, by: User) -> list[Gold]:
    """Accept all that this annotation answers. Later gold of the same question takes its place; none is lost."""
    answered = annotation.responses.filter(state=Response.State.ANSWERED)
    responses = with_contents(answered.select_related("question"))
    if annotation.kind != Annotation.Kind.ANSWER or not responses:
        raise Invalid(_("This answer says nothing that could be gold."))
    answers = Standing.objects.filter(
        document=annotation.document_id, occasion="work", state__in=["answered", "returned"]
    ).order_by("current")
    seen, by_whom = [], []
    for annotation_id, author_id in answers.values_list("current", "annotator"):
        seen.append(annotation_id)
        by_whom.append(author_id)
    gold = Gold.objects.bulk_create(
        Gold(
            project_id=annotation.project_id,
            document_id=annotation.document_id,
            question_id=response.question_id,
            schema_id=annotation.schema_id,
            content=content_of(response),
            origin=Gold.Origin.ADJUDICATED,
            answers_seen=seen,
            answered_by=by_whom,
            chosen_by=annotation.stream,
            decided_by=by,
        )
        for response in responses
    )
    Event.objects.create(
        project_id=annotation.project_id,
        document_id=annotation.document_id,
        actor=by,
        kind="gold decided",
        detail={"annotation": annotation.id, "gold": [row.id for row in gold]},
    )
    announce("gold", annotation.project_id, [row.id for row in gold])
    return gold
