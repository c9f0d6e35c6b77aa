"""What changed since yesterday, who is stuck, and what runs dry today. Short, and from tables with an index."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from annotate.models import Membership, Project, Standing
from annotate.roles import Role
from annotate.services.tallies import Progress, Share
from booklet.models import Revision

MOST = 1_000  # rows looked at for one number: of more it is said that there are as many or more
PACE_DAYS = 7


@dataclass(frozen=True)
class Stuck:
    """Somebody who waits, and for what: answers to questions, training, or documents sent back long ago."""

    person: str
    questions: int
    returned: int
    is_untrained: bool
    is_silent: bool  # nothing since yesterday, while there is work


@dataclass(frozen=True)
class Since:
    answers: int
    people: int
    batches: list[str]
    decisions: int
    adjudications: int
    pages: list[str]
    asked: int
    replied: int
    stuck: list[Stuck]
    days_left: float | None  # of work, at the pace of the last week

    @property
    def runs_dry(self) -> bool:
        return self.days_left is not None and self.days_left < 1

    @property
    def is_quiet(self) -> bool:
        changed = (self.answers, self.decisions, self.adjudications, self.asked, self.replied)
        return not any(changed) and not self.batches and not self.pages


def since_yesterday(project: Project, shares: Iterable[Share], progress: Progress) -> Since:
    """From the beginning of yesterday on, counted in UTC as answers are."""
    start = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    shares = list(shares)
    given = {share.author_id for share in shares if share.day >= start.date() and share.answers > 0}
    inquiries = list(project.inquiries.order_by("-id").values_list("asked_at", "answered_at")[:MOST])
    pages = Revision.objects.filter(page__project=project, made_at__gte=start).order_by("title")
    return Since(
        answers=sum(share.answers for share in shares if share.day >= start.date()),
        people=len(given),
        batches=list(project.batches.filter(created_at__gte=start).values_list("name", flat=True)[:5]),
        decisions=_newer(project.decisions.order_by("-number"), "made_at", start),
        adjudications=_newer(project.adjudications.order_by("-id"), "decided_at", start),
        pages=list(pages.values_list("title", flat=True).distinct()[:5]),
        asked=sum(asked >= start for asked, _answered in inquiries),
        replied=sum(bool(answered and answered >= start) for _asked, answered in inquiries),
        stuck=_stuck(project, given, start, has_work=progress.to_come > 0),
        days_left=_days_left(shares, progress, start),
    )


def _newer(rows: QuerySet, field: str, start: datetime) -> int:
    """Of the newest rows, those from then on."""
    return sum(at >= start for at in rows.values_list(field, flat=True)[:MOST])


def _stuck(project: Project, given: set[int], start: datetime, *, has_work: bool) -> list[Stuck]:
    members = project.memberships.filter(ended_at=None, roles__contains=[Role.ANNOTATOR])
    annotators = list(members.select_related("user", "project").order_by("user__name", "id"))
    people = [member.user_id for member in annotators]
    asking = list(project.inquiries.waiting().filter(author__in=people).values_list("author", flat=True))
    returned = list(
        Standing.objects.filter(
            project=project, annotator__in=people, state=Standing.State.RETURNED, changed_at__lt=start
        ).values_list("annotator", flat=True)
    )
    found = [_of(member, asking, returned, given, has_work=has_work) for member in annotators]
    return [one for one in found if one.questions or one.returned or one.is_untrained or one.is_silent]


def _of(
    member: Membership, asking: list[int], returned: list[int], given: set[int], *, has_work: bool
) -> Stuck:
    return Stuck(
        str(member.user),
        asking.count(member.user_id),
        returned.count(member.user_id),
        member.awaits_training,
        has_work and not member.awaits_training and member.user_id not in given,
    )


def _days_left(shares: list[Share], progress: Progress, start: datetime) -> float | None:
    """None where nothing is to come, or nobody answered in a week."""
    after = start.date() - timedelta(days=PACE_DAYS - 1)
    recent = [share for share in shares if share.day > after]
    days = len({share.day for share in recent if share.answers > 0})
    answers = sum(share.answers for share in recent)
    if not progress.to_come or answers <= 0 or not days:
        return None
    return progress.to_come / (answers / days)
