"""How far is the goal? Each of its measures against its target, by the lower end of its interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Membership
from annotate.numbers import number_format
from annotate.roles import Role
from annotate.services.tallies import Progress
from booklet.models import Goal
from booklet.services.goals import goal_of
from review.models import KeptMeasure
from review.services.measures import NOTHING, is_stale, kept_measures
from review.targets import Track, track

WORKERS = (Role.SUPERVISOR, Role.OWNER, Role.EXPERT)
WHERE = {
    "documents": ("annotate:documents", WORKERS),
    "agreement": ("review:agreement", (Role.SUPERVISOR, Role.OWNER)),
    "model": ("learning:model", (*WORKERS, Role.VIEWER)),
}


@dataclass(frozen=True)
class Line:
    """One measure: its target, its value with its interval in words and as a picture, and whether that is enough."""

    measure: str
    name: str
    is_headline: bool
    target: str
    value: str
    interval: str
    is_reached: bool | None
    address: str  # empty: not for this member
    track: Track


@dataclass(frozen=True)
class Board:
    goal: Goal | None
    lines: list[Line]
    is_stale: bool
    days_left: int | None


def board_of(membership: Membership, progress: Progress, today: date) -> Board:
    """Without a goal the measures stand there by themselves."""
    project = membership.project
    goal, kept = goal_of(project), kept_measures(project)
    addresses = {name: _address(membership, name) for name in WHERE}
    lines = [
        _documents(goal, progress, addresses["documents"]),
        *(_measured(goal, name, kept, addresses[name]) for name in ("agreement", "model")),
    ]
    left = (goal.deadline - today).days if goal and goal.deadline else None
    return Board(goal, lines, is_stale(kept, progress.given), left)


def _address(membership: Membership, name: str) -> str:
    url_name, roles = WHERE[name]
    return reverse(url_name, args=[membership.project.slug]) if membership.has(*roles) else ""


def _documents(goal: Goal | None, progress: Progress, address: str) -> Line:
    target = goal.documents if goal else None
    end = target or progress.documents
    return Line(
        "documents",
        str(Goal.Measure.DOCUMENTS.label),
        _stands_for(goal, "documents"),
        number_format(target, force_grouping=True) if target else "",
        number_format(progress.finished, force_grouping=True),
        "",
        progress.finished >= target if target else None,
        address,
        track(progress.finished, target, end=max(end, progress.finished)),
    )


def _measured(goal: Goal | None, name: str, kept: Mapping[str, KeptMeasure], address: str) -> Line:
    target = getattr(goal, name) if goal else None
    one = kept.get(name) or KeptMeasure(name=name, why=NOTHING)
    has_interval = one.low is not None and one.high is not None
    reached = one.low is not None and target is not None and one.low >= target
    return Line(
        name,
        str(Goal.Measure(name).label),
        _stands_for(goal, name),
        number_format(target, 2) if target else "",
        number_format(one.value, 2) if one.value is not None else "",
        _interval_of(one),
        reached if target else None,
        address,
        track(one.value, target, (one.low, one.high) if has_interval else None),
    )


def _stands_for(goal: Goal | None, name: str) -> bool:
    return goal is not None and goal.measure == name


def _interval_of(one: KeptMeasure) -> str:
    if one.value is None or one.low is None:
        return _why(one)
    return ngettext(
        "%(low)s to %(high)s on %(count)s document",
        "%(low)s to %(high)s on %(count)s documents",
        one.count,
    ) % {
        "low": number_format(one.low, 2),
        "high": number_format(one.high, 2),
        "count": number_format(one.count, force_grouping=True),
    }


def _why(one: KeptMeasure) -> str:
    if one.why == "too few":
        return _("too few documents: %(count)s") % {"count": one.count}
    if one.why == "one label":
        return _("one label only: nothing to agree on")
    return _("nothing to measure yet")
