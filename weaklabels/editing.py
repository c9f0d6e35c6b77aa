"""A rule as rows of a form: what people fill in becomes a definition, and a definition becomes rows again.

The form writes all that the language has, but for conditions nested deeper than "all of" or "any of" rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from weaklabels.matching import forms
from weaklabels.matching.definitions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    Dictionary,
    Keywords,
    Kind,
    Metadata,
    Near,
    Not,
    Order,
    Pattern,
    Place,
    Rule,
    Says,
    Section,
    Side,
    Speaker,
    Stretch,
    Turn,
    Unit,
    Within,
    Words,
)
from weaklabels.numbers import number_in

MOST_ROWS = 12


@dataclass(frozen=True)
class Row:
    """One condition as the form shows it. Which fields count depends on `kind` and `place`."""

    kind: str = "words"  # words, pattern, dictionary, near, metadata
    negated: bool = False
    text: str = ""  # words, one a line; a pattern; a dictionary's name
    other: str = ""  # near: the second words
    within: str = "5"
    order: str = Order.ANY.value
    apart: bool = False  # near: where the second does not stand there
    anywhere: bool = False  # also inside of words
    match_case: bool = False
    place: str = "text"  # text, first, last, section, first_turn, last_turn, speaker
    where: str = ""  # so many words; a heading; speakers
    field: str = ""
    comparison: str = Comparison.IS.value
    values: str = ""
    value_kind: str = Kind.TEXT.value


BOOLEANS = {one.name for one in fields(Row) if one.type == "bool" or one.type is bool}


@dataclass(frozen=True)
class Draft:
    """A rule while it is being written."""

    rows: Sequence[Row]
    join: str = "all"  # all or any


def draft_of(form: Mapping[str, str]) -> Draft:
    """What was sent: fields are called `<name>-<number of the row>`; a row whose number is missing was taken out."""
    numbers = sorted(
        number_in(number)
        for name in form
        if name.startswith("kind-") and (number := name.removeprefix("kind-")).isdecimal()
    )[:MOST_ROWS]
    rows = [
        Row(
            **{
                one.name: f"{one.name}-{number}" in form
                if one.name in BOOLEANS
                else form.get(f"{one.name}-{number}", one.default).replace("\r\n", "\n")
                for one in fields(Row)
            }
        )
        for number in numbers
    ]
    return Draft(rows or [Row()], "any" if form.get("join") == "any" else "all")


def definition_of(draft: Draft, label: int, *, spans: bool) -> dict[str, Any]:
    """The definition in the rule language; whether it can be saved is asked elsewhere. ValueError for no number."""
    conditions = tuple(map(_condition, draft.rows))
    joined = conditions[0] if len(conditions) == 1 else (AnyOf if draft.join == "any" else AllOf)(conditions)
    return forms.write(Rule(label, joined, Says.SPANS if spans else Says.LABEL))


def rows_of(definition: Mapping[str, Any]) -> Draft | None:
    """The definition as the form would have written it; None if the form cannot show it."""
    when = forms.read(definition).when
    join, parts = ("any", when.parts) if isinstance(when, AnyOf) else ("all", getattr(when, "parts", (when,)))
    rows = [_row(part) for part in parts]
    return None if None in rows else Draft([row for row in rows if row], join)


def _condition(row: Row) -> Condition:
    part: Condition = _metadata(row) if row.kind == "metadata" else _somewhere(row)
    return Not(part) if row.negated else part


def _somewhere(row: Row) -> Condition:
    what = _near(row) if row.kind == "near" else _words(row, row.text)
    return what if row.place == "text" else Within(_place(row), what)


def _words(row: Row, text: str) -> Words:
    if row.kind == "pattern":
        return Pattern(text, row.match_case)
    if row.kind == "dictionary":
        return Dictionary(text.strip(), not row.anywhere, row.match_case)
    return Keywords(lines(text), not row.anywhere, row.match_case)


def _near(row: Row) -> Near:
    return Near(_words(row, row.text), _words(row, row.other), int(row.within), Order(row.order), row.apart)


def _place(row: Row) -> Place:
    if row.place in ("first", "last"):
        return Stretch(Side(row.place), int(row.where))
    if row.place == "section":
        return Section(row.where)
    if row.place == "speaker":
        return Speaker(lines(row.where.replace(",", "\n")))
    return Turn(Side.FIRST if row.place == "first_turn" else Side.LAST)


def _metadata(row: Row) -> Metadata:
    kind = Kind(row.value_kind)
    values = tuple(number_of(value) if kind is Kind.NUMBER else value for value in lines(row.values))
    return Metadata(row.field.strip(), Comparison(row.comparison), values, kind)


def number_of(value: str) -> int | float | str:
    """The number that is written there; what is none stays as it is, and is refused by name later."""
    for read in (int, float):
        try:
            return read(value)
        except ValueError:
            continue
    return value


def lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _row(part: Condition) -> Row | None:
    match part:
        case Not(inner) if not isinstance(inner, Not):
            row = _row(inner)
            return row and replace(row, negated=True)
        case Within(place, when) if not isinstance(place, Stretch) or place.unit is Unit.WORDS:
            row = _row(when)
            return row and replace(row, **_place_fields(place))
        case Near(Keywords() as first, Keywords() as second, within, order, negated):
            other = _word_row(second).text
            row = _word_row(first)
            return replace(
                row, kind="near", other=other, within=str(within), order=order.value, apart=negated
            )
        case Metadata(field, comparison, values, kind):
            told = "\n".join(map(str, values))
            return Row(
                "metadata", field=field, comparison=comparison.value, values=told, value_kind=kind.value
            )
        case Keywords() | Dictionary() | Pattern():
            return _word_row(part)
    return None


def _word_row(words: Words) -> Row:
    match words:
        case Keywords(entries, whole_words, match_case):
            return Row("words", text="\n".join(entries), anywhere=not whole_words, match_case=match_case)
        case Dictionary(name, whole_words, match_case):
            return Row("dictionary", text=name, anywhere=not whole_words, match_case=match_case)
        case Pattern(pattern, match_case):
            return Row("pattern", text=pattern, match_case=match_case)


def _place_fields(place: Place) -> dict[str, str]:
    match place:
        case Stretch(side, count):
            return {"place": side.value, "where": str(count)}
        case Section(heading):
            return {"place": "section", "where": heading}
        case Speaker(names):
            return {"place": "speaker", "where": ", ".join(names)}
        case Turn(side):
            return {"place": f"{side.value}_turn"}
