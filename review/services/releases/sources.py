"""Where the labels of a release come from, in words: for its data statement and for how it differs from another."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.templatetags.humanly import whole
from review.models import Release
from review.services.acceptance.ways import WORDS
from review.services.releases.wishes import MAJORITY, Labels, Wish


def sources_in(release: Release) -> dict[str, str]:
    """By question id. What sounds the same was made the same."""
    wish = Wish.of(release.wish)
    return {
        question: told_source(wish, int(question), release.ways.get(question, {})) for question in wish.labels
    }


def told_source(wish: Wish, question_id: int, way: Mapping[str, Any]) -> str:
    """With all that was chosen for it, and the numbers that are fixed in its way."""
    said = wish.told(question_id)
    if wish.source(question_id) != Labels.AGGREGATED:
        return said
    if wish.way(question_id) == MAJORITY:
        words = _("%(way)s: at least %(percent)s %% of at least %(people)s people")
    else:
        words = _("%(way)s: at least %(percent)s %% sure, of at least %(people)s people")
    told = words % {"way": said, "percent": wish.percent, "people": wish.people}
    fixed = ", ".join(f"{name} {value}" for name, value in sorted(way.get("parameters", {}).items()))
    return f"{told} ({fixed})" if fixed else told


def learned(ways: Mapping[str, Mapping[str, Any]], question_id: int) -> str:
    """From how much a way learned; "" where it looks at one document alone."""
    found = ways.get(str(question_id), {}).get("learned_from")
    if not found:
        return ""
    return ngettext(
        "Learned from %(answers)s answers of %(people)s person to %(documents)s documents.",
        "Learned from %(answers)s answers of %(people)s people to %(documents)s documents.",
        found["people"],
    ) % {name: whole(count) for name, count in found.items()}


def meanings(wish: Wish) -> Iterator[str]:
    """What the chosen ways do, each once."""
    if any(wish.way(question) == MAJORITY for question in wish.asks(Labels.AGGREGATED)):
        yield _(
            "What most say is a label where at least %(percent)s %% of at least %(people)s people say the same; "
            "a tie is none."
        ) % {"percent": wish.percent, "people": wish.people}
    for way in sorted(set(wish.ways.values()) - {MAJORITY}):
        yield f"{WORDS[way].name}: {WORDS[way].meaning}"
