"""Whom a comment can name with an @, as it is typed."""

from django.db.models import Q, QuerySet

from annotate.documents.filters import sees_answers
from annotate.models import Membership
from booklet.services.showing import SEE_ALL

MOST_OFFERED = 8
LONGEST_BEGINNING = 60


def offered_to(membership: Membership, beginning: str) -> QuerySet[Membership]:
    """Members whose user name, or a word of whose name, begins so; the first few. Nobody who left is among them.

    Whoever may not know what others answer is not told who the others are either: they find those who answer questions.
    """
    beginning = beginning[:LONGEST_BEGINNING].replace("\0", "")
    members = membership.project.memberships.filter(ended_at=None, user__is_active=True)
    if not sees_answers(membership):
        members = members.filter(roles__overlap=list(SEE_ALL))
    named = Q(user__username__istartswith=beginning) | Q(user__name__istartswith=beginning)
    named |= Q(user__name__icontains=f" {beginning}")
    found = members.filter(named).exclude(user=membership.user_id).select_related("user")
    return found.order_by("user__name", "user__username")[:MOST_OFFERED]
