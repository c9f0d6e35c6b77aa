"""What earlier labels are called now, after all that was merged since: for figures on what people said first."""

from annotate.models import Project


def labels_now(project: Project) -> dict[int, int]:
    """Labels that went in a change that holds, each with the one that stands for it now."""
    now: dict[int, int] = {}
    changes = project.scheme_changes.filter(undone_by=None).exclude(labels=[]).order_by("number")
    for pairs in changes.values_list("labels", flat=True):
        step = dict(pairs)
        now = {old: step.get(new, new) for old, new in now.items()} | step
    if not now:
        return {}
    in_use = {label["id"] for question in project.schema.questions for label in question["labels"]}
    return {old: new for old, new in now.items() if old not in in_use}
