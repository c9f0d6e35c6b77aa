"""Which pages of the booklet is an item about?"""

from annotate.models import Label, Project, Question
from booklet.models import Page
from review.models import SessionItem


def pages_of(project: Project, item: SessionItem) -> list[Page]:
    """The one that was changed, or those of the labels that are talked about."""
    if item.revision:
        return [item.revision.page]
    pages = project.pages.living().filter(label__in=labels_of(item)).select_related("current")
    return list(pages.order_by("id"))


def labels_of(item: SessionItem) -> set[int]:
    """Label ids; a rating has none."""
    if item.inquiry:
        return {item.inquiry.label_id} - {None}
    if item.kind != SessionItem.Kind.THEME or item.question.kind == Question.Kind.RATING:
        return set()
    return {item.one, item.other} - {None}


def without_page(item: SessionItem, pages: list[Page]) -> list[Label]:
    """Labels that nobody has begun a page for."""
    missing = labels_of(item) - {page.label_id for page in pages}
    return list(Label.objects.filter(id__in=missing, retired_at=None).order_by("id")) if missing else []
