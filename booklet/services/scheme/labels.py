"""What stands for a label that went: after all that was merged, and moved to another question, since."""

from collections.abc import Iterable, Mapping

from annotate.models import Project


def labels_now(project: Project) -> dict[int, int]:
    """What was merged, with what it is called now: for figures on what people said first."""
    changes = project.scheme_changes.filter(undone_by=None).exclude(labels=[]).order_by("number")
    return _in_the_end(project, (dict(pairs) for pairs in changes.values_list("labels", flat=True)))


def followers_of(project: Project) -> dict[int, int]:
    """The same, and what answers another question now, with the label that says it there."""
    changes = project.scheme_changes.filter(undone_by=None).order_by("number")
    steps = changes.values_list("labels", "followed")
    return _in_the_end(
        project,
        (
            dict([*labels, *([moved] if (moved := followed.get("moved")) else [])])
            for labels, followed in steps
        ),
    )


def _in_the_end(project: Project, steps: Iterable[Mapping[int, int]]) -> dict[int, int]:
    now: dict[int, int] = {}
    for step in steps:
        now = {old: step.get(new, new) for old, new in now.items()} | step
    if not now:
        return {}
    in_use = {label["id"] for question in project.schema.questions for label in question["labels"]}
    return {old: new for old, new in now.items() if old not in in_use}
