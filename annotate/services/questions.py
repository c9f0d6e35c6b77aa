"""Reading questions as somebody wrote them into the form of a schema's body. Pure: no database, no request."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Question
from annotate.models.schemas import COLOUR_SLOTS
from annotate.problems import Invalid
from annotate.services.links import read_link
from annotate.services.response_checks import LONGEST_TEXT, SCALE

MOST_QUESTIONS = 40
MOST_LABELS = 500
LONGEST_NAME = 200
LONGEST_HELP = 2_000

# Keys the workbench needs for itself.
RESERVED_KEYS = {
    "x": gettext_lazy("Skip"),
    "u": gettext_lazy("Undo"),
    "f": gettext_lazy("Flag"),
    "b": gettext_lazy("Booklet"),
    "h": gettext_lazy("Own answers"),
    "q": gettext_lazy("Ask"),
    "n": gettext_lazy("Next question"),
    "r": gettext_lazy("Relate"),
    "0": gettext_lazy("Cannot tell"),
    "?": gettext_lazy("Help"),
}
DIGITS = "123456789"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def read_questions(body: object) -> list[dict[str, Any]]:
    """Questions in the form of a schema's body. Raises Invalid where that is no list of questions.

    Blanks around names go. A label without a key or colour gets one nobody else has; an empty key
    stays empty, for labels that need none. What a question has not published yet, it names by its place:
    services/links.py.
    """
    if not isinstance(body, list) or len(body) > MOST_QUESTIONS:
        raise Invalid(
            _("Questions must be a list of at most %(most)s.") % {"most": MOST_QUESTIONS}, field="questions"
        )
    questions = [_read_question(entry) for entry in body]
    _check_named_once(questions)
    give_keys_and_colours(questions)
    return questions


def _check_named_once(questions: list[dict[str, Any]]) -> None:
    for rows in (questions, [*_labels(questions)]):
        ids = [row["id"] for row in rows if row["id"]]
        if len(set(ids)) != len(ids):
            raise Invalid(_("The same id stands twice among the questions or labels."), field="id")


def _read_question(entry: object) -> dict[str, Any]:
    if not isinstance(entry, Mapping) or entry.get("kind") not in Question.Kind.values:
        raise Invalid(
            _("A question needs a “kind”: one of %(kinds)s.") % {"kinds": ", ".join(Question.Kind.values)},
            field="kind",
        )
    labels = entry.get("labels", [])
    if not isinstance(labels, list) or len(labels) > MOST_LABELS:
        raise Invalid(
            _("“%(name)s” has more than %(most)s labels. Split it into several questions.")
            % {"name": entry.get("name", ""), "most": MOST_LABELS},
            field="labels",
        )
    return {
        "id": _read_id(entry.get("id"), "id"),
        "kind": entry["kind"],
        "name": _read_text(entry, "name", LONGEST_NAME),
        "help": _read_text(entry, "help", LONGEST_HELP),
        "required": entry.get("required", True) is not False,
        "overlapping": entry.get("overlapping", True) is not False,
        "labels": [_read_label(label) for label in labels],
        **_read_particulars(entry),
    }


def _read_particulars(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What only some questions have. Left out where it says nothing, so that a question stays as it was."""
    particulars: dict[str, Any] = {}
    if entry.get("shown_when") is not None:
        particulars["shown_when"] = _read_condition(entry["shown_when"])
    if entry["kind"] == Question.Kind.RELATIONS:
        particulars["between"] = read_link(entry.get("between"), "between")
    if entry["kind"] == Question.Kind.TEXT:
        particulars["longest"] = _read_number(entry, "longest", LONGEST_TEXT)
    if entry["kind"] == Question.Kind.RATING:
        particulars["scale"] = _read_scale(entry.get("scale"))
    return particulars


def _read_condition(value: object) -> dict[str, Any]:
    labels = value.get("labels", []) if isinstance(value, Mapping) else None
    if not isinstance(labels, list) or len(labels) > MOST_LABELS:
        raise Invalid(
            _("“shown_when” must be an object with a “question” and a list of “labels”, or null."),
            field="shown_when",
        )
    return {
        "question": read_link(value.get("question"), "question"),
        "labels": [read_link(label, "labels") for label in labels],
    }


