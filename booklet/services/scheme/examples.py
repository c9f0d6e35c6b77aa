"""Examples of the booklet say the labels that hold now, as a further form of each."""

from collections.abc import Collection, Mapping
from typing import Any

from annotate.models import Project, User
from annotate.problems import Problem
from annotate.services.rewritten_gold import with_labels
from booklet.models import Example
from booklet.services.examples import Shown, change_example


def naming(project: Project, labels: Collection[int]) -> list[Example]:
    """The living examples that say one of these labels."""
    gone = dict.fromkeys(labels, 0)
    living = project.examples.living().select_related("page", "document", "project")
    return [one for one in living if with_labels(one.says, gone) != one.says]


def follow(project: Project, instead: Mapping[int, int], by: User) -> list[list[int]]:
    """Let them say the other labels; the ids of the forms before and after. Whose document is gone, it stays."""
    changed = ((one, _change(one, with_labels(one.says, instead), by)) for one in naming(project, instead))
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
