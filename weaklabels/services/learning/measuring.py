"""One figure for a run, whatever its question asks: for curves, goals, and comparisons on the same documents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.active.curve import Forecast, Withheld, fit_curve, forecast
from weaklabels.active.metrics import Interval, macro_draws
from weaklabels.models import ModelRun
from weaklabels.services.learning.quality import SEED, Figures, Truth, figures_of, judged_of
from weaklabels.services.learning.spans.quality import SpanFigures, judged_spans_of, span_figures_of
from weaklabels.services.learning.subjects import Subject


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


def forecast_of(subject: Subject, runs: Sequence[ModelRun], truth: Truth, goal: float) -> Forecast:
    """How many more answers to the goal, fitted to the runs so far on the same audit documents."""
    ordered = sorted((run for run in runs if run.documents), key=lambda run: run.number)
    figures = [measured(subject, run, truth).figure for run in ordered]
    if not ordered or any(figure is None for figure in figures):
        return Forecast(goal, None, None, Withheld.FEW_RUNS)
    draws = np.array([draws_of(subject, run, truth) for run in ordered]).T
    sizes = [run.documents for run in ordered]
    return forecast(fit_curve(sizes, [figure or 0.0 for figure in figures], draws), sizes, goal)
