"""The items of an agenda in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Label, Question
from annotate.numbers import number_format
from annotate.services.inquiries import shortened
from review.models import SessionItem

Kind = SessionItem.Kind


@dataclass(frozen=True)
class Names:
    """What labels are called."""

    labels: Mapping[int, str]

    @classmethod
    def of(cls, items: Iterable[SessionItem]) -> Self:
        wanted = {
            label
            for one in items
            if one.kind == Kind.THEME and one.question.kind != Question.Kind.RATING
            for label in (one.one, one.other)
            if label
        }
        return cls({label.id: label.name for label in Label.objects.filter(id__in=wanted)})

    def __call__(self, label: int) -> str:
        return self.labels.get(label, str(label))

    def of_item(self, item: SessionItem, said: int) -> str:
        """A step of a rating is its own name, though a label of another item may have its number."""
        return str(said) if item.question.kind == Question.Kind.RATING else self(said)


def title_of(item: SessionItem, names: Names) -> str:
    """In one line."""
    if item.kind == Kind.THEME:
        return _theme(item, names)
    if item.kind == Kind.INQUIRY:
        return _("Asked: %(text)s") % {"text": shortened(item.inquiry.text)}
    if item.kind == Kind.PAGE:
        return _("Changed page: %(title)s") % {"title": item.revision.title}
    return _("People differ more often on %(question)s") % {"question": item.question}


def _theme(item: SessionItem, names: Names) -> str:
    one = names.of_item(item, item.one)
    if item.other is None:
        return _("%(one)s, or nothing?") % {"one": one}
    if item.other == item.one:
        return _("Where does %(one)s begin and end?") % {"one": one}
    return _("%(one)s or %(other)s?") % {"one": one, "other": names.of_item(item, item.other)}


def facts_of(item: SessionItem, names: Names) -> list[str]:
    """Why it stands there."""
    if item.kind == Kind.THEME:
        return _facts_of_theme(item, names)
    if item.kind == Kind.PAGE:
        return [item.revision.note] if item.revision.note else []
    if item.kind == Kind.DRIFT:
        told = {name: number_format(100 * item.figures[name], 0) for name in ("before", "after")}
        return [
            _("They differed on %(before)s %% of the documents before, and on %(after)s %% since.") % told
        ]
    return []


def _facts_of_theme(item: SessionItem, names: Names) -> list[str]:
    count = item.figures["all"]
    facts = [
        ngettext(
            "%(question)s: people differ so on %(count)s document.",
            "%(question)s: people differ so on %(count)s documents.",
            count,
        )
        % {"question": item.question, "count": count}
    ]
    if item.figures["missing"]:
        missing = ", ".join(names(label) for label in item.figures["missing"])
        facts.append(_("The booklet does not say what it is: %(labels)s.") % {"labels": missing})
    return facts
