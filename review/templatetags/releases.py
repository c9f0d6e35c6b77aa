"""Releases as people read them."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from booklet.text.markdown import render
from review.models import Release, Split
from review.services.releases.counting import BESIDE_TEST, UNFINISHED, WITHOUT_LABEL
from review.services.releases.sources import sources_in
from review.services.releases.wishes import Documents

register = template.Library()


@register.filter
def in_part(counts: dict[str, int], part: Split) -> int:
    return counts.get(part.file_name, 0)


@register.filter
def all_parts(counts: dict[str, int]) -> int:
    """
    >>> all_parts({"train": 2, "test": 1})
    3
    """
    return sum(counts.values())


@register.filter
def as_page(statement: str) -> SafeString:
    """A data statement without its title, which the page has: HTML that a sanitiser has passed."""
    body = statement.split("\n", 1)[-1]
    return mark_safe("".join(part for part in render(body).parts({}) if isinstance(part, str)))  # noqa: S308


@register.filter
def left_out(release: Release) -> dict[str, int]:
    """By a word that a template can ask for."""
    counts = release.counts.get("left_out", {})
    words = {"unfinished": UNFINISHED, "without_label": WITHOUT_LABEL, "beside_test": BESIDE_TEST}
    return {word: counts.get(why, 0) for word, why in words.items()}


@register.filter
def source_of(release: Release, name: str) -> str:
    """Where the labels of the question that was called so come from."""
    questions = release.names["questions"].items()
    return next((sources_in(release).get(id_, "") for id_, called in questions if called == name), "")


@register.filter
def chosen(wish: dict[str, Any]) -> str:
    return str(Documents(wish["documents"]).label)
