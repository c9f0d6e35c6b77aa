"""Questions and their labels as plain data, as a change of the scheme looks at them. Pure: no database, no request."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.problems import Invalid

Question = dict[str, Any]
Labels = list[dict[str, Any]]


def name_of(question: Question, label: int) -> str:
    return next(one["name"] for one in question["labels"] if one["id"] == label)


def check_nothing_waits(questions: Sequence[Question], question: Question, label: int) -> None:
    if waiting := [one for one in questions if label in (one.get("shown_when") or {}).get("labels", ())]:
        raise Invalid(
            _("“%(question)s” is asked after “%(name)s”. Let it wait for another label first.")
            % {"question": waiting[0]["name"], "name": name_of(question, label)},
            field="labels",
        )


def leaves_open(question: Question) -> bool:
    """Has an answer that loses its only label said nothing any more? “None” is said where that is allowed."""
    return question["kind"] == "choice" or bool(question["required"])


def in_tree_order(labels: Labels) -> Labels:
    """Each label before those below it, neighbours in the order they had."""
    below: dict[int | None, Labels] = {}
    known = {one["id"] for one in labels}
    for one in labels:
        below.setdefault(one["parent"] if one["parent"] in known else None, []).append(one)
    ordered: Labels = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        ordered.append(one := waiting.pop())
        waiting += reversed(below.get(one["id"], []))
    return ordered


def question_of(questions: Sequence[Question], label: int) -> Question:
    for question in questions:
        if any(one["id"] == label for one in question["labels"]):
            return question
    raise Invalid(
        _(
            "A label you chose is not in use: it was retired, or is of another project. "
            "Restore it first, or choose another."
        ),
        field="labels",
    )


def check_same_question(question: Question, other: Question) -> None:
    if question["id"] != other["id"]:
        raise Invalid(
            _("“%(one)s” and “%(other)s” are two questions. Choose labels of one of them.")
            % {"one": question["name"], "other": other["name"]},
            field="labels",
        )


def replaced(questions: Sequence[Question], question: Question, labels: Labels) -> list[Question]:
    return [{**one, "labels": labels} if one["id"] == question["id"] else one for one in questions]


def quoted(question: Question, labels: Sequence[int]) -> str:
    names = [f"“{name_of(question, label)}”" for label in labels]
    if len(names) <= 3:
        return ", ".join(names)
    more = len(names) - 2
    return ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
        "names": ", ".join(names[:2]),
        "count": more,
    }


def by_id(questions: Sequence[Question]) -> dict[int, Question]:
    return {one["id"]: one for one in questions}
