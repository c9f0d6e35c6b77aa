"""What a new project can begin with: questions of the usual shapes, to be reworded. Nothing here is required."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.services.questions import read_questions


@dataclass(frozen=True)
class StartingPoint:
    """A shape of questions, its name and what it is good for."""

    slug: str
    name: str | Promise
    purpose: str | Promise

    @property
    def questions(self) -> list[dict[str, Any]]:
        return read_questions(_QUESTIONS[self.slug]())


STARTING_POINTS = [
    StartingPoint(
        "label",
        gettext_lazy("One label per text"),
        gettext_lazy("Which of these is it? A tone, a topic, a decision."),
    ),
    StartingPoint(
        "labels", gettext_lazy("Several labels per text"), gettext_lazy("Which of these apply? None may do.")
    ),
    StartingPoint(
        "words",
        gettext_lazy("Labelled words"),
        gettext_lazy("Where in the text is it? Names, amounts, dates."),
    ),
    StartingPoint(
        "both", gettext_lazy("A label, and the words that prove it"), gettext_lazy("What is it, and why?")
    ),
    StartingPoint(
        "relations",
        gettext_lazy("Words, and what joins them"),
        gettext_lazy("Who works where? What costs how much?"),
    ),
    StartingPoint(
        "text",
        gettext_lazy("A text of the annotator's own"),
        gettext_lazy("A summary, a translation, a better wording, and how good it is."),
    ),
    StartingPoint("empty", gettext_lazy("Nothing yet"), gettext_lazy("I write the questions later.")),
]


def _labels(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def _one_label() -> dict[str, Any]:
    return {
        "kind": "choice",
        "name": _("What does the writer feel about it?"),
        "labels": _labels(_("Positive"), _("Negative"), _("Mixed"), _("Neutral")),
    }


def _several_labels() -> dict[str, Any]:
    return {
        "kind": "choices",
        "name": _("What is it about?"),
        "required": False,
        "labels": _labels(_("Price"), _("Quality"), _("Delivery"), _("Service")),
    }


def _words() -> dict[str, Any]:
    return {
        "kind": "spans",
        "name": _("Mark every name and number"),
        "required": False,
        "labels": _labels(_("Person"), _("Organisation"), _("Place"), _("Date"), _("Amount")),
    }


def _proof() -> dict[str, Any]:
    return {
        "kind": "spans",
        "name": _("Mark the words that prove it"),
        "required": False,
        "labels": _labels(_("Evidence")),
    }


def _joined(place: int) -> dict[str, Any]:
    return {
        "kind": "relations",
        "name": _("What belongs together?"),
        "required": False,
        "between": {"place": place},
        "labels": _labels(_("Works for"), _("Is in"), _("Costs")),
    }


def _summary() -> dict[str, Any]:
    return {"kind": "text", "name": _("Say it in one sentence"), "longest": 500}


def _grade() -> dict[str, Any]:
    return {
        "kind": "rating",
        "name": _("How well does the sentence say it?"),
        "required": False,
        "scale": {"least": 1, "most": 5, "least_name": _("barely"), "most_name": _("fully")},
    }


_QUESTIONS = {
    "label": lambda: [_one_label()],
    "labels": lambda: [_several_labels()],
    "words": lambda: [_words()],
    "both": lambda: [_one_label(), _proof()],
    "relations": lambda: [_words(), _joined(0)],
    "text": lambda: [_summary(), _grade()],
    "empty": list,
}
