"""Pictures of a project's booklet: added, shown by their numbers, retired and brought back."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from django.db import transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from booklet.models import Page, Picture
from booklet.pictures import Drawn, Unreadable, drawn_anew
from booklet.text.markdown import Placed, pictures_in

LARGEST = 15 * 1024 * 1024  # bytes of a file that is sent
LONGEST_NAME = 120
MOST = 1_000

Address = Callable[[Picture], str]


def add_picture(project: Project, content: bytes, name: str, by: User) -> Picture:
    """The picture in a file, drawn anew. One that is there already is not kept twice. Raises Invalid or Conflict."""
    drawn = _drawn(content)
    kept_once = sha256(drawn.content).digest()
    with transaction.atomic():
        project = lock_project(project)
        there = project.pictures.filter(sha256=kept_once).first()
        if there:
            return _brought_back(there, by)
        if project.pictures.count() >= MOST:
            raise Conflict(_("A booklet has at most %(most)s pictures.") % {"most": MOST})
        last = project.pictures.aggregate(last=Max("number"))["last"] or 0
        made = Picture.objects.create(
            project=project,
            number=last + 1,
            name=plain_name(name),
            kind=drawn.kind,
            content=drawn.content,
            sha256=kept_once,
            width=drawn.width,
            height=drawn.height,
            added_by=by,
        )
        _note(made, by, "picture added")
    return made


@transaction.atomic
def retire_picture(picture: Picture, by: User) -> None:
    """Pages show its description in its place; nothing is deleted."""
    if Picture.objects.filter(id=picture.id, retired_at=None).update(retired_at=timezone.now()):
        _note(picture, by, "picture retired")


@transaction.atomic
def bring_back(picture: Picture, by: User) -> None:
    _brought_back(picture, by)


def address_of(picture: Picture) -> str:
    return reverse("booklet:picture", args=[picture.project.slug, picture.number])


def as_data(picture: Picture) -> str:
    """The picture itself as an address, for a page that stands apart from us."""
    return f"data:{picture.content_type};base64,{b64encode(picture.content).decode()}"


def placed_in(project: Project, texts: Iterable[str], address: Address = address_of) -> Mapping[int, Placed]:
    """The pictures these texts show, by number: one query, and none where they show none."""
    numbers = {number for text in texts for number in pictures_in(text)}
    if not numbers:
        return {}
    found = project.pictures.filter(number__in=numbers, retired_at=None)
    if address is address_of:
        found = found.defer("content")
    placed = {}
    for picture in found:
        picture.project = project
        placed[picture.number] = Placed(address(picture), picture.width, picture.height)
    return placed


def shown_by(project: Project, texts: Iterable[str]) -> QuerySet[Picture]:
    """The living pictures these texts show, with what they hold."""
    numbers = {number for text in texts for number in pictures_in(text)}
    return project.pictures.filter(number__in=numbers, retired_at=None)


def pages_by_picture(project: Project) -> dict[int, list[Page]]:
    """Picture number -> the living pages that show it."""
    pages: dict[int, list[Page]] = {}
    for page in project.pages.living().with_text().filter(current__text__contains="](picture:"):
        for number in pictures_in(page.current.text):
            pages.setdefault(number, []).append(page)
    return pages


def plain_name(name: str) -> str:
    """What stands in a page as a picture's description until somebody writes a better one.

    >>> plain_name("shots/the_[price]_list.final.PNG")
    'the price list final'
    """
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", re.split(r"[/\\]", name)[-1])
    return " ".join(re.findall(r"\w+", stem.replace("_", " ")))[:LONGEST_NAME] or _("picture")


def _drawn(content: bytes) -> Drawn:
    if not content:
        raise Invalid(_("Choose a picture first: a PNG, JPEG, WebP or GIF file."), field="file")
    if len(content) > LARGEST:
        raise Invalid(_("This picture is larger than 15 MB. Save it smaller and try again."), field="file")
    try:
        return drawn_anew(content)
    except Unreadable as problem:
        if str(problem) == "points":
            raise Invalid(
                _("This picture has more than 40 million points. Save it smaller and try again."),
                field="file",
            ) from problem
        raise Invalid(
            _("This is no picture that can be shown here, or it is broken. PNG, JPEG, WebP and GIF can be."),
            field="file",
        ) from problem


def _brought_back(picture: Picture, by: User) -> Picture:
    if Picture.objects.filter(id=picture.id).exclude(retired_at=None).update(retired_at=None):
        picture.retired_at = None
        _note(picture, by, "picture brought back")
    return picture


def _note(picture: Picture, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=picture.project_id, actor=by, kind=kind, detail={"picture": picture.number}
    )
