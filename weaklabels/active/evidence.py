"""Is active learning paying here? A verdict that may be asked for after every answer, and the mix that follows.

Two arms share the queue: answers drawn by the strategy, and answers drawn uniformly. A few answers go to duels,
documents on which the two arms' models disagree. Each is scored once, with what both models said at its draw, and no
arm learns from it. A uniform test set says almost nothing at this size: on most of its documents both agree.

The trap: two models of one and the same strategy differ as well, one had more luck with its first answers of a rare
label and keeps it. So each arm is two replicates, cut anew by each training, and a duel is a document on which both
models of the one arm say one thing and both of the other say another; of the latest duels the one arm has to win three
in four, and the gap has to be larger than a practical threshold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.eprocess import e_process, interval_of_gap

# Duels tell of documents and of the luck of the answers that an arm has got, which the next duels share. So this is no
# 1,000 to one, and the latest duels have to show a gap that matters as well: docs/quality.md says how it was found.
ENOUGH_EVIDENCE = 1_000.0
# Of accuracy, in the mean of the latest duels. It counts only where both halves of both arms are of one voice: on sms
# the arms' models differed by three times as much.
LEAST_GAP = 0.0045
LEAST_LEAD = 0.5  # duels won less duels lost, of the latest
LATEST = 20  # duels; the first are fought by models that hardly differ yet
LEAST_DUELS = 10
HORIZON = 600  # answers without a verdict; then the arms are so alike that none is to be expected


class Verdict(StrEnum):
    TOO_EARLY = "too_early"
    HELPS = "helps"
    NO_DIFFERENCE = "no_difference"
    HURTS = "hurts"


@dataclass(frozen=True)
class Duel:
    """One answered duel.

    Parameters
    ----------
    score
        1 if the ranked arm's model was right, -1 if the control arm's, 0 if neither: see `score`.
    disagreement
        Share of the open documents on which the two disagreed, at its draw.
    """

    score: int
    disagreement: float


@dataclass(frozen=True)
class Judgement:
    """The verdict, after how many duels it fell (None: not yet), and what the figures are now.

    `gap` is how much more accurate the ranked arm was than the control arm where both replicates agreed, in the mean of
    all duels, and `interval` its 95 % interval, valid at every look.
    """

    verdict: Verdict
    fell_after: int | None
    duels: int
    gap: float | None
    interval: tuple[float, float]
    evidence: float


def score(ranked_said: int, control_said: int, answer: int) -> int:
    """1 if the ranked arm's model was right, -1 if the control arm's was, 0 if neither.

    Examples
    --------
    >>> score(2, 0, answer=2), score(2, 0, answer=0), score(2, 0, answer=1)
    (1, -1, 0)
    """
    return int(ranked_said == answer) - int(control_said == answer)


def judge(duels: Sequence[Duel], answers: int) -> Judgement:
    """What the duels say so far. The first verdict stands: what is found later only moves the figures.

    Parameters
    ----------
    duels
        In the order in which they were answered.
    answers
        All answers of the project, of whatever stream.
    """
    scores = np.array([duel.score for duel in duels], float)
    rates = np.array([duel.disagreement for duel in duels], float)
    helps, hurts = _falls(scores, rates), _falls(-scores, rates)
    fell = min((place for place in (helps, hurts) if place is not None), default=None)
    verdict = Verdict.NO_DIFFERENCE if answers >= HORIZON else Verdict.TOO_EARLY
    if fell is not None:
        verdict = Verdict.HELPS if fell == helps else Verdict.HURTS
    return Judgement(
        verdict,
        fell,
        len(duels),
        float((scores * rates).mean()) if len(duels) else None,
        interval_of_gap(scores, rates),
        float(max(e_process(side * scores, rates)[-1] for side in (1, -1))) if len(duels) else 1.0,
    )


def _falls(scores: NDArray[np.float64], rates: NDArray[np.float64]) -> int | None:
    """After how many duels there is evidence enough, and of a gap that matters; None: never."""
    if not len(scores):
        return None
    holds = (
        (e_process(scores, rates) >= ENOUGH_EVIDENCE)
        & (_latest_mean(scores * rates) >= LEAST_GAP)
        & (_latest_mean(scores) >= LEAST_LEAD)
    )
    holds[: LEAST_DUELS - 1] = False
    return int(holds.argmax()) + 1 if holds.any() else None


def _latest_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """At each place the mean of up to `LATEST` values that end there."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    starts = np.maximum(ends - LATEST, 0)
    return (sums[ends] - sums[starts]) / (ends - starts)


# In percent. No arm is ever without answers, so that what is found later can speak against a verdict.
MIXES: Mapping[Verdict, Mapping[str, float]] = {
    Verdict.TOO_EARLY: {"ranked": 36, "control": 36, "duel": 18, "audit": 10},
    Verdict.HELPS: {"ranked": 70, "control": 10, "duel": 10, "audit": 10},
    Verdict.NO_DIFFERENCE: {"ranked": 17, "control": 67, "duel": 6, "audit": 10},
    Verdict.HURTS: {"ranked": 6, "control": 78, "duel": 6, "audit": 10},
}
