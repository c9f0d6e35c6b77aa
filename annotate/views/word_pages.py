"""What a member may make of words they choose in a document."""

from annotate import ports
from annotate.models import Membership


def word_page_for(membership: Membership) -> ports.WordPage | None:
    """The first that is for one of their roles, of those the upper apps registered."""
    return next((page for page in ports.word_pages if page.roles & set(membership.roles)), None)
