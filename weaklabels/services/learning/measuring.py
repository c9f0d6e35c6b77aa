"""One figure for a run, whatever its question asks: for curves, goals, and comparisons on the same documents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.active.curve import Curve, Forecast, Withheld, fit_curve, forecast
from weaklabels.active.metrics import Interval, macro_draws, quality
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning.quality import SEED, Figures, Truth, figures_of, judged_of
from weaklabels.services.learning.spans.quality import SpanFigures, judged_spans_of, span_figures_of
from weaklabels.services.learning.subjects import Subject

LEAST_SHARED = 0.5  # of the newest run's audit documents, that an earlier run was asked about too
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
    if subject.kind == Question.Kind.SPANS:
        of_spans = span_figures_of(subject, run, truth).quality
        return Measured(run, of_spans.exact, of_spans.exact_interval)
    found = quality(judged_of(subject, run, truth), seed=SEED)
    return Measured(run, found.macro, found.macro_interval)


def draws_of(subject: Subject, run: ModelRun, truth: Truth) -> NDArray[np.float64]:
    """The same figure on resampled groups, the same for each run."""
    if subject.kind == Question.Kind.SPANS:
        return judged_spans_of(subject, run, truth).draws(seed=SEED)
    return macro_draws(judged_of(subject, run, truth), seed=SEED)


def comparable(runs: Sequence[ModelRun], truth: Truth) -> tuple[list[ModelRun], Truth]:
    """The runs that can stand on one curve, the oldest first, and the documents that all of these were asked about.

    Documents that came with a later import are no part of what earlier runs were asked; those that were asked about
    less than half of what the newest was are left out, or too few documents would be left for all.
    """
    ordered = sorted(runs, key=lambda run: run.number)
    if not ordered:
        return [], truth
    common = truth.asked_of(ordered[-1]).documents
    asked = {run.number: unpacked(run.audit, DOCUMENTS) for run in ordered}
    least = LEAST_SHARED * len(common)
    kept = [run for run in ordered if np.isin(common, asked[run.number]).sum() >= least]
    for run in kept:
        common = common[np.isin(common, asked[run.number])]
    return kept, truth.only(common)


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
    """Fitted to the runs so far on the same audit documents: runs and documents as of `comparable`."""
    ordered = [run for run in runs if run.documents]
    ordered = ordered[:: -max(1, -(-len(ordered) // MOST_FITTED))][::-1]
    figures = [measured(subject, run, truth).figure for run in ordered]
    if not ordered or any(figure is None for figure in figures):
        return Outlook(Forecast(goal or 0.0, None, None, Withheld.FEW_RUNS))
    draws = np.array([draws_of(subject, run, truth) for run in ordered]).T
    sizes = [run.documents for run in ordered]
    curve = fit_curve(sizes, [figure or 0.0 for figure in figures], draws)
    found = forecast(curve, sizes, goal or float(curve.at(AHEAD * curve.answers)[0]))
    return Outlook(found, curve if found.withheld in (None, Withheld.FLAT) else None)
