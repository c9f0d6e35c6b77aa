"""What an example says to the questions of its project: checked, and compared with gold and answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Project, Question
from annotate.problems import Invalid

Content = dict[str, Any]
Saying = dict[str, Any]  # {"question": id, "content": Content}

# An example says which labels are right; what people write or rate has no one right form.
CHOOSES = (Question.Kind.CHOICE, Question.Kind.CHOICES)
SAYS = (*CHOOSES, Question.Kind.SPANS)
MOST_SAID = 200  # labels and marks of one example


def questions_of(project: Project) -> list[dict[str, Any]]:
    """The questions of the published schema an example can answer."""
    return [one for one in (project.schema.questions if project.schema else []) if one["kind"] in SAYS]


def checked_says(
    project: Project, says: Sequence[Saying], start: int | None, end: int | None
) -> list[Saying]:
    """What is said, in one fixed order. Raises Invalid for what no answer to these questions could be."""
    questions = {question["id"]: question for question in questions_of(project)}
    checked = []
    for saying in says:
        question = questions.get(saying["question"])
        if question is None:
            raise Invalid(_("This project does not ask question %(id)s.") % {"id": saying["question"]})
        checked.append(
            {"question": question["id"], "content": _checked(question, saying["content"], start, end)}
        )
    if not checked:
        raise Invalid(_("Say what is right here: choose a label, or what is marked."), field="says")
    if sum(len(part) for saying in checked for part in saying["content"].values()) > MOST_SAID:
        raise Invalid(_("An example has at most %(most)s labels and marks.") % {"most": MOST_SAID})
    return checked


def labels_asked(project: Project) -> dict[int, set[int]]:
    """The labels in use, by question an example can answer."""
    return {one["id"]: {label["id"] for label in one.get("labels", [])} for one in questions_of(project)}


def can_be_said(says: Iterable[Saying], asked: Mapping[int, set[int]]) -> bool:
    """Is all of it still asked, and are its labels in use?

    >>> can_be_said([{"question": 1, "content": {"labels": [7]}}], {1: {7, 8}})
    True
    """
    return all(
        saying["question"] in asked and _named(saying["content"]) <= asked[saying["question"]]
        for saying in says
    )


def _named(content: Content) -> set[int]:
    return {*content.get("labels", []), *(span["label"] for span in content.get("spans", []))}


def same(said: Content, other: Content, start: int | None = None, end: int | None = None) -> bool:
    """Do two contents say the same, as far as the passage goes?

    >>> same({"labels": [1, 2]}, {"labels": [2, 1]})
    True
    >>> same({"spans": []}, {"spans": [{"start": 40, "end": 44, "label": 3}]}, 0, 40)
    True
    """
    return _plain(said, start, end) == _plain(other, start, end)


def _plain(
    content: Content, start: int | None, end: int | None
) -> tuple[list[int], list[tuple[int, int, int]]]:
    spans = [(span["start"], span["end"], span["label"]) for span in content.get("spans", [])]
    if start is not None and end is not None:
        spans = [span for span in spans if span[0] < end and span[1] > start]
    return sorted(content.get("labels", [])), sorted(spans)


def _checked(question: Mapping[str, Any], content: Content, start: int | None, end: int | None) -> Content:
    known = {label["id"] for label in question.get("labels", [])}
    if question["kind"] == Question.Kind.SPANS:
        spans = sorted({(span["start"], span["end"], span["label"]) for span in content.get("spans", [])})
        _check_labels(question, (label for _, _, label in spans), known)
        for left, right, _label in spans:
            if not (start or 0) <= left < right <= (right if end is None else end):
                raise Invalid(_("A mark lies outside the passage. Choose words inside it."), field="says")
        return {"spans": [{"start": left, "end": right, "label": label} for left, right, label in spans]}
    labels = sorted(set(content.get("labels", [])))
    _check_labels(question, labels, known)
    if question["kind"] == Question.Kind.CHOICE and len(labels) != 1:
        raise Invalid(
            _("“%(question)s” has one answer. Choose one label.") % {"question": question["name"]},
            field="says",
        )
    return {"labels": labels}


def _check_labels(question: Mapping[str, Any], labels: Iterable[int], known: set[int]) -> None:
    if unknown := sorted(set(labels) - known):
        raise Invalid(
            _("“%(question)s” has no label %(id)s.") % {"question": question["name"], "id": unknown[0]},
            field="says",
        )
