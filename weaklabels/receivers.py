"""What follows in the rules when something changes in a project: at most a due job."""

from typing import Any

from annotate import jobs
from annotate.signals import Kind, changed
from weaklabels.models import LabelingFunction
from weaklabels.services.functions import APPLY, FIT

DUE = {"document": APPLY, "gold": FIT, "schema": FIT}


def follow(project_id: int, kind: Kind, ids: list[int], **_more: Any) -> None:
    if kind in DUE and LabelingFunction.objects.living().filter(project=project_id).exists():
        jobs.due(DUE[kind], project_id)


def listen() -> None:
    changed.connect(follow, dispatch_uid="weaklabels")
