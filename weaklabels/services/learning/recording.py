"""What stays of a training: a row with the ids of all it learned from, and the model's file."""

import time
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from annotate.models import Question
from annotate.services.projects import lock_project
from weaklabels.models import ModelRun, PublishedModel
from weaklabels.packing import DOCUMENTS, packed
from weaklabels.services.learning.answers import Said
from weaklabels.services.learning.fitting import VERSIONS, Learned, keep_model
from weaklabels.services.learning.subjects import Subject

KEPT_MODELS = 10  # runs whose files are kept
KEPT_WORDS = 20  # runs of which what they said of the audit share is kept, each of them
MOST_ON_CURVE = 30  # runs, evenly apart: of the earlier ones no more is kept than the curve shows


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
    forget_old_words(made)
    return made


def forget_old_files(made: ModelRun) -> None:
    """The models of the last ten runs are kept, and those that were published; the sweep removes the others' bytes."""
    published = PublishedModel.objects.filter(question=made.question_id).values("run")
    old = ModelRun.objects.filter(question=made.question_id, number__lte=made.number - KEPT_MODELS)
    old.exclude(id__in=published).update(file=None)


def step_of(newest: int) -> int:
    """How far apart the runs on the curve are: a power of 2, so that what is on it later was on it before.

    Examples
    --------
    >>> [step_of(newest) for newest in (1, 30, 31, 60, 61, 1_000)]
    [1, 1, 2, 2, 4, 64]
    """
    return 1 << max(0, -(-newest // MOST_ON_CURVE) - 1).bit_length()


def forget_old_words(made: ModelRun) -> None:
    """What old runs said of the audit share, up to 20,000 documents each time, goes where no curve shows it.

    Of the last twenty it stays, of those on the curve, and of what was published. The rows stay: when a run was made
    and what it learned from tells which answers an order came before.
    """
    published = PublishedModel.objects.filter(question=made.question_id).values("run")
    old = ModelRun.objects.filter(
        question=made.question_id, number__gt=1, number__lte=made.number - KEPT_WORDS
    )
    off_the_curve = old.alias(beside=F("number") % step_of(made.number)).exclude(beside=0)
    off_the_curve.exclude(id__in=published).exclude(audit=b"").update(
        audit=b"", audit_chances=b"", audit_spans=b""
    )
