"""Which of an annotator's standings with a document do they mean? They may meet it as work and once more as a check.

Nothing they send or read says which: a check must look like work. So the key that a save replaces tells; and what is
shown is what is open, else what was met last. While a check is open, the earlier answer is reachable by no route.
"""

import uuid
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from annotate.models import Membership, Occasion, Standing

OPEN = (Standing.State.RETURNED, Standing.State.ASSIGNED, Standing.State.LEASED)
GIVEN_BACK = Q(state=Standing.State.LAPSED) & ~Q(occasion=Occasion.WORK)  # a check that was never met


def of_key(standings: Sequence[Standing], replaces: uuid.UUID | None) -> Standing | None:
    """The standing whose answer has this key, or has none yet; else the one that is shown."""
    fitting = [one for one in standings if (one.current.key if one.current else None) == replaces]
    return shown_of(fitting or standings)


def shown_of(standings: Sequence[Standing]) -> Standing | None:
    """The one an annotator sees: what is open, else the last met."""
    met = [one for one in standings if one.occasion == Occasion.WORK or one.state != Standing.State.LAPSED]
    return max(met or standings, key=lambda one: (one.state in OPEN, one.id), default=None)


def standing_shown(membership: Membership, document_id: int) -> Standing:
    """What this annotator sees of the document. Raises Http404."""
    own = Standing.objects.filter(
        project=membership.project_id, annotator=membership.user_id, document=document_id
    )
    shown = shown_of(own.exclude(GIVEN_BACK))
    if shown is None:
        raise Http404
    return shown


def shown_only(own: QuerySet[Standing]) -> QuerySet[Standing]:
    """Of each document the standing its annotator sees, where it has been answered or skipped."""
    later = Standing.objects.filter(
        document=OuterRef("document"), annotator=OuterRef("annotator"), id__gt=OuterRef("id")
    ).exclude(GIVEN_BACK)
    return own.exclude(GIVEN_BACK).filter(~Exists(later) | Q(state=Standing.State.RETURNED))
