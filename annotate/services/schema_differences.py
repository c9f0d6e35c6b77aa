"""What do other questions ask that those before did not?"""

from dataclasses import dataclass
from typing import Any

from annotate.services.conditions import with_descendants

Questions = list[dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """Of two lists of questions, the earlier and the later."""

    required: Questions  # that now need an answer and did not before
    dropped: Questions  # no longer asked
    retired: list[dict[str, Any]]  # labels no longer offered by questions that stay
    rescaled: Questions  # ratings whose numbers mean something else from now on


def difference(before: Questions, now: Questions) -> Difference:
    """What people must do otherwise from now on."""
    old = {question["id"]: question for question in before}
    new = {question["id"]: question for question in now}
    kept = {label["id"] for question in now for label in question["labels"]}
    return Difference(
        required=[
            question
            for question in now
            if question["required"] and _is_asked_of_more(question, now, old.get(question["id"]), before)
        ],
        dropped=[question for question_id, question in old.items() if question_id not in new],
        retired=[
            label
            for question_id, question in old.items()
            if question_id in new
            for label in question["labels"]
            if label["id"] not in kept
        ],
        rescaled=_rescaled(before, now),
    )


def waited_for(question: dict[str, Any], questions: list[dict[str, Any]]) -> set[int]:
    """The labels after which the question is asked, with those below them."""
    condition = question["shown_when"]
    asking = next((one for one in questions if one["id"] == condition["question"]), None)
    return with_descendants(condition["labels"], asking) if asking else set()


def _is_asked_of_more(
    question: dict[str, Any],
    now: Questions,
    old: dict[str, Any] | None,
    before: Questions,
) -> bool:
    """Must people answer it now who need not before?"""
    if old is None or not old["required"]:
        return True
    if not old.get("shown_when"):
        return False
    if not question.get("shown_when"):
        return True
    return not waited_for(question, now) <= waited_for(old, before)


def _rescaled(before: Questions, now: Questions) -> Questions:
    old = {question["id"]: _ends(question) for question in before if "scale" in question}
    return [question for question in now if old.get(question["id"], _ends(question)) != _ends(question)]


def _ends(question: dict[str, Any]) -> tuple[int, int] | None:
    scale = question.get("scale")
    return (scale["least"], scale["most"]) if scale else None
