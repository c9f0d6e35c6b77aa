"""What follows in the rules and the models when something changes in a project: at most a due job."""

from typing import Any

from annotate import jobs
from annotate.signals import Kind, changed
from weaklabels.models import LabelingFunction, ModelRun
from weaklabels.services.functions import APPLY, FIT
from weaklabels.services.learning.due import LEARN, answered

LEARNS = ("gold", "schema", "document")  # what changes for a model that is there
DUE = {"document": APPLY, "gold": FIT, "schema": FIT}


def follow(project_id: int, kind: Kind, ids: list[int], **_more: Any) -> None:
    if kind == "answer":
        answered(project_id)
    if kind in LEARNS and ModelRun.objects.filter(project=project_id).exists():
        jobs.due(LEARN, project_id)
    if kind in DUE and LabelingFunction.objects.living().filter(project=project_id).exists():
        jobs.due(DUE[kind], project_id)


def listen() -> None:
    changed.connect(follow, dispatch_uid="weaklabels")
