"""Open questions by what they ask: the same theme once, however often it was asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from annotate.documents.themes import themes_of
from annotate.models import Inquiry, Label, Project, User

MOST_OFFERED = 20
MOST = 400  # the newest questions; more than that nobody reads in one go


@dataclass(frozen=True)
class Theme:
    """Questions that ask the same, the one nearest to all others first."""

    inquiries: Sequence[Inquiry]

    @property
    def first(self) -> Inquiry:
        return self.inquiries[0]

    @property
    def others(self) -> Sequence[Inquiry]:
        return self.inquiries[1:]

    @property
    def label(self) -> Label | None:
        """The one most of them are about."""
        labels = [one.label for one in self.inquiries if one.label]
        return max(labels, key=labels.count) if labels else None

    @property
    def askers(self) -> list[User]:
        return list({one.author_id: one.author for one in self.inquiries}.values())


def open_themes(project: Project) -> list[Theme]:
    """What is asked most stands first."""
    inquiries = list(_waiting(project)[:MOST])
    texts = [f"{one.text}\n{one.quote}" for one in inquiries]
    return [
        Theme([inquiries[place] for place in places])
        for places in themes_of(texts, [one.label_id for one in inquiries])
    ]


def alike(inquiry: Inquiry) -> list[tuple[Inquiry, bool]]:
    """Open questions that one decision may answer too: first those that ask the same, and so says each."""
    same = _theme_of(inquiry)
    rest = _waiting(inquiry.project).exclude(id__in=[inquiry.id, *(one.id for one in same)])
    if inquiry.label_id:
        rest = rest.filter(label=inquiry.label_id)
    return [
        *((one, True) for one in same),
        *((one, False) for one in rest[: max(MOST_OFFERED - len(same), 0)]),
    ]


def _theme_of(inquiry: Inquiry) -> list[Inquiry]:
    themes = open_themes(inquiry.project)
    own = next((theme for theme in themes if any(one.id == inquiry.id for one in theme.inquiries)), None)
    return [one for one in own.inquiries if one.id != inquiry.id] if own else []


def _waiting(project: Project) -> QuerySet[Inquiry]:
    return project.inquiries.waiting().select_related("document", "author", "label").order_by("-id")
