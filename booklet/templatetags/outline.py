"""The outline of the booklet as HTML, put together here: there may be thousands of pages, and a template included for
each of them, or even Django's own way to escape, takes longer than all else on a page of the booklet. It is kept as
long as the outline is.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from booklet.models import Page
from booklet.services.outlines import KEPT, Outline
from booklet.services.tree import Branch, Entry

register = template.Library()
Branches = Sequence[Branch[Entry]]


@register.simple_tag
def outline_links(outline: Outline, open_page: Page | None) -> SafeString:
    """Items with a link each; that of the open page is marked."""
    items = _links(outline)
    if open_page is not None:
        link = f'href="{_address(outline, open_page.id)}"'
        items = items.replace(f"<a {link}>", f'<a {link} aria-current="page">', 1)
    return SafeString(items)


@register.simple_tag
def outline_buttons(outline: Outline) -> SafeString:
    """Items with a button each, for the panel beside the work."""
    return SafeString(_buttons(outline))


@lru_cache(maxsize=KEPT)
def _links(outline: Outline) -> str:
    before, _zero, after = _address(outline, 0).rpartition("0")

    def link(entry: Entry) -> str:
        return f'<a href="{before}{entry.id}{after}">{_name(entry)}</a>'

    return _items(outline.branches, link)


@lru_cache(maxsize=KEPT)
def _buttons(outline: Outline) -> str:
    def button(entry: Entry) -> str:
        kind = 'type="button" class="button" data-kind="quiet"'
        return f'<button {kind} data-booklet-page="{entry.id}">{_name(entry)}</button>'

    return _items(outline.branches, button)


def _address(outline: Outline, page: int) -> str:
    return reverse("booklet:page", args=[outline.project_slug, page])


@register.simple_tag
def outline_options(outline: Outline, page: Page) -> SafeString:
    """Pages that this one could stand under: all but itself and those below it."""

    def options(branches: Branches, depth: str) -> str:
        return "".join(
            f"{option(one.page, depth)}{options(one.below, '– ') if one.below else ''}"
            for one in branches
            if one.page.id != page.id
        )

    def option(entry: Entry, depth: str) -> str:
        selected = " selected" if entry.id == page.parent_id else ""
        return f'<option value="{entry.id}"{selected}>{depth}{escape(entry.title)}</option>'

    return SafeString(options(outline.branches, ""))


def _items(branches: Branches, inner: Callable[[Entry], str]) -> str:
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
