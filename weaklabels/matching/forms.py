"""A rule as JSON and back, exactly: what is read is what was written, and anything else is refused by name."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from functools import partial
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from weaklabels.matching import definitions as d
from weaklabels.matching.sentences import Refused, gettext_noop

KINDS: dict[str, type] = {
    "keywords": d.Keywords,
    "dictionary": d.Dictionary,
    "pattern": d.Pattern,
    "near": d.Near,
    "within": d.Within,
    "metadata": d.Metadata,
    "all of": d.AllOf,
    "any of": d.AnyOf,
    "not": d.Not,
    "stretch": d.Stretch,
    "section": d.Section,
    "turn": d.Turn,
    "speaker": d.Speaker,
}
NAMES = {cls: name for name, cls in KINDS.items()}
DEEPEST = 8


def write(rule: d.Rule) -> dict[str, Any]:
    """The JSON of a rule.

    >>> write(d.Rule(3, d.Keywords(("refund",))))["when"]
    {'kind': 'keywords', 'words': ['refund'], 'whole_words': True, 'match_case': False}
    """
    return {
        "version": d.VERSION,
        "label": rule.label,
        "says": rule.says.value,
        "when": write_part(rule.when),
    }


def write_part(part: Any) -> Any:
    """The JSON of a condition, a place or a plain value."""
    if isinstance(part, StrEnum):
        return part.value
    if isinstance(part, tuple):
        return [write_part(each) for each in part]
    if type(part) in NAMES:
        values = {entry.name: write_part(getattr(part, entry.name)) for entry in fields(part)}
        return {"kind": NAMES[type(part)], **values}
    return part


def read(form: Any) -> d.Rule:
    """The rule of a JSON form. Raises Refused. Whether it can run is asked by `checking.check`."""
    if not isinstance(form, Mapping) or form.get("version") != d.VERSION:
        raise Refused(
            gettext_noop("A rule is an object with version %(version)s, label, says and when."),
            version=d.VERSION,
        )
    if unknown := set(form) - {"version", "label", "says", "when"}:
        raise _unknown(min(unknown))
    return d.Rule(
        label=_read(int, form.get("label"), "label", 0),
        when=_read(d.Condition, form.get("when"), "when", 0),
        says=_read(d.Says, form.get("says", d.Says.LABEL), "says", 0),
    )


def read_condition(form: Any) -> d.Condition:
    return _read(d.Condition, form, "when", 0)


def _read(hint: Any, value: Any, name: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise Refused(gettext_noop("The rule is nested deeper than %(most)s steps."), most=DEEPEST)
    if get_origin(hint) is tuple:
        return _read_list(get_args(hint)[0], value, name, depth)
    if isinstance(hint, UnionType):
        return _read_one_of(get_args(hint), value, name, depth)
    if hint in NAMES:
        return _read_one_of((hint,), value, name, depth)
    return PLAIN.get(hint, partial(_read_choice, hint))(value, name)


def _read_list(hint: Any, value: Any, name: str, depth: int) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Refused(gettext_noop("“%(name)s” is a list."), name=name)
    if hint == "Condition":
        hint = d.Condition
    return tuple(_read(hint, each, name, depth) for each in value)


def _read_one_of(allowed: tuple[Any, ...], value: Any, name: str, depth: int) -> Any:
    """One of several kinds of object, or one of several plain types."""
    allowed = tuple(each for hint in allowed for each in (get_args(hint) or (hint,)))
    if not set(allowed) & set(NAMES):
        return _read_scalar(allowed, value, name)
    kind = KINDS.get(str(value.get("kind", ""))) if isinstance(value, Mapping) else None
    if kind not in allowed:
        raise Refused(
            gettext_noop("“%(name)s” is an object whose kind is one of: %(kinds)s."),
            name=name, kinds=", ".join(NAMES[each] for each in allowed),
        )  # fmt: skip
    return _read_object(kind, value, depth)


def _read_object(cls: type, form: Mapping[str, Any], depth: int) -> Any:
    hints = get_type_hints(cls)
    known = {entry.name: entry for entry in fields(cls)}
    if unknown := set(form) - set(known) - {"kind"}:
        raise _unknown(min(unknown))
    values = {}
    for name, entry in known.items():
        if name in form:
            values[name] = _read(hints[name], form[name], name, depth + 1)
        elif entry.default is MISSING:
            raise Refused(gettext_noop("“%(name)s” is missing in “%(kind)s”."), name=name, kind=NAMES[cls])
    return cls(**values)


def _unknown(name: str) -> Refused:
    return Refused(gettext_noop("“%(name)s” means nothing in a rule."), name=name)


def _read_scalar(allowed: tuple[type, ...], value: Any, name: str) -> Any:
    if type(value) not in allowed:
        raise Refused(gettext_noop("“%(name)s” holds texts or numbers."), name=name)
    return value


def _read_choice(hint: type[StrEnum], value: Any, name: str) -> StrEnum:
    if value not in list(hint):
        raise Refused(gettext_noop("“%(name)s” is one of: %(allowed)s."), name=name, allowed=", ".join(hint))
    return hint(value)


def _plain(expected: type, message: str) -> Callable[[Any, str], Any]:
    def read(value: Any, name: str) -> Any:
        if type(value) is not expected:  # True is an int for isinstance
            raise Refused(message, name=name)
        return value

    return read


PLAIN: dict[Any, Callable[[Any, str], Any]] = {
    str: _plain(str, gettext_noop("“%(name)s” is a text.")),
    int: _plain(int, gettext_noop("“%(name)s” is a whole number.")),
    bool: _plain(bool, gettext_noop("“%(name)s” is true or false.")),
}
