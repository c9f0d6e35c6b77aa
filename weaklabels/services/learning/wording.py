"""What the model page says in sentences: when it learns next, whether the order pays, how far the goal is."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.numbers import number_format
from weaklabels.active.calibration import Calibration
from weaklabels.active.curve import Curve, Forecast, Withheld, gain
from weaklabels.active.metrics import ENOUGH
from weaklabels.active.stopping import Steadiness
from weaklabels.active.strategies import Because
from weaklabels.models import LearningSettings, ModelRun
from weaklabels.services.learning.people import Agreement
from weaklabels.services.learning.quality import Truth

MORE = 100  # answers, of which it is told what they would bring
WISHED_AUDIT = 100  # documents over a project, from which on figures are worth steering by


def when_next(settings: LearningSettings, to_come: int, *, is_open: bool) -> str:
    if not is_open:
        return _("The project is closed: nothing is learned until it is reopened.")
    if not settings.learns:
        return _("It may not learn: switched off below.")
    if to_come == 0:
        return _("It learns next in a moment.")
    return ngettext(
        "It learns next after %(count)s more answer, or %(minutes)s minutes after one.",
        "It learns next after %(count)s more answers, or %(minutes)s minutes after one.",
        to_come,
    ) % {"count": to_come, "minutes": settings.minutes_a_run}


def why_order(run: ModelRun | None) -> str:
    """What the order really follows, where that is not what was chosen."""
    because = run and run.report.get("because")
    return {
        Because.COLD: _(
            "There are few answers yet: the order follows what rules say, or chance, until every label has 5 answers "
            "or 50 are in."
        ),
        Because.NOTHING_TO_GO_BY: _(
            "What the chosen strategy needs is not there: the order follows another."
        ),
        Because.MISLED: _(
            "The documents the model is least sure of are copies of one another: half of the draws are random."
        ),
    }.get(because or "", "")


def too_early(audited: int, asked: int, share: int = WISHED_AUDIT) -> str:
    """Why there is no figure, or why it is worth little; "" from 100 audit documents on that the model was asked of.

    `share` is how many documents the audit share has: of a small project it never comes to a hundred.
    """
    said = _too_early(audited, asked)
    if not said or share >= WISHED_AUDIT:
        return said
    return (
        said
        + " "
        + ngettext(
            "The audit share of this project has %(count)s document: its figures stay rough.",
            "The audit share of this project has %(count)s documents: its figures stay rough.",
            share,
        )
        % {"count": share}
    )


def _too_early(audited: int, asked: int) -> str:
    if audited < ENOUGH:
        return ngettext(
            "Too early to say: %(count)s audit document is answered. Figures begin at %(enough)s of a label, and are "
            "worth steering by from %(wished)s in all.",
            "Too early to say: %(count)s audit documents are answered. Figures begin at %(enough)s of a label, and are "
            "worth steering by from %(wished)s in all.",
            audited,
        ) % {"count": audited, "enough": ENOUGH, "wished": WISHED_AUDIT}
    if audited < WISHED_AUDIT:
        return _(
            "Only %(count)s audit documents are answered: wait for %(wished)s before you rely on these."
        ) % {
            "count": audited,
            "wished": WISHED_AUDIT,
        }
    if asked < WISHED_AUDIT:
        return _(
            "The model was asked about only %(asked)s of the %(count)s audit documents that are answered: rely little "
            "on these figures."
        ) % {"asked": asked, "count": audited}
    return ""


def judged_on(truth: Truth) -> str:
    """Whose word the figures are held against."""
    said = ngettext(
        "Computed on %(count)s audit document, drawn at random and never learned from: %(gold)s against gold, "
        "%(several)s against several people, %(one)s against one person.",
        "Computed on %(count)s audit documents, drawn at random and never learned from: %(gold)s against gold, "
        "%(several)s against several people, %(one)s against one person.",
        len(truth),
    )
    counts = {"count": len(truth), "gold": truth.by_gold, "several": truth.by_several, "one": truth.by_one}
    return said % {name: number_format(count, force_grouping=True) for name, count in counts.items()}


def people_agree(found: Agreement) -> str:
    """How good people are by the same measure: a model held against one of them cannot be shown to be better."""
    if not found.documents:
        return ""
    if found.figure is None or found.between is None:
        return ngettext(
            "Two people have answered %(count)s of them: too few to say how far people agree.",
            "Two people have answered %(count)s of them: too few to say how far people agree.",
            found.documents,
        ) % {"count": found.documents}
    low, high = found.between
    return ngettext(
        "Two people have answered %(count)s of them and agree to F1 %(figure)s (95 %% interval %(low)s to %(high)s): "
        "no model can be shown to be better than that.",
        "Two people have answered %(count)s of them and agree to F1 %(figure)s (95 %% interval %(low)s to %(high)s): "
        "no model can be shown to be better than that.",
        found.documents,
    ) % {
        "count": number_format(found.documents, force_grouping=True),
        "figure": number_format(found.figure, 2),
        "low": number_format(low, 2),
        "high": number_format(high, 2),
    }


def curve_rests_on(documents: int, left_out: int) -> str:
    """On what all points of the learning curve are computed, and which runs have none."""
    said = ngettext(
        "All points are computed on the same %(count)s audit document.",
        "All points are computed on the same %(count)s audit documents.",
        documents,
    ) % {"count": number_format(documents, force_grouping=True)}
    if not left_out:
        return said
    more = ngettext(
        "%(count)s run from before most of these came is not shown.",
        "%(count)s runs from before most of these came are not shown.",
        left_out,
    ) % {"count": left_out}
    return f"{said} {more}"


def as_sure_as_right(found: Calibration | None) -> str:
    """Does it know what it does not know? "" with too few documents for two groups."""
    if found is None or found.error is None:
        return ""
    told = {}
    for name, group in (("least", found.bins[0]), ("most", found.bins[-1])):
        shares = {
            "sure": group.sure,
            "right": group.right,
            "low": group.interval[0],
            "high": group.interval[1],
        }
        told |= {f"{name}_{part}": number_format(100 * share, 0) for part, share in shares.items()}
    return _(
        "Of the answers it is least sure of (%(least_sure)s %%), %(least_right)s %% are right (95 %% interval "
        "%(least_low)s to %(least_high)s); of those it is surest of (%(most_sure)s %%), %(most_right)s %% "
        "(%(most_low)s to %(most_high)s). In %(groups)s groups of equally many documents the two are %(error)s points "
        "apart in the mean."
    ) % {**told, "groups": len(found.bins), "error": number_format(100 * found.error, 1)}


def far_to_goal(found: Forecast, seconds_per_answer: float) -> str:
    """How far the goal is, or why that cannot be said."""
    goal = number_format(found.goal, 2)
    if found.more == 0:
        return _("The goal, F1 %(goal)s, is reached.") % {"goal": goal}
    if found.more is not None and found.between is not None:
        hours = found.more * seconds_per_answer / 3600
        return _(
            "About %(more)s more answers to F1 %(goal)s (between %(low)s and %(high)s), %(hours)s hours at your pace."
        ) % {
            "more": number_format(found.more, force_grouping=True),
            "low": number_format(found.between[0], force_grouping=True),
            "high": number_format(found.between[1], force_grouping=True),
            "goal": goal,
            "hours": number_format(hours, 1),
        }
    return {
        Withheld.FEW_RUNS: _(
            "How far F1 %(goal)s is can be said after five runs with enough audit documents."
        ),
        Withheld.NEARBY_RUNS: _(
            "How far F1 %(goal)s is can be said once a run has learned from twice the answers of the first."
        ),
        Withheld.FLAT: _("The curve does not rise to F1 %(goal)s, as far as can be seen."),
        Withheld.WIDE: _("How far F1 %(goal)s is cannot be said yet: more audit answers make it narrower."),
    }[found.withheld or Withheld.FEW_RUNS] % {"goal": goal}


def where_it_goes(found: Forecast) -> str:
    """What is missing until the curve can be drawn on; "" where it is."""
    return {
        Withheld.FEW_RUNS: _("Where it will go can be said after five runs with enough audit documents."),
        Withheld.NEARBY_RUNS: _(
            "Where it will go can be said once a run has learned from twice the answers of the first."
        ),
        Withheld.WIDE: _("Where it will go cannot be said yet: more audit answers make it narrower."),
    }.get(found.withheld or "", "")


def worth_of_more(curve: Curve | None, seconds_per_answer: float) -> str:
    """What the next hundred answers bring, beside what they cost: when to stop is the reader's to say."""
    if curve is None:
        return ""
    middle, low, high = gain(curve, MORE)
    return _(
        "%(count)s more answers would add %(gain)s points of F1 (%(low)s to %(high)s) for %(hours)s hours at your pace."
    ) % {
        "count": MORE,
        "gain": points(middle),
        "low": points(low),
        "high": points(high),
        "hours": number_format(MORE * seconds_per_answer / 3600, 1),
    }


def steady_in_words(found: Steadiness) -> str:
    """Advice on stopping, and never more than that."""
    if found.changed is None:
        return ""
    said = _("The last run changed %(part)s %% of what the one before said.") % {
        "part": number_format(100 * found.changed, 1)
    }
    if found.steady:
        said += " " + _("Three runs in a row hardly differ: more answers of this kind will change little.")
    return said


def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign.

    >>> points(0.034), points(-0.2)
    ('+3.4', '-20.0')
    """
    sign = "+" if share >= 0 else "-"
    return sign + number_format(abs(100 * share), 1)