def _read_scale(value: object) -> dict[str, Any]:
    scale = {} if value is None else value
    if not isinstance(scale, Mapping):
        raise Invalid(
            _("“scale” must be an object with “least”, “most” and names for both ends."), field="scale"
        )
    return {
        "least": _read_number(scale, "least", SCALE["least"]),
        "most": _read_number(scale, "most", SCALE["most"]),
        "least_name": _read_text(scale, "least_name", LONGEST_NAME),
        "most_name": _read_text(scale, "most_name", LONGEST_NAME),
    }


def _read_number(entry: Mapping[str, Any], name: str, default: int) -> int:
    value = entry.get(name)
    if value is None:
        return default
    if type(value) is not int or not abs(value) < 2**31:
        raise Invalid(_("“%(name)s” must be a whole number.") % {"name": name}, field=name)
    return value


def _read_label(entry: object) -> dict[str, Any]:
    if not isinstance(entry, Mapping):
        raise Invalid(_("Each label must be an object with a “name”."), field="labels")
    slot = entry.get("slot")
    if slot is not None and (type(slot) is not int or not 1 <= slot <= COLOUR_SLOTS):
        raise Invalid(
            _("A colour is a whole number from 1 to %(most)s.") % {"most": COLOUR_SLOTS}, field="slot"
        )
    return {
        "id": _read_id(entry.get("id"), "id"),
        "name": _read_text(entry, "name", LONGEST_NAME),
        "slot": slot,
        "key": None if entry.get("key") is None else _read_text(entry, "key", LONGEST_NAME).lower(),
        "description": _read_text(entry, "description", LONGEST_HELP),
        "parent": read_link(entry.get("parent"), "parent"),
    }


def _read_id(value: object, name: str) -> int | None:
    if value is None or (type(value) is int and 0 < value < 2**63):
        return value
    raise Invalid(
        _("“%(name)s” must be the id of something published, or left out.") % {"name": name}, field=name
    )


def _read_text(entry: Mapping[str, Any], name: str, most: int) -> str:
    value = entry.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise Invalid(_("“%(name)s” must be text.") % {"name": name}, field=name)
    value = value.strip()
    if len(value) > most:
        raise Invalid(
            _("“%(start)s…” is too long: %(length)s characters, and %(most)s are allowed.")
            % {"start": value[:40], "length": len(value), "most": most},
            field=name,
        )
    return value


def give_keys_and_colours(questions: list[dict[str, Any]]) -> None:
    """Fill in the keys and colours nobody chose, without a clash as far as keys and colours last."""
    taken = {label["key"] for label in _labels(questions) if label["key"]}
    for question in questions:
        used = Counter(label["slot"] for label in question["labels"] if label["slot"])
        for label in question["labels"]:
            if label["slot"] is None:
                label["slot"] = min(range(1, COLOUR_SLOTS + 1), key=lambda slot: (used[slot], slot))
                used[label["slot"]] += 1
            if label["key"] is None:
                label["key"] = free_key(label["name"], question["kind"], taken)
                taken.add(label["key"])


def free_key(name: str, kind: str, taken: Iterable[str]) -> str:
    """The handiest key that is free: a digit for a choice, for words a letter of the name; "" when all are gone.

    >>> free_key("Need", "choice", {"1"})
    '2'
    >>> free_key("Budget", "spans", set())  # b opens the booklet, u undoes
    'd'
    """
    letters = [*(letter for letter in name.lower() if letter in ALPHABET), *ALPHABET]
    is_of_words = kind in (Question.Kind.SPANS, Question.Kind.RELATIONS)
    wishes = [*letters, *DIGITS] if is_of_words else [*DIGITS, *letters]
    unfit = {*taken, *RESERVED_KEYS}
    return next((key for key in wishes if key not in unfit), "")


def _labels(questions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for question in questions:
        yield from question["labels"]
