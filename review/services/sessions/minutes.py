"""The minutes of a session as Markdown."""

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from review.models import Session
from review.services.sessions.showing import Shown


def markdown_of(session: Session, items: Sequence[Shown]) -> str:
    """Every item with what was decided, and what is to be looked at again."""
    return (
        "\n".join([*_head(session), *(line for one in items for line in _item(one)), *_revisit(items)]) + "\n"
    )


def _head(session: Session) -> Iterator[str]:
    yield "# " + _("Session %(number)s of %(project)s") % {
        "number": session.number,
        "project": _line(session.project.name),
    }
    begun = date_format(localtime(session.begun_at), "SHORT_DATETIME_FORMAT")
    yield ""
    yield _("Begun %(at)s by %(name)s.") % {"at": begun, "name": _line(str(session.begun_by))}
    if session.closed_at:
        closed = date_format(localtime(session.closed_at), "SHORT_DATETIME_FORMAT")
        yield _("Closed %(at)s by %(name)s.") % {"at": closed, "name": _line(str(session.closed_by))}


def _item(one: Shown) -> Iterator[str]:
    yield from ("", f"## {one.item.place}. {_line(one.title)}", "")
    for fact in one.facts:
        yield from (_line(fact), "")
    if not one.item.decision:
        yield _("Not decided.")
        return
    yield from ("> " + line for line in one.item.decision.splitlines())
    if one.item.made:
        yield from ("", _("Decision %(number)s of the booklet.") % {"number": one.item.made.number})


def _revisit(items: Sequence[Shown]) -> Iterator[str]:
    with_answers = [one for one in items if one.revisit]
    if not with_answers:
        return
    yield from ("", "## " + _("Answers to look at again"))
    for one in with_answers:
        yield from ("", f"### {_line(one.title)}", "")
        for answer in one.revisit:
            yield f"- {_line(str(answer.document))}, {_line(answer.name)}"


def _line(text: str) -> str:
    """What people typed stays in its line."""
    return " ".join(text.split())
