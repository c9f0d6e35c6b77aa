"""Are these questions fit to be published, and what must be mended first? Pure: no database, no request."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Question
from annotate.problems import Invalid
from annotate.services.links import place_of, places_above
from annotate.services.questions import RESERVED_KEYS

LONGEST_ANSWER = 100_000  # characters an owner may allow for a text
MOST_RATING = 100
MOST_STEPS = 11
WITHOUT_LABELS = (Question.Kind.TEXT, Question.Kind.RATING)
WITH_HIERARCHY = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.SPANS)
CHOOSING = (Question.Kind.CHOICE, Question.Kind.CHOICES)


@dataclass(frozen=True)
class Flaw:
    """What keeps questions from being published, and where: question and label by their place."""

    sentence: str
    question: int | None = None
    label: int | None = None
    field: str = "name"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def flaws_of(questions: list[dict[str, Any]]) -> list[Flaw]:
    """Everything that must be mended before these questions can be published, in their order."""
    if not questions:
        return [Flaw(_("Write at least one question."))]
    flaws = []
    for place, question in enumerate(questions):
        flaws += _flaws_of_question(place, question)
        flaws += _flaws_of_particulars(place, question)
        flaws += _flaws_of_links(place, questions)
    return [*flaws, *_repeated_names(questions), *_unfit_keys(questions)]


def check_questions(questions: list[dict[str, Any]]) -> None:
    """Raises Invalid with every flaw, the first of them as its sentence."""
    if flaws := flaws_of(questions):
        raise Invalid(flaws[0].sentence, field=flaws[0].field, flaws=[flaw.as_json() for flaw in flaws])


def _flaws_of_question(place: int, question: dict[str, Any]) -> Iterator[Flaw]:
    name = name_of(question, place)
    if not question["name"]:
        yield Flaw(_("Question %(number)s has no wording yet.") % {"number": place + 1}, place)
    if question["kind"] in WITHOUT_LABELS:
        if question["labels"]:
            yield Flaw(_("“%(name)s” takes no labels. Remove them.") % {"name": name}, place, field="labels")
    elif not question["labels"]:
        yield Flaw(
            _("“%(name)s” has no labels yet. Add at least one.") % {"name": name}, place, field="labels"
        )
    yield from _flaws_of_labels(place, question, name)


def _flaws_of_labels(place: int, question: dict[str, Any], name: str) -> Iterator[Flaw]:
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


def _flaws_of_particulars(place: int, question: dict[str, Any]) -> Iterator[Flaw]:
    """What only texts and ratings have."""
    name = name_of(question, place)
    if question["kind"] == Question.Kind.TEXT and not 1 <= question["longest"] <= LONGEST_ANSWER:
        yield Flaw(
            _("The answer to “%(name)s” may have 1 to %(most)s characters at most, not %(value)s.")
            % {"name": name, "most": LONGEST_ANSWER, "value": question["longest"]},
            place,
            field="longest",
        )
    if question["kind"] == Question.Kind.RATING:
        least, most = question["scale"]["least"], question["scale"]["most"]
        if not (0 <= least < most <= MOST_RATING and most - least < MOST_STEPS):
            yield Flaw(
                _(
                    "The scale of “%(name)s” cannot go from %(least)s to %(most)s. It begins at 0 or more, rises, "
                    "and has at most %(steps)s steps."
                )
                % {"name": name, "least": least, "most": most, "steps": MOST_STEPS},
                place,
                field="scale",
            )


def _flaws_of_links(place: int, questions: list[dict[str, Any]]) -> Iterator[Flaw]:
    """Do the question and its labels name only what is there, and in a sensible way?"""
    question = questions[place]
    name = name_of(question, place)
    if question.get("shown_when") and (sentence := _why_no_condition(place, questions)):
        yield Flaw(sentence % {"name": name}, place, field="shown_when")
    if question["kind"] == Question.Kind.RELATIONS:
        joined = place_of(question["between"], questions)
        if joined is None or questions[joined]["kind"] != Question.Kind.SPANS:
            yield Flaw(
                _("Say between which words “%(name)s” asks for relations: a question for labelled words.")
                % {"name": name},
                place,
                field="between",
            )
    above = places_above(question["labels"])
    for number, label in enumerate(question["labels"]):
        if label["parent"] is not None and (sentence := _why_no_parent(number, question["kind"], above)):
            yield Flaw(sentence % {"name": name, "label": label["name"]}, place, number, "parent")


def _why_no_condition(place: int, questions: list[dict[str, Any]]) -> str | None:
    condition = questions[place]["shown_when"]
    asking = place_of(condition["question"], questions)
    if asking is None:
        return _("“%(name)s” waits for the answer to a question that is not there. Choose another.")
    if asking >= place:
        return _(
            "“%(name)s” can only wait for the answer to a question above it. Choose one, or move it down."
        )
    if questions[asking]["kind"] not in CHOOSING:
        return _(
            "“%(name)s” can only wait for labels that are chosen for the whole text. Choose another question."
        )
    if not condition["labels"]:
        return _("“%(name)s” waits for an answer, but not for which. Choose at least one label.")
    labels = questions[asking]["labels"]
    if any(place_of(label, labels) is None for label in condition["labels"]):
        return _("“%(name)s” waits for a label that is not there. Choose among those of the question above.")
    return None


def _why_no_parent(number: int, kind: str, above: list[int | None]) -> str | None:
    """Labels stand below others of their own question, never below themselves."""
    if kind not in WITH_HIERARCHY:
        return _("“%(label)s” cannot stand below another label: “%(name)s” has no hierarchy.")
    if above[number] is None:
        return _("What “%(label)s” stands below is not one of the labels of “%(name)s”.")
    higher, seen = above[number], {number}
    while higher is not None and higher not in seen:
        seen.add(higher)
        higher = above[higher]
    if higher == number:
        return _("“%(label)s” stands below itself. Move it up a level.")
    return None


def name_of(question: dict[str, Any], place: int) -> str:
    return question["name"] or _("Question %(number)s") % {"number": place + 1}


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
