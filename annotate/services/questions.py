"""Are these questions, as somebody wrote them, fit to be published? Pure: no database, no request."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Question
from annotate.models.schemas import COLOUR_SLOTS
from annotate.problems import Invalid

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
    "0": gettext_lazy("Cannot tell"),
    "?": gettext_lazy("Help"),
}
DIGITS = "123456789"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Flaw:
    """What keeps questions from being published, and where: question and label by their place."""

    sentence: str
    question: int | None = None
    label: int | None = None
    field: str = "name"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_questions(body: object) -> list[dict[str, Any]]:
    """Questions in the form of a schema's body. Raises Invalid where that is no list of questions.

    Blanks around names go. A label without a key or colour gets one nobody else has; an empty key
    stays empty, for labels that need none.
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
    }


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
        "parent": _read_id(entry.get("parent"), "parent"),
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
    wishes = [*letters, *DIGITS] if kind == Question.Kind.SPANS else [*DIGITS, *letters]
    unfit = {*taken, *RESERVED_KEYS}
    return next((key for key in wishes if key not in unfit), "")


def flaws_of(questions: list[dict[str, Any]]) -> list[Flaw]:
    """Everything that must be mended before these questions can be published, in their order."""
    if not questions:
        return [Flaw(_("Write at least one question."))]
    flaws = [flaw for place, question in enumerate(questions) for flaw in _flaws_of_question(place, question)]
    return [*flaws, *_repeated_names(questions), *_unfit_keys(questions)]


def check_questions(questions: list[dict[str, Any]]) -> None:
    """Raises Invalid with every flaw, the first of them as its sentence."""
    if flaws := flaws_of(questions):
        raise Invalid(flaws[0].sentence, field=flaws[0].field, flaws=[flaw.as_json() for flaw in flaws])


def _flaws_of_question(place: int, question: dict[str, Any]) -> Iterator[Flaw]:
    name = question["name"] or _("Question %(number)s") % {"number": place + 1}
    if not question["name"]:
        yield Flaw(_("Question %(number)s has no wording yet.") % {"number": place + 1}, place)
    if not question["labels"]:
        yield Flaw(
            _("“%(name)s” has no labels yet. Add at least one.") % {"name": name}, place, field="labels"
        )
    for number, label in enumerate(question["labels"]):
        if not label["name"]:
            yield Flaw(
                _("A label of “%(name)s” has no name. Name it or remove it.") % {"name": name}, place, number
            )
    counts = Counter(label["name"] for label in question["labels"] if label["name"])
    for number, label in enumerate(question["labels"]):
        if counts[label["name"]] > 1:
            sentence = _("“%(label)s” stands more than once in “%(name)s”. Rename or remove one.")
            yield Flaw(sentence % {"label": label["name"], "name": name}, place, number)


def _repeated_names(questions: list[dict[str, Any]]) -> Iterator[Flaw]:
    counts = Counter(question["name"] for question in questions if question["name"])
    for place, question in enumerate(questions):
        if counts[question["name"]] > 1:
            yield Flaw(_("Two questions read “%(name)s”. Reword one.") % {"name": question["name"]}, place)


def _unfit_keys(questions: list[dict[str, Any]]) -> Iterator[Flaw]:
    """One key press must mean one thing in the whole project."""
    first_with: dict[str, str] = {}
    for place, question in enumerate(questions):
        for number, label in enumerate(question["labels"]):
            key = label["key"]
            if not key:
                continue
            if sentence := _why_unfit(key) or _why_taken(key, label["name"], first_with.get(key)):
                yield Flaw(sentence, place, number, "key")
            first_with.setdefault(key, label["name"])


def _why_unfit(key: str) -> str | None:
    if key in RESERVED_KEYS:
        return _("The key “%(key)s” already means “%(command)s” in the workbench. Choose another.") % {
            "key": key,
            "command": RESERVED_KEYS[key],
        }
    if len(key) != 1 or not key.isalnum():
        return _("“%(key)s” is not one key. A label's key is one letter or digit, or none.") % {"key": key}
    return None


def _why_taken(key: str, name: str, other: str | None) -> str | None:
    if other is None:
        return None
    return _("“%(name)s” and “%(other)s” have the same key “%(key)s”. Give one of them another.") % {
        "name": name,
        "other": other,
        "key": key,
    }


def _labels(questions: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for question in questions:
        yield from question["labels"]
