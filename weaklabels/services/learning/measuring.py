"""One figure for a run, whatever its question asks: for curves, goals, and comparisons on the same documents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.active.curve import Curve, Forecast, Withheld, fit_curve, forecast
from weaklabels.active.metrics import Interval, macro_draws
from weaklabels.models import ModelRun
from weaklabels.services.learning.quality import SEED, Figures, Truth, figures_of, judged_of
from weaklabels.services.learning.spans.quality import SpanFigures, judged_spans_of, span_figures_of
from weaklabels.services.learning.subjects import Subject

MOST_FITTED = 12  # runs, evenly apart: each is judged on hundreds of resamplings
AHEAD = 1.5  # times the answers there are: so far the curve is drawn on
STEPS = 6


@dataclass(frozen=True)
class Measured:
    """The mean F1 of the labels, or the exact F1 of all spans; None while too few documents are answered."""

    run: ModelRun
    figure: float | None
    between: Interval | None


def all_figures_of(subject: Subject, run: ModelRun, truth: Truth) -> Figures | SpanFigures:
    if subject.kind == Question.Kind.SPANS:
        return span_figures_of(subject, run, truth)
    return figures_of(subject, run, truth)


def measured(subject: Subject, run: ModelRun, truth: Truth) -> Measured:
    found = all_figures_of(subject, run, truth)
    if isinstance(found, SpanFigures):
        return Measured(run, found.quality.exact, found.quality.exact_interval)
    return Measured(run, found.quality.macro, found.quality.macro_interval)


def draws_of(subject: Subject, run: ModelRun, truth: Truth) -> NDArray[np.float64]:
    """The same figure on resampled groups, the same for each run."""
    if subject.kind == Question.Kind.SPANS:
        return judged_spans_of(subject, run, truth).draws(seed=SEED)
    return macro_draws(judged_of(subject, run, truth), seed=SEED)


@dataclass(frozen=True)
class Outlook:
    """How many more answers to the goal, and the fitted curve, None where the band is too wide to show.

    Without a goal it is what the curve says of half as many answers again.
    """

    forecast: Forecast
    curve: Curve | None = None

    def ahead(self) -> list[tuple[int, float, Interval]]:
        """Where the curve will go, from the last run on: answers, figure and interval."""
        if self.curve is None:
            return []
        sizes = (
            np.linspace(self.curve.answers, AHEAD * self.curve.answers, STEPS).round().astype(int).tolist()
        )
        bands = [(size, self.curve.band(size)) for size in sizes]
        return [(size, middle, (low, high)) for size, (middle, low, high) in bands]


def outlook_of(subject: Subject, runs: Sequence[ModelRun], truth: Truth, goal: float | None) -> Outlook:
    """Fitted to the runs so far on the same audit documents."""
    ordered = sorted((run for run in runs if run.documents), key=lambda run: run.number)
    ordered = ordered[:: -max(1, -(-len(ordered) // MOST_FITTED))][::-1]
    figures = [measured(subject, run, truth).figure for run in ordered]
    if not ordered or any(figure is None for figure in figures):
        return Outlook(Forecast(goal or 0.0, None, None, Withheld.FEW_RUNS))
    draws = np.array([draws_of(subject, run, truth) for run in ordered]).T
    sizes = [run.documents for run in ordered]
    curve = fit_curve(sizes, [figure or 0.0 for figure in figures], draws)
    found = forecast(curve, sizes, goal or float(curve.at(AHEAD * curve.answers)[0]))
    return Outlook(found, curve if found.withheld in (None, Withheld.FLAT) else None)
