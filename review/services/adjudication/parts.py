"""Parts of an answer as a form names them: a label or a step by its number, a mark "0-3-7", a relation by both ends."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Question
from annotate.problems import Invalid
from review.agreement import Mark

LONGEST = 100  # characters of a name
Relation = tuple[Mark, Mark, int]


def name_of(part: Hashable) -> str:
    """The name of a part in the form.

    >>> name_of(7), name_of(Mark(0, 3, 7)), name_of((Mark(0, 3, 7), Mark(5, 8, 7), 9))
    ('7', '0-3-7', '0-3-7_5-8-7_9')
    """
    if isinstance(part, Mark):
        return "-".join(str(number) for number in part)
    if isinstance(part, tuple):
        return "_".join(name_of(one) for one in part)
    return str(part)


def mark_named(name: str) -> Mark:
    return Mark(*_numbers(name, "-", 3))


def relation_named(name: str) -> Relation:
    pieces = name.split("_")
    if len(pieces) != 3:
        raise _unknown(name)
    return mark_named(pieces[0]), mark_named(pieces[1]), number_named(pieces[2])


def number_named(name: str) -> int:
    return _numbers(name, "-", 1)[0]


def _numbers(name: str, between: str, count: int) -> list[int]:
    pieces = name.split(between)
    if len(name) > LONGEST or len(pieces) != count or not all(one.isdecimal() for one in pieces):
        raise _unknown(name)
    return [int(one) for one in pieces]


def _unknown(name: str) -> Invalid:
    return Invalid(
        _("“%(name)s” is no part of an answer. Reload the page and choose again.") % {"name": name[:LONGEST]}
    )


def content_of_parts(
    kind: str, names: Sequence[str], renamed: Mapping[Mark, int] | None = None
) -> dict[str, Any]:
    """What was chosen, in the form of the wire and of gold. `renamed` gives marks another label. Raises Invalid."""
    renamed = renamed or {}
    if kind == Question.Kind.SPANS:
        return {"spans": [_span(mark_named(name), renamed) for name in names]}
    if kind == Question.Kind.RELATIONS:
        return {"relations": [_relation(relation_named(name), renamed) for name in names]}
    if kind == Question.Kind.RATING:
        return {"rating": number_named(names[0])} if names else {}
    if kind == Question.Kind.TEXT:
        return {"text": names[0]} if names else {}
    return {"labels": [number_named(name) for name in names]}


def _span(mark: Mark, renamed: Mapping[Mark, int]) -> dict[str, int]:
    return {"start": mark.start, "end": mark.end, "label": renamed.get(mark, mark.label)}


def _relation(relation: Relation, renamed: Mapping[Mark, int]) -> dict[str, Any]:
    head, tail, label = relation
    return {"from": _span(head, renamed), "to": _span(tail, renamed), "label": label}


def parts_of_content(content: Mapping[str, Any]) -> frozenset[Hashable]:
    """The parts of gold or an answer in that form; of a text the text itself."""
    if "spans" in content:
        return frozenset(_mark(span) for span in content["spans"])
    if "relations" in content:
        return frozenset((_mark(one["from"]), _mark(one["to"]), one["label"]) for one in content["relations"])
    if "rating" in content:
        return frozenset([content["rating"]])
    return frozenset([content["text"]] if content.get("text") else content.get("labels", []))


def _mark(span: Mapping[str, int]) -> Mark:
    return Mark(span["start"], span["end"], span["label"])
