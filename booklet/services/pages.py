"""Pages: made, saved, restored, moved, retired. Each save is a revision, and none overwrites an unseen one."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Label, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from booklet.models import Draft, Page, Revision
from booklet.services.links import note_links, note_links_to
from booklet.services.places import check_parent
from booklet.text.markdown import LONGEST_TITLE
from booklet.text.merging import Merged, has_marks, merge

LONGEST_TEXT = 200_000
LONGEST_NOTE = 300
MOST_PAGES = 3_000


@dataclass(frozen=True)
class Edit:
    """What somebody wants a page to say. `base` is the number of the revision they began with."""

    title: str
    text: str
    base: int = 0
    note: str = ""
    changes_meaning: bool = False


class Overlapping(Conflict):
    """Somebody else saved meanwhile, and both changed the same words: nothing was written, both are shown."""

    kind = "overlap"

    def __init__(self, newest: Revision, merged: Merged, titles: Merged, edit: Edit) -> None:
        said = {"name": newest.author.name, "number": newest.number, "title": newest.title}
        sentences = []
        if merged.overlaps:
            sentences.append(
                _(
                    "%(name)s saved revision %(number)s meanwhile and changed the same words. Nothing is lost: both "
                    "versions stand in the text, between lines of < and >. Keep what is right, and save again."
                )
                % said
            )
        if titles.overlaps:
            sentences.append(
                _(
                    "%(name)s saved revision %(number)s meanwhile and called the page “%(title)s”. "
                    "Your title still stands in its field: keep it or take theirs, and save again."
                )
                % said
            )
        super().__init__(" ".join(sentences))
        self.newest = newest
        self.edit = edit
        self.text = merged.text(_("yours"), newest.author.name)


def saved_meanwhile(newest: Any) -> Conflict:
    """A revision of a page or map that whoever restores an earlier one has not seen."""
    return Conflict(
        _(
            "%(name)s saved revision %(number)s meanwhile. Nothing was restored: see what it changed, then restore."
        )
        % {"name": newest.author.name, "number": newest.number}
    )


@transaction.atomic
def make_page(
    project: Project,
    edit: Edit,
    by: User,
    *,
    parent: Page | None = None,
    label: Label | None = None,
    kind: str = Page.Kind.GUIDELINE,
) -> Page:
    """A page that everybody reads from now on. Raises Invalid."""
    project = lock_project(project)
    living = project.pages.living()
    if living.count() >= MOST_PAGES:
        raise Invalid(_("A booklet has at most %(most)s pages. Retire one first.") % {"most": MOST_PAGES})
    check_parent(project, None, parent)
    if label and Page.objects.filter(label=label).exists():
        raise Invalid(
            _("“%(label)s” has a page already. Write there; if it is retired, bring it back.")
            % {"label": label.name},
            field="label",
        )
    last = living.filter(parent=parent).aggregate(last=Max("position"))["last"]
    page = Page.objects.create(
        project=project,
        kind=Page.Kind.LABEL if label else kind,
        label=label,
        parent=parent,
        position=0 if last is None else last + 1,
    )
    _append(page, checked_edit(page, edit), by)
    _event(page, by, "page made")
    return page


@transaction.atomic
def save_page(page: Page, edit: Edit, by: User) -> Revision:
    """The next revision. Disjoint changes of two editors are merged. Raises Invalid, Conflict or Overlapping."""
    revision = save_for(page, edit, by)
    forget_draft(page, by)
    return revision


@transaction.atomic
def save_for(page: Page, edit: Edit, author: User, **more: Any) -> Revision:
    """The same in the name of somebody else: what they are writing meanwhile stays theirs."""
    page = locked(page)
    newest = page.current
    edit = _merged_with(page, newest, checked_edit(page, edit))
    if (edit.title, edit.text) == (newest.title, newest.text):
        return newest
    revision = _append(page, edit, author, **more)
    _event(page, author, "page saved")
    return revision


@transaction.atomic
def restore_revision(page: Page, number: int, base: int, by: User) -> Revision:
    """Let the page say again what an earlier revision said: as a new one. `base` is the newest that was seen.

    Raises Invalid or Conflict.
    """
    page = locked(page)
    if page.current.number != base:
        raise saved_meanwhile(page.current)
    earlier = page.revisions.filter(number=number).first()
    if earlier is None:
        raise Invalid(_("This page has no revision %(number)s.") % {"number": number})
    edit = Edit(
        _free_title(page, earlier.title),
        earlier.text,
        base,
        _("As it was in revision %(number)s") % {"number": number},
        changes_meaning=True,
    )
    revision = _append(page, edit, by, restores=number)
    _event(page, by, "page restored")
    return revision


@transaction.atomic
def retire_page(page: Page, by: User) -> None:
    """Out of the tree; its revisions stay and it can come back. Its children move to where it was."""
    page = locked(page)
    page.children.update(parent=page.parent)
    page.retired_at = timezone.now()
    page.save(update_fields=["retired_at"])
    _event(page, by, "page retired")


@transaction.atomic
def bring_back(page: Page, by: User) -> None:
    """Into the tree again, at its end. Raises Invalid where its title is taken."""
    lock_project(page.project)
    page = Page.objects.select_for_update(of=["self"]).with_text().select_related("project").get(id=page.id)
    if page.retired_at is None:
        return
    _free_title(page, page.title)
    if page.parent and page.parent.retired_at:
        page.parent = None
    page.retired_at = None
    page.save(update_fields=["retired_at", "parent"])
    note_links_to(page)
    _event(page, by, "page brought back")


@transaction.atomic
def move_page(page: Page, parent: Page | None, place: int, by: User) -> None:
    """Put the page under another, before the sibling that stands at this place. Raises Invalid for a circle."""
    page = locked(page)
    check_parent(page.project, page, parent)
    siblings = list(page.project.pages.living().filter(parent=parent).exclude(id=page.id))
    siblings.insert(max(place, 0), page)
    page.parent = parent
    for position, sibling in enumerate(siblings):
        sibling.position = position
    Page.objects.bulk_update(siblings, ["position"])
    page.save(update_fields=["parent", "position"])
    _event(page, by, "page moved")


def locked(page: Page) -> Page:
    """The page, one change of the booklet at a time. Project first, then page. Raises Conflict for a retired one."""
    lock_project(page.project)
    page = Page.objects.select_for_update(of=["self"]).with_text().select_related("project").get(id=page.id)
    if page.retired_at:
        raise Conflict(_("This page is retired. Bring it back first."))
    return page


def checked_edit(page: Page, edit: Edit) -> Edit:
    """The edit as it may be saved. Raises Invalid."""
    text = edit.text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or "\0" in edit.title:
        raise Invalid(_("The text holds a NUL character, which no page can. Take it out."), field="text")
    check_length(text)
    if has_marks(text):
        raise Invalid(
            _("The text still holds both versions of a passage, between lines of < and >. Keep one of each."),
            field="text",
        )
    if len(edit.note) > LONGEST_NOTE:
        raise Invalid(_("Say why in at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")
    title = _free_title(page, edit.title)
    return Edit(title, text, edit.base, " ".join(edit.note.split()), edit.changes_meaning)


def check_length(text: str) -> None:
    """Raises Invalid for more than a page can hold."""
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            _("A page has at most %(most)s characters; this one has %(count)s. Make two of it.")
            % {"most": LONGEST_TEXT, "count": len(text)},
            field="text",
        )


def _free_title(page: Page, title: str) -> str:
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(_("A title has 1 to %(most)s characters.") % {"most": LONGEST_TITLE}, field="title")
    if any(sign in title for sign in "[]{}"):
        raise Invalid(_("A title holds no brackets: links are written [[Title]]."), field="title")
    others = page.project.pages.living().exclude(id=page.id)
    if others.filter(current__title__iexact=title).exists():
        raise Invalid(
            _("Another page is called “%(title)s”. Choose another title.") % {"title": title}, field="title"
        )
    return title


def _merged_with(page: Page, newest: Revision, edit: Edit) -> Edit:
    """The edit on top of what others saved since its base. Raises Overlapping, or Invalid for an unknown base."""
    if edit.base == newest.number:
        return edit
    base = page.revisions.filter(number=edit.base).first()
    if base is None:
        raise Invalid(_("This page has no revision %(number)s.") % {"number": edit.base}, field="base")
    merged = merge(base.text, edit.text, newest.text)
    titles = merge(base.title, edit.title, newest.title)
    if merged.overlaps or titles.overlaps:
        raise Overlapping(newest, merged, titles, edit)
    both = Edit(titles.text(), merged.text(), edit.base, edit.note, edit.changes_meaning)
    return checked_edit(page, both)  # each may have been short enough, or free, and both together not


def _append(page: Page, edit: Edit, by: User, **more: Any) -> Revision:
    Project.objects.filter(id=page.project_id).update(guideline_version=F("guideline_version") + 1)
    version = Project.objects.values_list("guideline_version", flat=True).get(id=page.project_id)
    number, title = (page.current.number, page.title) if page.current else (0, "")
    page.current = Revision.objects.create(
        page=page,
        number=number + 1,
        title=edit.title,
        text=edit.text,
        note=edit.note,
        changes_meaning=edit.changes_meaning,
        author=by,
        base=edit.base or None,
        guideline_version=version,
        **more,
    )
    page.save(update_fields=["current"])
    note_links(page.current, page.project)
    if edit.title != title:
        note_links_to(page)
    return page.current


def forget_draft(page: Page, by: User) -> None:
    """What was in it is saved, or with the experts."""
    Draft.objects.filter(page=page, author=by).delete()


def _event(page: Page, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=page.project_id,
        actor=by,
        kind=kind,
        detail={"page": page.id, "revision": page.current.number if page.current else 0},
    )
