"""Who used a link, when and for what; and how often a link may be used."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from annotate.services.throttling import WINDOW, TooManyTries, take_turns
from booklet.models import Share, Visit

Kind = Visit.Kind
# Within throttling's WINDOW, from one address; all together may do FOR_ALL times as much.
MOST = {Kind.OPENED: 120, Kind.TRIED: 60, Kind.FLAGGED: 10, Kind.COMMENTED: 10, Kind.TOO_LATE: 20}
FOR_ALL = 10
SHOWN = 50


class TooOften(TooManyTries):
    """The link is used more often than people read and type."""


class Use(NamedTuple):
    """A visit as the owner reads it: visitors are numbered in the order they first came."""

    at: datetime
    kind: str
    visitor: int


@transaction.atomic
def count_visit(share: Share, kind: str, address: str | None) -> Visit:
    """Note that the link is being used. Raises TooOften, and notes nothing then: waiting always ends."""
    take_turns("share", f"{share.id} {kind}")
    visitor = visitor_of(share, address)
    recent = share.visits.filter(kind=kind, at__gt=timezone.now() - WINDOW)
    most = MOST[Kind(kind)]
    if recent.filter(visitor=visitor).count() >= most or recent.count() >= most * FOR_ALL:
        raise TooOften(
            _("This link is used very often just now. Wait %(minutes)s minutes and try again.")
            % {"minutes": int(WINDOW.total_seconds() // 60)},
            retry_seconds=int(WINDOW.total_seconds()),
        )
    return Visit.objects.create(share=share, kind=kind, visitor=visitor)


def visitor_of(share: Share, address: str | None) -> bytes:
    """The address under our key, another one in every share: nobody can be followed from one to the next."""
    return salted_hmac("booklet.visitor", f"{share.id} {address}", algorithm="sha256").digest()[:16]


def uses_of(share: Share) -> list[Use]:
    """The newest visits."""
    newest = list(share.visits.order_by("-id")[:SHOWN])  # read first: who comes meanwhile has a number, too
    first = share.visits.order_by().values("visitor").annotate(first=Min("id")).order_by("first")
    visitors = first.values_list("visitor", flat=True)
    numbers = {bytes(visitor): number for number, visitor in enumerate(visitors, 1)}
    return [Use(visit.at, visit.get_kind_display(), numbers[bytes(visit.visitor)]) for visit in newest]
