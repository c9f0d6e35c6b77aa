"""The pages upper apps add to a project's navigation."""

from django import template

from annotate import ports
from annotate.models import Membership

register = template.Library()


@register.simple_tag
def added_pages(membership: Membership) -> list[ports.NavigationEntry]:
    """Those this member may open, in the order in which their apps registered them."""
    roles = set(membership.roles)
    return [entry for entry in ports.navigation if not entry.roles or roles & entry.roles]
