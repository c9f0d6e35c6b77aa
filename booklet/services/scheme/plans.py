"""What a change of the labels makes of the questions. Pure: no database, no request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from annotate.problems import Invalid
from annotate.services.conditions import with_descendants
from booklet.services.scheme.questions import (
    Labels,
    Question,
    by_id,
    check_nothing_waits,
    check_same_question,
    in_tree_order,
    name_of,
    question_of,
    quoted,
    replaced,
)

ACTS = ("rename", "merge", "move", "split", "transfer")
WHOLE = ("choice", "choices")  # questions about a whole document
MOST_PARTS = 20


@dataclass(frozen=True)
class Wish:
    """What somebody wants to change.

    `into` is the label merged into or moved below, `names` are new ones, `question` is another one that a label is
    to answer.
    """

    act: str
    labels: tuple[int, ...]
    into: int | None = None
    names: tuple[str, ...] = ()
    question: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "act": self.act,
            "labels": list(self.labels),
            "into": self.into,
            "names": list(self.names),
            "question": self.question,
        }


@dataclass(frozen=True)
class Plan:
    """The questions as they would be published, and what it is about."""

    wish: Wish
    question: Question  # as it is
    questions: list[Question]
    title: str
    follows: list[str] = field(default_factory=list)  # what else changes in the questions, a sentence each
    instead: Mapping[int, int] = field(default_factory=dict)  # labels whose answers say another from now on
    other: Question | None = None  # that gets the label


def plan_of(questions: Sequence[Question], wish: Wish) -> Plan:
    """Raises Invalid with what stands in the way."""
    if wish.act not in ACTS:
        raise Invalid(
            _("Choose what to change: rename, merge, move, split, or move to another question."), field="act"
        )
    if not wish.labels:
        raise Invalid(_("Choose a label."), field="labels")
    question = question_of(questions, wish.labels[0])
    for label in wish.labels[1:]:
        check_same_question(question, question_of(questions, label))
    plans = {"rename": _rename, "merge": _merge, "move": _move, "split": _split, "transfer": _transfer}
    return plans[wish.act](list(questions), question, wish)


def _rename(questions: list[Question], question: Question, wish: Wish) -> Plan:
    label = _only(wish.labels)
    names = _names(wish)
    if len(names) != 1 or names[0] == name_of(question, label):
        raise Invalid(_("Write the new name, another than it has."), field="names")
    labels = [{**one, "name": names[0]} if one["id"] == label else one for one in question["labels"]]
    title = _("“%(name)s” is called “%(new)s”") % {"name": name_of(question, label), "new": names[0]}
    return Plan(wish, question, replaced(questions, question, labels), title)


def _merge(questions: list[Question], question: Question, wish: Wish) -> Plan:
    into = _target(questions, question, wish)
    gone = set(wish.labels)
    if into in gone:
        raise Invalid(
            _("“%(name)s” cannot be merged into itself. Untick it, or merge into another label.")
            % {"name": name_of(question, into)},
            field="into",
        )
    if above := [label for label in wish.labels if into in with_descendants([label], question)]:
        raise Invalid(
            _("“%(into)s” stands below “%(name)s”. Move it out from there first.")
            % {"into": name_of(question, into), "name": name_of(question, above[0])},
            field="into",
        )
    orphans = [one for one in question["labels"] if one["id"] not in gone and one["parent"] in gone]
    kept = [
        {**one, "parent": into} if one in orphans else one
        for one in question["labels"]
        if one["id"] not in gone
    ]
    instead = dict.fromkeys(wish.labels, into)
    made = _waiting_for(replaced(questions, question, in_tree_order(kept)), question["id"], instead)
    follows = [
        _("“%(name)s” then stands below “%(into)s”.") % {"name": one["name"], "into": name_of(question, into)}
        for one in orphans
    ]
    title = _("%(names)s merged into “%(into)s”") % {
        "names": quoted(question, wish.labels),
        "into": name_of(question, into),
    }
    return Plan(wish, question, made, title, follows + _waiting(questions, made), instead)


def _move(questions: list[Question], question: Question, wish: Wish) -> Plan:
    label = _only(wish.labels)
    into = _target(questions, question, wish) if wish.into else None
    if into and into in with_descendants([label], question):
        raise Invalid(
            _("“%(name)s” cannot stand below itself or below what stands below it.")
            % {"name": name_of(question, label)},
            field="into",
        )
    if into == next(one["parent"] for one in question["labels"] if one["id"] == label):
        raise Invalid(_("It stands there already. Choose another place."), field="into")
    labels = [{**one, "parent": into} if one["id"] == label else one for one in question["labels"]]
    name = name_of(question, label)
    title = (
        _("“%(name)s” stands below “%(into)s”") % {"name": name, "into": name_of(question, into)}
        if into
        else _("“%(name)s” stands on the first level") % {"name": name}
    )
    return Plan(wish, question, replaced(questions, question, in_tree_order(labels)), title)


def _split(questions: list[Question], question: Question, wish: Wish) -> Plan:
    label = _only(wish.labels)
    names = _names(wish)
    if not 2 <= len(names) <= MOST_PARTS:
        raise Invalid(
            _("Write 2 to %(most)s new labels, one a line.") % {"most": MOST_PARTS},
            field="names",
        )
    if any(one["parent"] == label for one in question["labels"]):
        raise Invalid(
            _("“%(name)s” has labels below it. Move them elsewhere first; then it can be split.")
            % {"name": name_of(question, label)},
            field="labels",
        )
    check_nothing_waits(questions, question, label)
    labels: Labels = []
    for one in question["labels"]:
        labels += (
            [_part(one, name, place) for place, name in enumerate(names)] if one["id"] == label else [one]
        )
    title = _("“%(name)s” split into %(names)s") % {
        "name": name_of(question, label),
        "names": ", ".join(f"“{name}”" for name in names),
    }
    return Plan(wish, question, replaced(questions, question, labels), title)


def _transfer(questions: list[Question], question: Question, wish: Wish) -> Plan:
    label, other = _only(wish.labels), _other(questions, question, wish)
    name = name_of(question, label)
    if any(one["parent"] == label for one in question["labels"]):
        raise Invalid(
            _(
                "“%(name)s” has labels below it. Move them elsewhere first; then it can answer another question."
            )
            % {"name": name},
            field="labels",
        )
    check_nothing_waits(questions, question, label)
    moved = next(one for one in question["labels"] if one["id"] == label)
    kept = [one for one in question["labels"] if one["id"] != label]
    made = replaced(questions, question, kept)
    made = replaced(made, other, [*other["labels"], {**moved, "id": None, "parent": None}])
    title = _("“%(name)s” answers “%(question)s”") % {"name": name, "question": other["name"]}
    return Plan(wish, question, made, title, other=other)


def _other(questions: Sequence[Question], question: Question, wish: Wish) -> Question:
    """The question that gets the label. Raises Invalid."""
    other = next((one for one in questions if one["id"] == wish.question), None)
    if other is None or other["id"] == question["id"]:
        raise Invalid(_("Choose another question that is to have the label."), field="question")
    if question["kind"] not in WHOLE or other["kind"] not in WHOLE:
        raise Invalid(
            _(
                "Only labels of whole documents can move to another question of whole documents. "
                "Make the label anew there, and retire it here."
            ),
            field="question",
        )
    if other.get("shown_when"):
        raise Invalid(
            _("“%(name)s” is asked only after certain answers. Let it always be asked first.")
            % {"name": other["name"]},
            field="question",
        )
    return other


def _part(label: dict[str, Any], name: str, place: int) -> dict[str, Any]:
    """A new label where one is split; the first has its key."""
    slot = (label["slot"] - 1 + place) % 8 + 1
    return {
        **label,
        "id": None,
        "name": name,
        "slot": slot,
        "key": "" if place else label["key"],
        "description": "",
    }


def taken_back(
    before: Sequence[Question], after: Sequence[Question], now: Sequence[Question]
) -> list[Question]:
    """The questions of now without the change from `before` to `after`; what is of others stays. Raises Invalid."""
    was, became = by_id(before), by_id(after)
    return [_taken_back(was.get(one["id"]), became.get(one["id"]), one) for one in now]


def _taken_back(was: Question | None, became: Question | None, now: Question) -> Question:
    if was is None or was == became:
        return now
    if now != became:
        raise Invalid(
            _("“%(name)s” was changed again since, so this change cannot be taken back alone.")
            % {"name": now["name"]}
        )
    return was


def _target(questions: Sequence[Question], question: Question, wish: Wish) -> int:
    if wish.into is None:
        raise Invalid(_("Choose the label they are merged into."), field="into")
    check_same_question(question, question_of(questions, wish.into))
    return wish.into


def _only(labels: tuple[int, ...]) -> int:
    if len(labels) != 1:
        raise Invalid(_("Choose one label."), field="labels")
    return labels[0]


def _names(wish: Wish) -> list[str]:
    return [" ".join(name.split()) for name in wish.names if name.strip()]


def _waiting_for(questions: list[Question], asking: int, instead: Mapping[int, int]) -> list[Question]:
    """What was asked after a label that is merged is asked after the one it is merged into."""
    made = []
    for one in questions:
        condition = one.get("shown_when")
        if condition and condition["question"] == asking:
            labels = list(dict.fromkeys(instead.get(label, label) for label in condition["labels"]))
            one = {**one, "shown_when": {**condition, "labels": labels}}
        made.append(one)
    return made


def _waiting(before: Sequence[Question], after: Sequence[Question]) -> list[str]:
    was = by_id(before)
    return [
        _(
            "“%(name)s” was asked after a label that goes. It is asked after the one that stays, for whoever chose it."
        )
        % {"name": one["name"]}
        for one in after
        if one.get("shown_when") != was[one["id"]].get("shown_when")
    ]
