"""A label that answers another question: what names it elsewhere, and how answers are written anew for it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Project, Schema
from annotate.services.rewrites import Transfer
from booklet.models import Page, SchemeChange
from booklet.services.sayings import Saying
from booklet.services.scheme.plans import Plan
from booklet.services.scheme.questions import leaves_open, name_of

Question = dict[str, Any]


def new_label(plan: Plan, after: Schema) -> dict[int, int]:
    """The label that was moved, with the one that says it now."""
    if plan.other is None:
        return {}
    known = {label["id"] for label in plan.other["labels"]}
    now = question_in(after, plan.other["id"])
    [made] = [label["id"] for label in now["labels"] if label["id"] not in known]
    return {plan.wish.labels[0]: made}


def transfer_by(plan: Plan, other: Question) -> Transfer:
    """How answers would change with the plan."""
    return _transfer(plan.question, other, name_of(plan.question, plan.wish.labels[0]))


def transfer_of(change: SchemeChange) -> Transfer:
    """How answers change with it."""
    label = change.wish["labels"][0]
    here = next(one for one in change.before.questions if any(own["id"] == label for own in one["labels"]))
    return _transfer(here, question_in(change.before, change.wish["question"]), name_of(here, label))


def back_again(change: SchemeChange) -> Transfer:
    """How answers given since change when it is taken back."""
    there = transfer_of(change)
    label = change.wish["labels"][0]
    here = question_in(change.before, there.question)
    return _transfer(question_in(change.before, there.into), here, name_of(here, label))


def moved_labels(change: SchemeChange) -> dict[int, int]:
    """The label, with the one that says it now."""
    return dict([change.followed["moved"]])


def moved_says(
    says: Sequence[Saying], instead: Mapping[int, int], here: Question, other: Question
) -> list[Saying]:
    """What an example says, with the label as an answer to the other question; as it was where that has one already.

    >>> here, other = {"id": 1, "kind": "choice"}, {"id": 2, "kind": "choice"}
    >>> moved_says([{"question": 1, "content": {"labels": [7]}}], {7: 8}, here, other)
    [{'question': 2, 'content': {'labels': [8]}}]
    """
    said = {one["question"]: list(one["content"].get("labels", ())) for one in says}
    taken = said.get(other["id"], [])
    mine = [label for label in said.get(here["id"], []) if label in instead]
    if not mine or (taken and other["kind"] == "choice"):
        return list(says)
    kept = [label for label in said[here["id"]] if label not in instead]
    both = {here["id"]: kept, other["id"]: [*taken, *(instead[label] for label in mine)]}
    rest = [one for one in says if one["question"] not in both]
    return rest + [{"question": id_, "content": {"labels": labels}} for id_, labels in both.items() if labels]


def follow_pages(project: Project, instead: Mapping[int, int]) -> None:
    """The page of the label is the page of the one that says it now."""
    for label, now in instead.items():
        Page.objects.filter(project=project, label=label).update(label=now)


def question_in(schema: Schema, question: int) -> Question:
    return next(one for one in schema.questions if one["id"] == question)


def _transfer(here: Question, other: Question, name: str) -> Transfer:
    names = {"name": name, "here": here["name"], "other": other["name"]}
    return Transfer(
        here["id"],
        other["id"],
        leaves_open(here),
        other["kind"] == "choice",
        _("“%(name)s” answers “%(other)s” now. Please answer “%(here)s”; the rest is as you left it.")
        % names,
        _("“%(name)s” answers “%(other)s” now, where you said something else. Please look at both again.")
        % names,
    )
