"""Who has read what changed in meaning."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from annotate.models import Membership, User
from annotate.roles import Role
from booklet.models import Page, Receipt, Revision


def unread_by(membership: Membership) -> QuerySet[Revision]:
    """The newest changes of meaning this annotator has not confirmed, the oldest first.

    Only what changed after they joined: who comes later reads the booklet as it is.
    """
    read = Receipt.objects.filter(reader=membership.user_id).values("revision")
    newest = _changed(membership).order_by("page_id", "-number").distinct("page_id").values("id")
    unread = Revision.objects.filter(id__in=newest).exclude(id__in=read).exclude(author=membership.user_id)
    return unread.select_related("page", "author").order_by("id")


def known_before(revision: Revision, membership: Membership) -> Revision | None:
    """What the page said when this annotator last knew it: who confirms its newest change has seen all since then."""
    of_page = Revision.objects.filter(page=revision.page_id)
    read = of_page.filter(receipts__reader=membership.user_id).order_by("-number").first()
    unseen = _changed(membership).filter(page=revision.page_id, number__gt=read.number if read else 0)
    first = (
        unseen.exclude(author=membership.user_id).order_by("number").values_list("number", flat=True).first()
    )
    return of_page.filter(number=(first or revision.number) - 1).first()


def _changed(membership: Membership) -> QuerySet[Revision]:
    """Changes of meaning since this annotator joined."""
    return Revision.objects.filter(
        page__project=membership.project_id,
        page__retired_at=None,
        changes_meaning=True,
        number__gt=1,
        made_at__gt=membership.joined_at,
    )


def confirm(revision: Revision, reader: User) -> None:
    """Keep that somebody has read a revision. Twice is once."""
    Receipt.objects.get_or_create(revision=revision, reader=reader)


@dataclass(frozen=True)
class Readers:
    """Who has confirmed a revision, and who has not yet."""

    read: list[User]
    waiting: list[User]


def readers_of(page: Page) -> Readers | None:
    """About the newest change of meaning of a page; None where there was none."""
    revision = page.revisions.filter(changes_meaning=True, number__gt=1).order_by("-number").first()
    if revision is None:
        return None
    memberships = page.project.memberships.filter(
        ended_at=None, roles__contains=[Role.ANNOTATOR], joined_at__lt=revision.made_at
    ).exclude(user=revision.author_id)
    people = [
        membership.user for membership in memberships.select_related("user").order_by(F("user__name").asc())
    ]
    read = set(revision.receipts.values_list("reader", flat=True))
    return Readers(
        [person for person in people if person.id in read],
        [person for person in people if person.id not in read],
    )
