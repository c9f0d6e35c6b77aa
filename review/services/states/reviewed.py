"""Which states of good practice has the review of a project reached? Few queries, none grows with the documents."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Project
from annotate.numbers import number_format
from annotate.ports import State
from annotate.roles import Role
from booklet.services.goals import goal_of
from review.models import KeptMeasure, SampledAnswer, SpotCheck
from review.services.measures import kept_measures
from review.services.phases.beginning import phase_now
from review.services.phases.testing import (
    ORDER,
    Kind,
    agrees,
    needed_agreement,
    newest_pilot,
    still_to_answer,
)

READERS = (Role.SUPERVISOR, Role.OWNER)
LOOKED_AT_FOR = timedelta(days=14)
NEWEST = 100  # decisions looked at


def states_of(project: Project) -> list[State]:
    agreement = kept_measures(project).get("agreement")
    return [
        State("disagreement", bool(project.disagreement), "", "review:phases", "", (Role.OWNER,)),
        *_phases(project),
        *_agreement(project, agreement),
        *_decided(project),
        *_checked(project),
        _released(project),
    ]


def _phases(project: Project) -> list[State]:
    now = phase_now(project)
    reached = ORDER.index(Kind(now.kind)) if now else -1
    pilot = newest_pilot(project)
    left = still_to_answer(project, pilot) if pilot else {}
    answered = pilot is not None and not left
    is_past = reached > ORDER.index(Kind.PILOT)
    return [
        State("pilot", reached >= 0, "", "review:phases", "", (Role.OWNER,)),
        State(
            "pilot answered",
            answered or is_past,
            "",
            "annotate:workbench",
            "",
            (Role.ANNOTATOR,),
            tuple(left),
        ),
        State("calibrated", reached >= ORDER.index(Kind.CALIBRATED), "", "review:phases", "", (Role.OWNER,)),
        State("production", reached >= ORDER.index(Kind.PRODUCTION), "", "review:phases", "", (Role.OWNER,)),
    ]


def _agreement(project: Project, agreement: KeptMeasure | None) -> list[State]:
    """That it was measured at all; and that it is enough, where disagreement is an error."""
    low, needed, told = agreement.low if agreement else None, 1.0, ""
    if low is not None:  # what is asked for needs not be read before
        needed = needed_agreement(project, goal_of(project))
        told = _("alpha is at least %(low)s, %(needed)s is asked for") % {
            "low": number_format(low, 2),
            "needed": number_format(needed, 2),
        }
    enough = None if project.takes_variation else agrees(agreement, needed)
    return [
        State("measured", low is not None, told, "review:agreement", "", READERS),
        State("agreement", enough, told, "review:disagreements", "", READERS),
    ]


def _decided(project: Project) -> list[State]:
    newest = list(project.adjudications.values_list("decided_at", "is_own")[:NEWEST])
    lately = bool(newest) and newest[0][0] > timezone.now() - LOOKED_AT_FOR
    own = sum(is_own for _at, is_own in newest)
    apart = not own if newest else None
    told = _("%(count)s of the newest were decided by one of the annotators") % {"count": own} if own else ""
    return [
        State("disagreements reviewed", lately, "", "review:disagreements", "", READERS),
        State("adjudicator apart", apart, told, "review:disagreements", "", READERS),
    ]


def _checked(project: Project) -> list[State]:
    """A check that failed bounds nothing until its whole sample is looked at."""
    waiting = SampledAnswer.objects.filter(spot_check=OuterRef("pk"), verdict="")
    checks = project.spot_checks.filter(abandoned_at=None).annotate(is_whole=~Exists(waiting))
    outcomes = list(checks.values_list("outcome", "is_whole"))
    passed = SpotCheck.Outcome.PASSED
    is_bounded = any(outcome == passed or (outcome and is_whole) for outcome, is_whole in outcomes)
    return [
        State("spot check", bool(outcomes), "", "review:spot-check-new", "", READERS),
        State("errors known", is_bounded, "", "review:spot-checks", "", READERS),
    ]


def _released(project: Project) -> State:
    """A draft is none yet, and what was retired none any more."""
    published = project.releases.filter(published_at__isnull=False, retired_at=None).order_by("-id")
    newest = published.values_list("name", flat=True).first()
    return State("released", newest is not None, newest or "", "review:releases", "", READERS)
