"""Telling people what concerns them: in a list of their own, as far as they want to be told."""

import re
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Notification, Project, User
from annotate.problems import Invalid

Kind = Notification.Kind
NAMED = re.compile(r"(?<![\w@.])@([\w.+-]*\w)")
MOST_NAMED = 20
SHOWN = 100


def notify(project: Project, kind: Kind, readers: Iterable[int], target: int, actor: User) -> None:
    """Tell these members, but not whoever did it nor those who do not want to know. One question, one INSERT."""
    wanted = set(readers) - {actor.id}
    if not wanted:
        return
    people = User.objects.filter(
        id__in=wanted, is_active=True, memberships__project=project, memberships__ended_at=None
    ).exclude(muted__contains=[kind])
    Notification.objects.bulk_create(
        Notification(reader_id=reader, project=project, kind=kind, target=target, actor=actor)
        for reader in people.distinct().values_list("id", flat=True)
    )


def notify_of_return(project: Project, annotator: User, document: int, by: User) -> None:
    """However many documents come back, there is one line until it is read."""
    waiting = Notification.objects.filter(reader=annotator, project=project, kind=Kind.RETURNED, read_at=None)
    if not waiting.exists():
        notify(project, Kind.RETURNED, [annotator.id], document, by)


def notify_of_mentions(project: Project, text: str, target: int, by: User) -> None:
    """Tell the members whom a comment names: “@ada”. A name nobody has here, or has no more, is text."""
    if names := named_in(text):
        members = project.memberships.filter(ended_at=None, user__is_active=True)
        people = members.values_list("user__username", "user_id")
        notify(project, Kind.MENTION, [user for name, user in people if name.casefold() in names], target, by)


def named_in(text: str) -> set[str]:
    """The user names after an @, in lower case.

    >>> sorted(named_in("@Ada, see (@bo.b). Not a@b.org or @@ada."))
    ['ada', 'bo.b']
    """
    return {name.casefold() for name in NAMED.findall(text)[:MOST_NAMED]}


def unread_count(user: User) -> int:
    return Notification.objects.of(user).filter(read_at=None).count()


def newest(user: User) -> list[Notification]:
    return list(Notification.objects.of(user).select_related("project", "actor").order_by("-id")[:SHOWN])


def mark_read(user: User, only: int | None = None) -> None:
    """All of them, or one. Twice is once."""
    unread = Notification.objects.filter(reader=user, read_at=None)
    (unread if only is None else unread.filter(id=only)).update(read_at=timezone.now())


@transaction.atomic
def choose_kinds(user: User, wanted: Collection[str]) -> None:
    """Be told of these kinds only. Raises Invalid."""
    if unknown := sorted(set(wanted) - set(Kind.values)):
        raise Invalid(_("“%(kind)s” is no kind of notification.") % {"kind": unknown[0]}, field="kinds")
    User.objects.filter(id=user.id).update(muted=[kind for kind in Kind.values if kind not in wanted])
