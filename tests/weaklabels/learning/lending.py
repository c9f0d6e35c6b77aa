"""Lending somebody the next document, thousands of times: what each begins with is composed once, as it is at work."""

from django.db import transaction

from annotate import queue
from annotate.models import Project, Standing
from annotate.prepared import Query

PROJECT = Query(
    "project_now", lambda project: Project.objects.select_related("schema").filter(id=project), project=-1
)
STANDING = Query(
    "standing_now",
    lambda standing: Standing.objects.select_related("document").filter(id=standing),
    standing=-1,
)


def lent_next(membership):
    """The standing with its document, or None where nothing is left for this person. Their project is as it is now."""
    membership.project = PROJECT.first(project=membership.project_id)
    with transaction.atomic():
        queue.lock_annotator(membership.project_id, membership.user_id)
        served = queue.next_for(membership, 1, [])
    return as_it_is(served.standing_ids[0]) if served.standing_ids else None


def as_it_is(standing_id):
    return STANDING.first(standing=standing_id)
