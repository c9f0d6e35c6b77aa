"""The pages upper apps add to a project's navigation."""

from django import template
from django.template import Context

from annotate import ports
from annotate.models import Membership

register = template.Library()


@register.simple_tag
def added_pages(membership: Membership) -> list[ports.NavigationEntry]:
    """Those this member may open, in the order in which their apps registered them."""
    return _open_to(membership, ports.navigation)


@register.simple_tag
def settings_pages(membership: Membership) -> list[ports.NavigationEntry]:
    """Those of the project's settings that upper apps add."""
    return _open_to(membership, ports.settings_pages)


@register.simple_tag(takes_context=True)
def is_settings_page(context: Context) -> bool:
    """Is what is shown one of the settings an upper app adds? Its address says the app, its place is the settings."""
    shown = context["request"].resolver_match
    return bool(shown) and shown.view_name in {page.url_name for page in ports.settings_pages}


@register.simple_tag
def inquiry_pages(membership: Membership) -> list[ports.NavigationEntry]:
    """Where this member can do more about a question than answer it."""
    return _open_to(membership, ports.inquiry_pages)


def _open_to(membership: Membership, entries: list[ports.NavigationEntry]) -> list[ports.NavigationEntry]:
    roles = set(membership.roles)
    return [entry for entry in entries if not entry.roles or roles & entry.roles]
