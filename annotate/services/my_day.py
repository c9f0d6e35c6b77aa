"""What waits for me? One line for each of my projects."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Annotation, Flag, Inquiry, Membership, Project, Standing, User
from annotate.roles import Role

WAITING = (Standing.State.RETURNED, Standing.State.ASSIGNED, Standing.State.LEASED)


@dataclass(frozen=True)
class MyProject:
    """A project of mine: my roles, what waits for me there, and what to do next."""

    membership: Membership
    waiting: Counter[str] = field(default_factory=Counter)  # my standings by state
    today: int = 0
    flags: int = 0
    inquiries: int = 0

    @property
    def project(self) -> Project:
        return self.membership.project

    @property
    def roles(self) -> list[str]:
        return [str(role.label) for role in Role if role in self.membership.roles]

    @property
    def can_annotate(self) -> bool:
        return (
            self.membership.has(Role.ANNOTATOR)
            and self.project.is_open
            and self.project.schema_id is not None
        )

    @property
    def has_begun(self) -> bool:
        return bool(self.today or sum(self.waiting.values()))

    @property
    def urgent(self) -> int:
        """What is mine alone to do: nobody else is served it."""
        return self.waiting[Standing.State.RETURNED] + self.waiting[Standing.State.ASSIGNED]

    @property
    def goal_is_reached(self) -> bool:
        return bool(self.membership.goal_a_day and self.today >= self.membership.goal_a_day)

    @property
    def state(self) -> str:
        """Why there is nothing to annotate here, or an empty text."""
        if self.project.closed_at:
            return _("closed")
        if self.project.schema_id is None:
            return _("no questions yet")
        return ""


def my_projects(user: User) -> list[MyProject]:
    """My projects by name, those first where something waits for me alone."""
    memberships = list(
        Membership.objects.filter(user=user, ended_at=None, project__retired_at=None)
        .select_related("project")
        .order_by("project__name", "project_id")
    )
    ids = [membership.project_id for membership in memberships]
    waiting = _waiting_of(user, ids)
    today = _today_of(user, ids)
    flags = _waiting_for_supervisors(Flag.objects.filter(resolved_at=None), memberships)
    inquiries = _waiting_for_supervisors(Inquiry.objects.waiting(), memberships)
    mine = [
        MyProject(
            membership,
            waiting[membership.project_id],
            today[membership.project_id],
            flags[membership.project_id],
            inquiries[membership.project_id],
        )
        for membership in memberships
    ]
    return sorted(mine, key=lambda one: (one.project.closed_at is not None, one.urgent == 0))


def retired_projects(user: User) -> list[Project]:
    """The retired projects this person may restore."""
    return list(
        Project.objects.filter(
            retired_at__isnull=False,
            memberships__user=user,
            memberships__ended_at=None,
            memberships__roles__contains=[Role.OWNER],
        )
    )


def _waiting_of(user: User, ids: list[int]) -> dict[int, Counter[str]]:
    rows = (
        Standing.objects.filter(annotator=user, project__in=ids, state__in=WAITING, occasion="work")
        .order_by()
        .values_list("project", "state")
        .annotate(count=Count("id"))
    )
    waiting: dict[int, Counter[str]] = {project_id: Counter() for project_id in ids}
    for project_id, state, count in rows:
        waiting[project_id][state] = count
    return waiting


def _today_of(user: User, ids: list[int]) -> Counter[int]:
    """Answers saved since midnight of this person's day, corrections not counted twice."""
    answers = Annotation.objects.filter(
        author=user, project__in=ids, saved_at__gte=midnight(), kind=Annotation.Kind.ANSWER, replaces=None
    )
    return Counter(dict(answers.order_by().values_list("project").annotate(count=Count("id"))))


def _waiting_for_supervisors(rows: QuerySet, memberships: list[Membership]) -> Counter[int]:
    """How many of these there are in each project this person supervises."""
    ids = [membership.project_id for membership in memberships if membership.has(Role.SUPERVISOR)]
    rows = rows.filter(project__in=ids)
    return Counter(dict(rows.order_by().values_list("project").annotate(count=Count("id"))))


def midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
