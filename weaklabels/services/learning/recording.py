"""What stays of a training: a row with the ids of all it learned from, and the model's file."""

import time
from collections.abc import Mapping
from typing import Any

from annotate.models import Question
from annotate.services.projects import lock_project
from weaklabels.models import ModelRun, PublishedModel
from weaklabels.packing import DOCUMENTS, packed
from weaklabels.services.learning.answers import Said
from weaklabels.services.learning.fitting import VERSIONS, Learned, keep_model
from weaklabels.services.learning.subjects import Subject

KEPT_MODELS = 10  # runs whose files are kept


def newest_run(question: Question) -> ModelRun | None:
    return ModelRun.objects.filter(question=question).order_by("-number").first()


def record_run(
    subject: Subject, said: Said, model: Learned, begun: float, versions: Mapping[str, Any], **facts: Any
) -> ModelRun:
    """The next run of the question, which learned from what was said. The caller holds a transaction."""
    lock_project(subject.project)  # the quick training and the thorough one number their runs in turn
    before = newest_run(subject.question)
    number = before.number + 1 if before else 1
    made = ModelRun.objects.create(
        project=subject.project,
        question=subject.question,
        schema=subject.schema,
        number=number,
        labels=subject.labels,
        answers=packed([one.annotation for one in said.answers], DOCUMENTS),
        gold=packed([one.gold for one in said.gold], DOCUMENTS),
        active_ms=sum(one.active_ms for one in said.answers),
        versions=VERSIONS | dict(versions),
        file=keep_model(subject, model, number),
        took_ms=round((time.monotonic() - begun) * 1000),
        **facts,
    )
    forget_old_files(made)
    return made


def forget_old_files(made: ModelRun) -> None:
    """The models of the last ten runs are kept, and those that were published; the sweep removes the others' bytes."""
    published = PublishedModel.objects.filter(question=made.question_id).values("run")
    old = ModelRun.objects.filter(question=made.question_id, number__lte=made.number - KEPT_MODELS)
    old.exclude(id__in=published).update(file=None)
