"""Where a page may stand in the tree."""

from django.utils.translation import gettext as _

from annotate.models import Project
from annotate.problems import Invalid
from booklet.models import Page

MOST_DEEP = 8


def check_parent(project: Project, page: Page | None, parent: Page | None) -> None:
    """Raises Invalid where the parent is another project's, retired, too deep for it, or below the page itself."""
    if parent is None:
        return
    if parent.project_id != project.id or parent.retired_at:
        raise Invalid(_("The page above must be one of this booklet that is in use."), field="parent")
    above, depth = parent, 1
    while above is not None:
        if page is not None and above.id == page.id:
            raise Invalid(_("A page cannot stand below itself."), field="parent")
        above, depth = above.parent, depth + 1
    if depth > MOST_DEEP:
        raise Invalid(_("Pages nest at most %(most)s deep.") % {"most": MOST_DEEP}, field="parent")
    if page is not None and (deepest := depth + _levels_below(page)) > MOST_DEEP:
        raise Invalid(
            _(
                "Pages nest at most %(most)s deep, and what stands below “%(title)s” would come to level %(deepest)s. "
                "Choose a page further up, or move what stands lowest first."
            )
            % {"most": MOST_DEEP, "title": page.title, "deepest": deepest},
            field="parent",
        )


def _levels_below(page: Page) -> int:
    """How many levels the pages below it take."""
    living, levels = page.project.pages.living(), 0
    here = list(living.filter(parent=page).values_list("id", flat=True))
    while here:
        levels += 1
        here = list(living.filter(parent__in=here).values_list("id", flat=True))
    return levels
