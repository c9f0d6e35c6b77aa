"""Is active learning paying? The verdict in sentences: what it is, what it rests on, and what the order saves."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.numbers import number_format
from weaklabels.active.evidence import HORIZON, LEAST_DUELS, Judgement, Verdict
from weaklabels.active.saving import Saved, nearest_part
from weaklabels.services.learning.duelling import FEWEST
from weaklabels.services.learning.savings import FELL, Savings
from weaklabels.services.learning.verdicts import Pace
from weaklabels.services.learning.wording import points


def verdict_of(judgement: Judgement, savings: Savings | None = None) -> str:
    if judgement.verdict == Verdict.HELPS and savings and is_shown(savings.of_answers):
        return _("Ranked order helps: it saves about %(part)s of the answers.") % {
            "part": part_in_words(savings.of_answers.share)
        }
    return {
        Verdict.TOO_EARLY: _("Too early to say."),
        Verdict.HELPS: _("Ranked order helps."),
        Verdict.NO_DIFFERENCE: _("No difference shown."),
        Verdict.HURTS: _("Ranked order hurts here: most documents come in random order now."),
    }[judgement.verdict]


def is_shown(found: Saved) -> bool:
    """Is more saved than nothing, by the whole interval?"""
    return found.share is not None and found.interval is not None and found.interval[0] > 0


def part_in_words(share: float | None) -> str:
    return {
        (1, 10): _("a tenth"),
        (1, 5): _("a fifth"),
        (1, 4): _("a quarter"),
        (1, 3): _("a third"),
        (1, 2): _("half"),
        (2, 3): _("two thirds"),
        (3, 4): _("three quarters"),
        (9, 10): _("nine tenths"),
    }[nearest_part(share or 0.0)]


def saved_in_words(savings: Savings | None) -> list[str]:
    """What the order saves, below 0 what it costs, with intervals and what that was counted on."""
    if savings is None or savings.of_answers.share is None:
        return []
    said = _(
        "Counted after %(answers)s answers, on %(documents)s documents that no model learned from: to become as right "
        "as with random answers takes %(share)s %% fewer of the answers since the order began (95 %% interval %(low)s "
        "to %(high)s)."
    ) % {
        "answers": number_format(savings.answers, force_grouping=True),
        "documents": number_format(savings.documents, force_grouping=True),
        **_percent(savings.of_answers),
    }
    if savings.of_seconds is None or savings.of_seconds.share is None:
        return [said]
    return [
        said,
        _("Of the seconds it is %(share)s %% (%(low)s to %(high)s).") % _percent(savings.of_seconds),
    ]


def _percent(found: Saved) -> dict[str, str]:
    low, high = found.interval or (0.0, 0.0)
    named = {"share": found.share or 0.0, "low": low, "high": high}
    return {name: number_format(100 * value, 0) for name, value in named.items()}


def reasons_of(
    judgement: Judgement,
    in_time: Judgement,
    pace: Pace | None,
    savings: Savings | None = None,
    *,
    mix_is_set: bool,
) -> list[str]:
    """On what the verdict rests, what it is at equal seconds, and what follows from it."""
    said = [_rests_on(judgement)]
    if judgement.gap is not None:
        low, high = judgement.interval
        said.append(
            _(
                "Models that learned from ranked answers are right on %(gap)s points more documents than models that "
                "learned from as many random ones; the 95 %% interval goes from %(low)s to %(high)s."
            )
            % {"gap": points(judgement.gap), "low": points(low), "high": points(high)}
        )
        if pace and in_time.gap is not None:
            said.append(at_equal_seconds(in_time.gap, in_time.interval, pace))
    if judgement.verdict in FELL:
        said += saved_in_words(savings)
    if judgement.verdict == Verdict.TOO_EARLY:
        said.append(
            _(
                "It can be said at the earliest after %(least)s duels. Without a verdict at %(horizon)s answers it "
                "reads “no difference shown”: both orders are alike by then."
            )
            % {"least": LEAST_DUELS, "horizon": HORIZON}
        )
    if mix_is_set:
        said.append(_("The shares of the queue were set by a person, and stay as they are."))
    return said


def at_equal_seconds(gap: float, interval: tuple[float, float], pace: Pace) -> str:
    """What the annotators' time is worth in either order: hard documents may take longer."""
    return _(
        "A ranked answer takes %(ranked)s s, a random one %(random)s s, each in the middle. Of models that had equally "
        "many seconds of both, it is %(gap)s points, from %(low)s to %(high)s."
    ) % {
        "ranked": number_format(pace.ranked, 1),
        "random": number_format(pace.control, 1),
        "gap": points(gap),
        "low": points(interval[0]),
        "high": points(interval[1]),
    }


def _rests_on(judgement: Judgement) -> str:
    if not judgement.duels:
        return _(
            "There are no duels yet. They begin when each half of both arms has %(fewest)s answers, and the models "
            "of the arms disagree about some documents."
        ) % {"fewest": FEWEST}
    return ngettext(
        "It rests on %(count)s duel: a document on which the models of the two orders disagree.",
        "It rests on %(count)s duels: documents on which the models of the two orders disagree.",
        judgement.duels,
    ) % {"count": judgement.duels}
