"""An example as HTML, put together here: a page of the booklet shows forty, and as a template with its parts each takes
several times as long.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Label, Project
from booklet.models import Example
from booklet.services.showing import Right, Seen, Standings, Words

register = template.Library()
KEPT_ADDRESSES = 200


@register.simple_tag
def example_figure(seen: Seen, project: Project, names_page: bool = False) -> SafeString:
    """An example as this reader may see it. `names_page`: is it read away from its page?"""
    example = seen.example
    named = ""
    if names_page:
        page = reverse("booklet:page", args=[project.slug, example.page_id])
        named = f' <a href="{page}">{escape(example.page.title)}</a>'
    before, after = _address(project.slug)
    address = f"{before}{example.id}{after}"
    standings = _standings(seen.standings) if seen.standings else ""
    return _figure(seen, f'{named} <a class="soft" href="{address}">{_number(example)}</a>', standings)


@register.simple_tag
def example_apart(seen: Seen) -> SafeString:
    """The same for somebody who sees nothing else of the project: no links, nothing about answers."""
    return _figure(seen, f' <span class="soft">{_number(seen.example)}</span>', "")


@register.simple_tag
def passage(words: Sequence[Words]) -> SafeString:
    """The words of an example or a shown document with their marks."""
    return SafeString(f'<p class="passage" dir="auto">{"".join(map(_words, words))}</p>')


def _figure(seen: Seen, named: str, standings: str) -> SafeString:
    example = seen.example
    kind = escape(example.get_kind_display())
    said = _gone(example) if seen.is_gone else f"{passage(seen.passage)}{_right(seen)}{standings}"
    return SafeString(
        f'<figure class="example" data-kind="{example.kind}">'
        f'<figcaption><span class="kind">{kind}</span>{named}</figcaption>\n{said}</figure>'
    )


@lru_cache(maxsize=KEPT_ADDRESSES)
def _address(project_slug: str) -> tuple[str, str]:
    """Where the examples of a project stand: what comes before the id of one, and after it."""
    before, _zero, after = reverse("booklet:example", args=[project_slug, 0]).rpartition("0")
    return before, after


def _number(example: Example) -> str:
    return escape(_("Example %(number)s") % {"number": example.number})


def _gone(example: Example) -> str:
    if example.document.erased_at:
        return _soft(_("The document of this example was erased. Its words are gone for good."))
    return _soft(_("The document of this example is withdrawn, so it is not shown."))


def _soft(sentence: str) -> str:
    return f'<p class="soft">{escape(sentence)}</p>'


def _words(words: Words) -> str:
    if not words.labels:
        return escape(words.text)
    tag = f' data-tag="{escape(words.tag)}"' if words.tag else ""
    return f'<mark data-slot="{words.labels[0].slot}"{tag}>{escape(words.text)}</mark>'


def _right(seen: Seen) -> str:
    answers = "".join(f"<li>{_answer(right)}</li>" for right in seen.right)
    return f'<ul class="right small" role="list">{answers}</ul>\n<div class="why">{"".join(seen.reasoning)}</div>\n'


def _answer(right: Right) -> str:
    said = escape(_("as marked")) if right.is_of_marks else "".join(map(_label, right.labels))
    return f'<span class="soft">{escape(right.question)}</span> {said}'


def _label(label: Label) -> str:
    return f'<span class="label" data-slot="{label.slot}">{escape(label.name)}</span>'


def _standings(standings: Standings) -> str:
    """What gold and the answers say, for who may know it."""
    stale = _("Gold no longer says so: one of the two is wrong.") if standings.is_stale else ""
    answers = _answers(standings)
    gold = _("So does gold.") if standings.has_gold and standings.gold_agrees else ""
    warning = f'<p class="stale small">{escape(stale)}</p>\n' if stale else ""
    return f'{warning}<p class="small soft">{escape(f"{answers} {gold}".rstrip())}</p>'


def _answers(standings: Standings) -> str:
    if not standings.answers:
        return _("Nobody has answered this document.")
    return ngettext(
        "%(agreeing)s of %(n)s answer says the same.",
        "%(agreeing)s of %(n)s answers say the same.",
        standings.answers,
    ) % {"agreeing": standings.agreeing, "n": standings.answers}
