"""What a member may make of words they choose in a document."""

from annotate import ports
from annotate.models import Membership


def word_pages_for(membership: Membership) -> list[ports.WordPage]:
    """Those for one of their roles, of all the upper apps registered."""
    return [page for page in ports.word_pages if page.roles & set(membership.roles)]
