"""A second opinion on a model's accuracy from the queue's own answers, weighted by how each was drawn.

Each run asks the model before it about the documents answered since, which that model never saw. What it says is kept
with the run; the weights come from the probabilities that were stored when the documents were drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.models import Stream
from annotate.models.queueing import Pool, QueueRow
from annotate.services.mixing import mix_of
from weaklabels.active.classifiers import ChoiceModel
from weaklabels.active.weighting import Weighted, in_scale, weighted_check
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning.answers import Answer, Said
from weaklabels.services.learning.fitting import ModelGone, open_model
from weaklabels.services.learning.quality import given
from weaklabels.services.learning.subjects import Subject

DRAWN = (Stream.RANKED, Stream.CONTROL, Stream.DUEL)
MOST = 1_000  # answers of a run
Ask = Callable[[NDArray[np.int64], ChoiceModel], NDArray[np.float32]]


def judged_before(subject: Subject, said: Said, before: ModelRun | None, ask: Ask) -> dict[str, Any] | None:
    """What the last run's model says of the answers since: their ids, is it right, and could all be drawn.

    None where there is no such model any more.
    """
    if before is None:
        return None
    try:
        model = open_model(before)
    except ModelGone:
        return None
    new = newly_drawn(said, before)
    chances = ask(np.array([one.document for one in new], np.int64), model).astype(np.float64)
    right = (given(subject, before, chances) == _table(subject, new)).all(axis=1)
    return {
        "answers": [one.annotation for one in new],
        "right": right.astype(int).tolist(),
        "all_had_a_chance": mix_of(subject.project)[Stream.CONTROL] > 0,
    }


def newly_drawn(said: Said, before: ModelRun) -> list[Answer]:
    """First answers since the run to documents that were drawn and that it knew nothing of, in the order they came."""
    learned = set(unpacked(before.answers, DOCUMENTS).tolist())
    known = {one.document for one in said.answers if one.annotation in learned}
    found: dict[int, Answer] = {}
    for answer in said.answers:
        if answer.document not in known:
            found.setdefault(answer.document, answer)
    return [one for one in found.values() if one.stream in DRAWN and one.probability][-MOST:]


def crosscheck(said: Said, runs: Sequence[ModelRun]) -> Weighted | None:
    """The share of documents that are all right, over all open ones; None unless each could have been drawn."""
    kept = [
        before for run in sorted(runs, key=lambda run: run.number) if (before := run.report.get("before"))
    ]
    if not kept or not all(one["all_had_a_chance"] for one in kept):
        return None
    right = {
        answer: value for one in kept for answer, value in zip(one["answers"], one["right"], strict=True)
    }
    answers = [one for one in said.open().answers if one.annotation in right and one.probability]
    if not answers:
        return None
    pool = _left_before(said, answers[0])
    chances = np.array([one.probability for one in answers], np.float64)
    if len(answers) > pool:
        return None
    found = weighted_check([right[one.annotation] for one in answers], in_scale(chances, pool), pool)
    return found and within_bounds(found)


def within_bounds(found: Weighted) -> Weighted:
    """As a share: a weighted mean of few may be a little outside."""
    mean, low, high = (min(max(value, 0.0), 1.0) for value in (found.mean, *found.interval))
    return replace(found, mean=mean, interval=(low, high))


def _left_before(said: Said, first: Answer) -> int:
    """Open documents that nobody had answered before this answer came."""
    earlier = {one.document for one in said.open().answers if one.annotation < first.annotation}
    return QueueRow.objects.filter(project=said.subject.project, pool=Pool.OPEN).count() - len(earlier)


def _table(subject: Subject, answers: Sequence[Answer]) -> NDArray[np.bool_]:
    table = np.zeros((len(answers), len(subject.labels)), bool)
    for row, answer in enumerate(answers):
        table[row, [subject.place_of[label] for label in answer.labels]] = True
    return table
