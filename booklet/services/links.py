"""Links between pages: `[[Title]]` leads to the page that had the title when it was written, whatever its name now."""

from collections.abc import Mapping, Sequence

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.urls import reverse

from annotate.models import Project
from booklet.models import Page, PageLink, Revision
from booklet.models.pages import REVISION_WORDS
from booklet.services.glossaries import explained
from booklet.services.outlines import Outline, outline_of
from booklet.services.pictures import placed_in
from booklet.text.markdown import Live, links_of, render


def note_links(revision: Revision, project: Project) -> None:
    """Keep where the titles in this revision lead; a title nobody has stays open until a page takes it.

    What the revisions it was made of linked to stays linked, though the other page be renamed meanwhile.
    """
    titles = links_of(revision.text)
    known = pages_titled(project, titles) | _kept(revision, titles)
    PageLink.objects.bulk_create(
        PageLink(revision=revision, title=title, page_id=known[title]) for title in titles if title in known
    )


def note_links_to(page: Page) -> None:
    """Keep what pages have linked to this title before there was a page that has it: from now on it leads here."""
    title = page.title
    linking = Revision.objects.alias(vector=REVISION_WORDS).filter(
        vector=SearchQuery(title, config="simple"),
        id__in=page.project.pages.order_by().values("current"),
    )
    open_ones = [
        (revision, written)
        for revision in linking.prefetch_related("links")
        for written in links_of(revision.text)
        if written.casefold() == title.casefold()
        and written not in {link.title for link in revision.links.all()}
    ]
    PageLink.objects.bulk_create(
        PageLink(revision=revision, title=written, page=page) for revision, written in open_ones
    )


def addresses_of(revision: Revision, project: Project) -> Mapping[str, str]:
    """The address each title of a revision leads to."""
    titles = links_of(revision.text)
    if not titles:
        return {}
    kept = dict(revision.links.values_list("title", "page_id"))
    missing = [title for title in titles if title not in kept]
    pages = kept | pages_titled(project, missing)
    return {title: reverse("booklet:page", args=[project.slug, page]) for title, page in pages.items()}


def addresses_in(project: Project, text: str) -> Mapping[str, str]:
    """The same for a text that is no revision yet."""
    pages = pages_titled(project, links_of(text))
    return {title: reverse("booklet:page", args=[project.slug, page]) for title, page in pages.items()}


def parts_of(page: Page, outline: Outline, project: Project) -> list[str | Live]:
    """What a page says now, piece by piece: safe HTML, and live blocks to fill in."""
    text = page.current.text
    parts = render(text).parts(addresses_of(page.current, project), placed_in(project, [text]))
    return explained(outline, page, parts)


def parts_of_text(project: Project, text: str, page: Page | None = None) -> list[str | Live]:
    """The same for a text that is no revision yet: by the titles of today. `page` is what it is to be on."""
    addresses = addresses_in(project, text)
    return explained(outline_of(project), page, render(text).parts(addresses, placed_in(project, [text])))


def pages_that_link_to(page: Page) -> QuerySet[Page]:
    """The living pages whose current revision links here, by name."""
    linking = PageLink.objects.filter(page=page).values("revision")
    pages = Page.objects.living().filter(current__in=linking).exclude(id=page.id)
    return pages.select_related("current").only("current__title")


def _kept(revision: Revision, titles: tuple[str, ...]) -> dict[str, int]:
    """Where the titles led in the revision it restores, else in the one before it, else in the one it began with."""
    made_of = [one for one in (revision.base, revision.number - 1, revision.restores) if one]
    before = PageLink.objects.filter(
        revision__page=revision.page_id, revision__number__in=made_of, title__in=titles
    )
    led: dict[int, dict[str, int]] = {}
    for number, title, page in before.values_list("revision__number", "title", "page_id"):
        led.setdefault(number, {})[title] = page
    kept: dict[str, int] = {}
    for number in made_of:
        kept |= led.get(number, {})
    return kept


def pages_titled(project: Project, titles: tuple[str, ...] | list[str]) -> dict[str, int]:
    """The living pages that have these titles now, letter case left aside."""
    if not titles:
        return {}
    pages = outline_of(project).pages
    return {title: pages[title.casefold()] for title in titles if title.casefold() in pages}


def targets_of(revisions: Sequence[Revision], project: Project) -> dict[int, dict[str, int]]:
    """Revision -> title -> the page it leads to, for many revisions at once."""
    ids = [revision.id for revision in revisions]
    targets: dict[int, dict[str, int]] = {revision: {} for revision in ids}
    for revision, title, page in PageLink.objects.filter(revision__in=ids).values_list(
        "revision", "title", "page"
    ):
        targets[revision][title] = page
    titles = {title for revision in revisions for title in links_of(revision.text)}
    now = pages_titled(project, list(titles))
    for revision in revisions:
        missing = [title for title in links_of(revision.text) if title in now]
        targets[revision.id] = {title: now[title] for title in missing} | targets[revision.id]
    return targets
