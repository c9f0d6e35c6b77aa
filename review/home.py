"""Which figures does a project's home show, and to whom?"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from annotate.charts import BarChart, bar_chart
from annotate.models import Flag, Hold, Job, Membership, Project, Standing
from annotate.roles import Role
from annotate.services.estimates import Pace, pace_of
from annotate.services.holds import WAITS_FOR_A_DECISION
from annotate.services.tallies import Progress, Share, progress_of, shares_of
from review.services.own_work import with_checks

DAYS = 30
FAILURES_FOR = timedelta(days=7)
MOST_FLAGS = 5
SEES_FIGURES = (Role.SUPERVISOR, Role.OWNER, Role.EXPERT, Role.VIEWER)
SEES_PEOPLE = (Role.SUPERVISOR, Role.OWNER)


@dataclass(frozen=True)
class Work:
    """What one person has given: in all, today, in the last seven days, and how long an answer took."""

    name: str
    answers: int
    today: int
    week: int
    active_ms: int
    last_day: date | None
    waiting: int = 0

    @property
    def seconds(self) -> float | None:
        return self.active_ms / 1000 / self.answers if self.answers > 0 else None


@dataclass(frozen=True)
class Needs:
    """What waits for a person: documents to decide on, questions and notes, jobs that failed."""

    held: int
    inquiries: int
    flags: int
    newest_flags: list[Flag]
    failed_jobs: int

    def __bool__(self) -> bool:
        return bool(self.held or self.inquiries or self.flags or self.failed_jobs)


def needs_of(project: Project) -> Needs:
    """What waits for a supervisor or an owner."""
    held = Hold.objects.filter(document__project=project, closed_at=None, reason__in=WAITS_FOR_A_DECISION)
    flags = project.flags.filter(resolved_at=None)
    failed = project.jobs.filter(state=Job.State.FAILED, finished_at__gte=timezone.now() - FAILURES_FOR)
    return Needs(
        held=held.values("document").distinct().count(),
        inquiries=project.inquiries.waiting().count(),
        flags=flags.count(),
        newest_flags=list(flags.select_related("author", "document")[:MOST_FLAGS]),
        failed_jobs=failed.count(),
    )


@dataclass(frozen=True)
class Figures:
    """The numbers of the page, as far as this member may see them."""

    progress: Progress
    pace: Pace
    chart: BarChart
    shares: list[Share]
    mine: Work
    annotators: list[Work] | None  # None: not for this member

    @property
    def hours(self) -> float:
        return self.pace.hours(self.progress.to_come)


def figures_of(membership: Membership) -> Figures:
    """Everybody's numbers for those who see figures; to an annotator only their own."""
    project = membership.project
    sees_all = membership.has(*SEES_FIGURES)
    own = {} if sees_all else {"author": membership.user}
    shares = shares_of(project, author__is_source=False, **own)
    mine = [share for share in shares if share.author_id == membership.user_id]
    if membership.has(Role.ANNOTATOR):
        mine = with_checks(project, membership.user, mine)
    return Figures(
        progress=progress_of(project),
        pace=pace_of(project),
        chart=bar_chart(per_day(shares if sees_all else mine)),
        shares=shares,
        mine=work_of(str(membership.user), mine),
        annotators=_annotators(project, shares) if membership.has(*SEES_PEOPLE) else None,
    )


def per_day(shares: list[Share]) -> list[tuple[str, int]]:
    """Answers on each of the last DAYS days, those without any included."""
    counts: Counter[date] = Counter()
    for share in shares:
        counts[share.day] += share.answers
    days = [today() - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    written = pgettext("a day below its bar, as Django's date filter writes it", "j M")
    return [(date_format(day, written), counts[day]) for day in days]


def work_of(name: str, shares: list[Share], waiting: int = 0) -> Work:
    return Work(
        name=name,
        answers=sum(share.answers for share in shares),
        today=sum(share.answers for share in shares if share.day == today()),
        week=sum(share.answers for share in shares if share.day > today() - timedelta(days=7)),
        active_ms=sum(share.active_ms for share in shares),
        last_day=max((share.day for share in shares), default=None),
        waiting=waiting,
    )


def _annotators(project: Project, shares: list[Share]) -> list[Work]:
    """Everybody who annotates or once did, by name."""
    members = project.memberships.select_related("user").order_by("user__name", "id")
    waiting = dict(
        Standing.objects.filter(project=project, state__in=[Standing.State.ASSIGNED, Standing.State.RETURNED])
        .order_by()
        .values_list("annotator")
        .annotate(count=Count("id"))
    )
    by_author: dict[int, list[Share]] = {}
    for share in shares:
        by_author.setdefault(share.author_id, []).append(share)
    return [
        work_of(str(member.user), by_author.get(member.user_id, []), waiting.get(member.user_id, 0))
        for member in members
        if member.user_id in by_author or (member.has(Role.ANNOTATOR) and not member.ended_at)
    ]


def today() -> date:
    """Days are counted in UTC, as the tallies are: a team may be spread over time zones."""
    return datetime.now(UTC).date()
