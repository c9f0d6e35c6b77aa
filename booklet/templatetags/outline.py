"""The outline of the booklet as HTML, put together here: a template included for each of thousands of pages takes
longer than all else on a page of the booklet.
"""

from collections.abc import Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annotate.models import Project
from booklet.models import Page
from booklet.services.tree import Branch, Entry

register = template.Library()
Outline = Sequence[Branch[Entry]]
OPEN, SELECTED = SafeString(' aria-current="page"'), SafeString(" selected")


@register.simple_tag
def outline_links(outline: Outline, project: Project, open_page: Page | None) -> SafeString:
    """Items with a link each; that of the open page is marked."""
    before, _zero, after = reverse("booklet:page", args=[project.slug, 0]).rpartition("0")

    def items(branches: Outline) -> SafeString:
        return format_html_join(
            "",
            '<li><a href="{}{}{}"{}>{}{}</a>{}</li>',
            (
                (
                    *(before, one.page.id, after),
                    OPEN if open_page and one.page.id == open_page.id else "",
                    *(_dot(one.page), one.page.title),
                    _below(items(one.below)),
                )
                for one in branches
            ),
        )

    return items(outline)


@register.simple_tag
def outline_buttons(outline: Outline) -> SafeString:
    """Items with a button each, for the panel beside the work."""
    return format_html_join(
        "",
        '<li><button type="button" class="button" data-kind="quiet" data-booklet-page="{}">{}{}</button>{}</li>',
        (
            (one.page.id, _dot(one.page), one.page.title, _below(outline_buttons(one.below)))
            for one in outline
        ),
    )


@register.simple_tag
def outline_options(outline: Outline, page: Page, depth: str = "") -> SafeString:
    """Pages that this one could stand under: all but itself and those below it."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}{}</option>{}',
        (
            (
                one.page.id,
                SELECTED if one.page.id == page.parent_id else "",
                *(depth, one.page.title),
                outline_options(one.below, page, "– "),
            )
            for one in outline
            if one.page.id != page.id
        ),
    )


def _dot(entry: Entry) -> SafeString | str:
    if entry.slot is None:
        return ""
    return format_html('<span class="dot" data-slot="{}" aria-hidden="true"></span>', entry.slot)


def _below(items: SafeString) -> SafeString | str:
    return format_html('<ul role="list">{}</ul>', items) if items else ""
