"""What a visitor sees, section by section, and the booklet's own sections."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from annotate.documents.filters import sees_answers
from annotate.models import Membership, Project, User
from booklet.models import Share
from booklet.ports import Context, ShareSection, share_sections
from booklet.services.pictures import as_data
from booklet.services.shares.outputs import cards_of
from booklet.services.showing import seen_by
from booklet.services.whole import chapters_of


@dataclass(frozen=True)
class Shown:
    """A section with what it shows; `context` is None where there is nothing to show yet."""

    section: ShareSection
    context: Context | None


def shown_sections(share: Share, visitor: User | None = None) -> tuple[list[Shown], bool]:
    """What was chosen, in its order; and whether something is kept back from this visitor."""
    chosen = [section for section in in_order() if section.name in share.sections]
    allowed = [section for section in chosen if may_see(section, share.project, visitor)]
    return (
        [Shown(section, section.show(share, share.sections[section.name])) for section in allowed],
        len(allowed) < len(chosen),
    )


def in_order() -> list[ShareSection]:
    return sorted(share_sections, key=lambda section: section.place)


def may_see(section: ShareSection, project: Project, visitor: User | None) -> bool:
    """Somebody who annotates blind and is signed in sees nothing that is made of answers."""
    if not section.is_made_of_answers or visitor is None:
        return True
    member = Membership.objects.filter(project=project, user=visitor, ended_at=None).first()
    if member is None:
        return True
    member.project = project
    return sees_answers(member)


def visitor_in(project: Project) -> Membership:
    """Somebody without any role: what is read in their name holds neither answers nor gold."""
    return Membership(project=project, roles=[])


def _show_pages(share: Share, chosen: Sequence[str]) -> Context | None:
    chapters = chapters_of(visitor_in(share.project), {int(page) for page in chosen}, as_data)
    return {"chapters": chapters} if chapters else None


def _pages_of(project: Project) -> list[tuple[str, str]]:
    return [(str(page.id), page.title) for page in project.pages.living().with_text()]


def _show_examples(share: Share, chosen: Sequence[str]) -> Context | None:
    """Whatever number an example has had, it is shown in its newest form."""
    examples = share.project.examples.living().filter(number__in=[int(number) for number in chosen])
    seen = seen_by(visitor_in(share.project), examples.order_by("number"), lambda _page: "")
    return {"examples": seen} if seen else None


def _examples_of(project: Project) -> list[tuple[str, str]]:
    examples = project.examples.living().select_related("page__current").order_by("number")
    return [
        (str(one.number), f"{one.number}. {one.page.title}: {one.get_kind_display()}") for one in examples
    ]


def _show_documents(share: Share, _chosen: Sequence[str]) -> Context | None:
    cards = cards_of(share)
    return {"cards": cards} if cards else None


def _show_comments(share: Share, _chosen: Sequence[str]) -> Context:
    return {"comments": list(share.comments.select_related("page__current", "replied_by"))}


PAGES = ShareSection(
    "pages",
    _("Pages of the booklet"),
    _(
        "The pages you choose, with the pictures, maps, examples and names of decisions in them. "
        "Links to other pages lead nowhere."
    ),
    "booklet/_shared_pages.html",
    _show_pages,
    _pages_of,
    place=20,
)
EXAMPLES = ShareSection(
    "examples",
    _("Examples of the booklet"),
    _("The passages of the examples you choose, what is right there and why."),
    "booklet/_shared_examples.html",
    _show_examples,
    _examples_of,
    place=30,
)
DOCUMENTS = ShareSection(
    "documents",
    _("Documents"),
    _("The documents you list below, each with the text and the answer, or the mock, beside it."),
    "booklet/_shared_documents.html",
    _show_documents,
    is_made_of_answers=True,
    place=40,
)
COMMENTS = ShareSection(
    "comments",
    _("Comments"),
    _("A place to comment. All who have the link read the comments and your replies."),
    "booklet/_shared_comments.html",
    _show_comments,
    place=90,
)
OUR_SECTIONS = [PAGES, EXAMPLES, DOCUMENTS, COMMENTS]
