"""Links between pages: `[[Title]]` leads to the page that had the title when it was written, whatever its name now."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from annotate.models import Project
from booklet.models import Page, PageLink, Revision
from booklet.services.glossaries import explained
from booklet.services.pictures import placed_in
from booklet.text.markdown import Live, links_of, render


def note_links(revision: Revision, project_id: int) -> None:
    """Keep where the titles in this revision lead; a title nobody has stays open until somebody takes it.

    What an earlier revision of the page linked to stays linked, though the other page be renamed meanwhile.
    """
    titles = links_of(revision.text)
    known = pages_titled(project_id, titles) | _kept(revision, titles)
    PageLink.objects.bulk_create(
        PageLink(revision=revision, title=title, page_id=known[title]) for title in titles if title in known
    )


def addresses_of(revision: Revision, project_slug: str) -> Mapping[str, str]:
    """The address each title of a revision leads to."""
    titles = links_of(revision.text)
    if not titles:
        return {}
    kept = dict(revision.links.values_list("title", "page_id"))
    missing = [title for title in titles if title not in kept]
    pages = kept | (pages_titled(revision.page.project_id, missing) if missing else {})
    return {title: reverse("booklet:page", args=[project_slug, page]) for title, page in pages.items()}


def addresses_in(project_id: int, project_slug: str, text: str) -> Mapping[str, str]:
    """The same for a text that is no revision yet."""
    pages = pages_titled(project_id, links_of(text))
    return {title: reverse("booklet:page", args=[project_slug, page]) for title, page in pages.items()}


def parts_of(revision: Revision, project_slug: str) -> list[str | Live]:
    """What a revision says, piece by piece: safe HTML, and live blocks to fill in."""
    project = revision.page.project
    parts = render(revision.text).parts(
        addresses_of(revision, project_slug), placed_in(project, [revision.text])
    )
    return explained(project, revision.page, parts)


def parts_of_text(project: Project, text: str, page: Page | None = None) -> list[str | Live]:
    """The same for a text that is no revision yet: by the titles of today. `page` is what it is to be on."""
    addresses = addresses_in(project.id, project.slug, text)
    return explained(project, page, render(text).parts(addresses, placed_in(project, [text])))


def pages_that_link_to(page: Page) -> QuerySet[Page]:
    """The living pages whose current revision links here."""
    linking = PageLink.objects.filter(page=page).values("revision")
    return Page.objects.living().with_text().filter(current__in=linking).exclude(id=page.id)


def _kept(revision: Revision, titles: tuple[str, ...]) -> dict[str, int]:
    before = PageLink.objects.filter(
        revision__page=revision.page_id, revision__number=revision.number - 1, title__in=titles
    )
    return dict(before.values_list("title", "page_id"))


def pages_titled(project_id: int, titles: tuple[str, ...] | list[str]) -> dict[str, int]:
    """The living pages that have these titles now, letter case left aside."""
    if not titles:
        return {}
    pages = Page.objects.living().filter(project=project_id).values_list("current__title", "id")
    by_title = {title.casefold(): page for title, page in pages if title}
    return {title: by_title[title.casefold()] for title in titles if title.casefold() in by_title}


def targets_of(revisions: Sequence[Revision], project_id: int) -> dict[int, dict[str, int]]:
    """Revision -> title -> the page it leads to, for many revisions at once: two queries."""
    ids = [revision.id for revision in revisions]
    targets: dict[int, dict[str, int]] = {revision: {} for revision in ids}
    for revision, title, page in PageLink.objects.filter(revision__in=ids).values_list(
        "revision", "title", "page"
    ):
        targets[revision][title] = page
    titles = {title for revision in revisions for title in links_of(revision.text)}
    now = pages_titled(project_id, list(titles))
    for revision in revisions:
        missing = [title for title in links_of(revision.text) if title in now]
        targets[revision.id] = {title: now[title] for title in missing} | targets[revision.id]
    return targets
