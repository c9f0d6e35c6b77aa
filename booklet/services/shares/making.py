"""What a share shows is chosen, and links to it are made and end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services import secrets
from booklet.models import Share, ShareLink
from booklet.ports import share_sections

LONGEST_NAME = 120
LONGEST_INTRODUCTION = 4_000
MOST_CHOSEN = 100
DAYS = (1, 7, 14, 30, 90)


@dataclass(frozen=True)
class Wish:
    """What an owner chose: the name and the first words visitors read, and by section what it shows."""

    name: str
    introduction: str
    sections: Mapping[str, list[str]]


class LinkEnded(Exception):
    """The link was one of ours, and shows nothing any more."""

    def __init__(self, link: ShareLink) -> None:
        super().__init__()
        self.link = link


@transaction.atomic
def make_share(project: Project, name: str, by: User) -> Share:
    """A share that shows nothing yet, and has no link. Raises Invalid."""
    share = Share.objects.create(project=project, name=_checked_name(name), made_by=by)
    _note(share, by, "share made")
    return share


@transaction.atomic
def change_share(share: Share, wish: Wish, by: User, *, seen: str | None = None) -> Share:
    """Show what is wished from now on; open links show it at once. Raises Invalid or Conflict.

    `seen` is the mark of what was shown when the wish was begun: what somebody took out meanwhile is not shown again.
    """
    introduction = wish.introduction.replace("\r\n", "\n").strip()
    if len(introduction) > LONGEST_INTRODUCTION or "\0" in introduction:
        raise Invalid(
            _("The introduction has at most %(most)s characters.") % {"most": LONGEST_INTRODUCTION},
            field="introduction",
        )
    name, sections = _checked_name(wish.name), _checked_sections(share.project, wish.sections)
    if seen is not None and seen != mark_of(Share.objects.select_for_update().get(id=share.id)):
        raise Conflict(
            _(
                "Somebody changed meanwhile what is shown here. Nothing was saved, and your choice still stands below. "
                "Look at the page as a visitor sees it now; then save yours, or reload to begin with theirs."
            )
        )
    share.name, share.introduction, share.sections = name, introduction, sections
    share.save(update_fields=["name", "introduction", "sections"])
    _note(share, by, "share changed")
    return share


def mark_of(share: Share) -> str:
    """Short, and another one for whatever else is shown."""
    shown = json.dumps([share.name, share.introduction, share.sections], sort_keys=True)
    return sha256(shown.encode()).hexdigest()[:16]


@transaction.atomic
def make_link(share: Share, days: int, by: User) -> str:
    """The secret of the one link that is open from now on. Raises Invalid."""
    if days not in DAYS:
        raise Invalid(
            _("A link is open for %(days)s days. Choose one of these.")
            % {"days": ", ".join(str(one) for one in DAYS)},
            field="days",
        )
    _end_links(share)
    secret = secrets.new_secret()
    expires_at = timezone.now() + timedelta(days=days)
    ShareLink.objects.create(
        share=share, token_hash=secrets.hash_of(secret), made_by=by, expires_at=expires_at
    )
    _note(share, by, "share link made")
    return secret


@transaction.atomic
def revoke_link(share: Share, by: User) -> None:
    """Whatever link there is opens nothing any more. Twice is once."""
    if _end_links(share):
        _note(share, by, "share link revoked")


def share_with(secret: str) -> Share | None:
    """What the link with this secret shows; None if there never was such a link. Raises LinkEnded."""
    links = ShareLink.objects.filter(token_hash=secrets.hash_of(secret))
    living = links.living().select_related("share__project__schema", "share__made_by", "made_by").first()
    if living:
        return living.share
    if link := links.select_related("share", "made_by").first():
        raise LinkEnded(link)
    return None


def open_link(share: Share) -> ShareLink | None:
    return share.links.living().first()


def _end_links(share: Share) -> int:
    return share.links.filter(revoked_at=None).update(revoked_at=timezone.now())


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise Invalid(
            _("Give it a name of 1 to %(most)s characters. Visitors read it first.") % {"most": LONGEST_NAME},
            field="name",
        )
    return name


def _checked_sections(project: Project, wished: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What is chosen of each section, in the section's own order."""
    chosen = {}
    for section in share_sections:
        if section.name not in wished:
            continue
        values = [value for value, _name in section.choices(project)] if section.choices else []
        wishes = set(wished[section.name])
        if unknown := sorted(wishes - set(values)):
            raise Invalid(
                _("“%(value)s” cannot be shown: it is not there any more. Choose again.")
                % {"value": unknown[0]},
                field=section.name,
            )
        if len(wishes) > MOST_CHOSEN:
            raise Invalid(
                _("Choose at most %(most)s of each kind; somebody has to read them.") % {"most": MOST_CHOSEN}
            )
        chosen[section.name] = [value for value in values if value in wishes]
    return chosen


def _note(share: Share, by: User, kind: str) -> None:
    Event.objects.create(project_id=share.project_id, actor=by, kind=kind, detail={"share": share.id})
