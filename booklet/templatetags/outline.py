"""The outline of the booklet as HTML, put together here: there may be thousands of pages, and a template included for
each of them, or even Django's own way to escape, takes longer than all else on a page of the booklet.
"""

from collections.abc import Callable, Sequence
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from annotate.models import Project
from booklet.models import Page
from booklet.services.tree import Branch, Entry

register = template.Library()
Outline = Sequence[Branch[Entry]]


@register.simple_tag
def outline_links(outline: Outline, project: Project, open_page: Page | None) -> SafeString:
    """Items with a link each; that of the open page is marked."""
    before, _zero, after = reverse("booklet:page", args=[project.slug, 0]).rpartition("0")
    opened = open_page.id if open_page else None

    def link(entry: Entry) -> str:
        current = ' aria-current="page"' if entry.id == opened else ""
        return f'<a href="{before}{entry.id}{after}"{current}>{_name(entry)}</a>'

    return SafeString(_items(outline, link))


@register.simple_tag
def outline_buttons(outline: Outline) -> SafeString:
    """Items with a button each, for the panel beside the work."""

    def button(entry: Entry) -> str:
        kind = 'type="button" class="button" data-kind="quiet"'
        return f'<button {kind} data-booklet-page="{entry.id}">{_name(entry)}</button>'

    return SafeString(_items(outline, button))


@register.simple_tag
def outline_options(outline: Outline, page: Page) -> SafeString:
    """Pages that this one could stand under: all but itself and those below it."""

    def options(branches: Outline, depth: str) -> str:
        return "".join(
            f"{option(one.page, depth)}{options(one.below, '– ') if one.below else ''}"
            for one in branches
            if one.page.id != page.id
        )

    def option(entry: Entry, depth: str) -> str:
        selected = " selected" if entry.id == page.parent_id else ""
        return f'<option value="{entry.id}"{selected}>{depth}{escape(entry.title)}</option>'

    return SafeString(options(outline, ""))


def _items(branches: Outline, inner: Callable[[Entry], str]) -> str:
    return "".join(
        f"<li>{inner(one.page)}{_below(_items(one.below, inner)) if one.below else ''}</li>"
        for one in branches
    )


def _name(entry: Entry) -> str:
    name = escape(entry.title)
    if entry.slot is None:
        return name
    return f'<span class="dot" data-slot="{entry.slot}" aria-hidden="true"></span>{name}'


def _below(items: str) -> str:
    return f'<ul role="list">{items}</ul>'
