"""Every figure of a check with how it was computed, for its page and for its file."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotate.numbers import number_format
from review.models import SpotCheck
from review.services.spot_checks.report import Estimate, Report


@dataclass(frozen=True)
class Figure:
    name: str
    value: str
    how: str = ""


def figures_of(report: Report) -> list[Figure]:
    """What was counted always; what may be estimated once the whole sample is checked."""
    found = [*of_the_batch(report), *of_the_sample(report)]
    return found + of_the_rate(report.check, report.estimate) if report.estimate else found


def of_the_batch(report: Report) -> list[Figure]:
    check = report.check
    return [
        Figure(
            _("Answers in the batch"),
            str(check.batch_size),
            _("frozen %(when)s, each as it stood then") % {"when": _moment(check.frozen_at)},
        ),
        Figure(
            _("Changed since"),
            str(report.changed),
            _(
                "answers of the batch replaced or withdrawn after it was frozen; the check is about what stood then"
            ),
        ),
    ]


def of_the_sample(report: Report) -> list[Figure]:
    check = report.check
    drawing = (
        _("a simple random sample of every part, mixed; seed %(seed)s")
        if check.parts
        else _("a simple random sample without repetition, in the order of drawing; seed %(seed)s")
    )
    return [
        Figure(_("Answers drawn"), str(check.sizes[-1]), drawing % {"seed": check.seed}),
        Figure(_("Checked"), str(report.checked), _how_checked(check)),
        Figure(_("Right"), str(report.right)),
        Figure(_("Wrong"), str(report.wrong)),
        Figure(_("Unclear"), str(report.unclear), _("counts as wrong: the claim must hold for it, too")),
        Figure(_("Verdicts taken back"), str(report.taken_back), _("before anything was decided")),
    ]


def _how_checked(check: SpotCheck) -> str:
    if check.shows_answer:
        return _("the checker saw the answer at once")
    return _("the checker answered first and saw the answer after")


def of_the_rate(check: SpotCheck, estimate: Estimate) -> list[Figure]:
    percent = number_format((100 * check.confidence).normalize())
    if estimate.low is None or estimate.high is None:
        weighted = _("the share of each part, weighted by its answers")
        combined = _("one-sided, %(percent)s %%: the parts' hypergeometric chances, combined as Fisher does")
        return [
            Figure(_("Error rate"), _percent(estimate.share), weighted),
            Figure(_("At most"), _percent(estimate.bound), combined % {"percent": percent}),
        ]
    one_sided = _(
        "one-sided, %(percent)s %%: Clopper and Pearson's bound for a batch of this size (hypergeometric)"
    )
    two_sided = _("two-sided, %(percent)s %%: half of the doubt at each end, the same distribution")
    return [
        Figure(_("Error rate"), _percent(estimate.share), _("wrong and unclear among those checked")),
        Figure(_("At most"), _percent(estimate.bound), one_sided % {"percent": percent}),
        Figure(
            _("Interval"),
            _("%(low)s to %(high)s") % {"low": _percent(estimate.low), "high": _percent(estimate.high)},
            two_sided % {"percent": percent},
        ),
    ]


def _percent(share: float) -> str:
    return f"{number_format(100 * share, 2)}\xa0%"


def _moment(when: object) -> str:
    return date_format(when, "SHORT_DATETIME_FORMAT")
