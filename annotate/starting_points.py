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


_QUESTIONS = {
    "label": lambda: [_one_label()],
    "labels": lambda: [_several_labels()],
    "words": lambda: [_words()],
    "both": lambda: [_one_label(), _proof()],
    "empty": list,
}
