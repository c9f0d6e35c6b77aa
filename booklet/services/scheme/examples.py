"""Examples of the booklet say the labels that hold now, as a further form of each."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from annotate.models import Project, User
from annotate.problems import Problem
from annotate.services.rewritten_gold import with_labels
from booklet.models import Example
from booklet.services.examples import Shown, change_example
from booklet.services.scheme.plans import Plan
from booklet.services.scheme.transfers import moved_says

Says = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def naming(project: Project, labels: Collection[int]) -> list[Example]:
    """The living examples that say one of these labels."""
    gone = dict.fromkeys(labels, 0)
    living = project.examples.living().select_related("page", "document", "project")
    return [one for one in living if with_labels(one.says, gone) != one.says]


def saying(plan: Plan, instead: Mapping[int, int]) -> Says:
    """What an example says once the plan is carried out."""
    if (other := plan.other) is not None:
        return lambda says: moved_says(says, instead, plan.question, other)
    return lambda says: with_labels(says, instead)


def follow(project: Project, labels: Collection[int], saying: Says, by: User) -> list[list[int]]:
    """Let those that name the labels say that; the ids of the forms before and after. Without its document it stays."""
    wished = ((one, saying(one.says)) for one in naming(project, labels))
    changed = ((one, _change(one, says, by)) for one, says in wished if says != one.says)
    return [[before.id, after.id] for before, after in changed if after]


def take_back(project: Project, followed: list[list[int]], by: User) -> None:
    """Let those say again what they said, unless somebody changed them since."""
    forms = Example.objects.select_related("page", "document", "project").in_bulk(
        [form for pair in followed for form in pair]
    )
    for before, after in followed:
        if forms[after].replaced_at is None:
            _change(forms[after], forms[before].says, by)


def _change(example: Example, says: list[dict[str, Any]], by: User) -> Example | None:
    shown = Shown(
        example.page, example.document, example.kind, says, example.reasoning, example.start, example.end
    )
    try:
        return change_example(example, shown, example.id, by)
    except Problem:
        return None
