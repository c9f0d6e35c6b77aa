"""Does a metadata field compare as a rule wants?"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from weaklabels.matching.definitions import Comparison, Kind, Metadata

ONE_DAY = timedelta(days=1) - timedelta(microseconds=1)


def holds(wanted: Metadata, metadata: Mapping[str, Any]) -> bool:
    """Does the field exist, and does one of its values compare?"""
    found = list(values_at(metadata, wanted.field))
    if wanted.comparison is Comparison.EXISTS:
        return bool(found)
    return any(_compares(wanted, value) for value in found)


def values_at(metadata: Any, field: str) -> Iterator[Any]:
    """The values of a field. A name with a dot in it is found before its parts are."""
    if isinstance(metadata, Mapping):
        if field in metadata:
            yield from _single(metadata[field])
            return
        for place, character in enumerate(field):
            if character == "." and field[:place] in metadata:
                yield from values_at(metadata[field[:place]], field[place + 1 :])
                return
    elif isinstance(metadata, list):
        for each in metadata:
            yield from values_at(each, field)


def _single(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _single(each)
    elif value is not None and not isinstance(value, Mapping):
        yield value


def _compares(wanted: Metadata, value: Any) -> bool:
    if wanted.comparison is Comparison.CONTAINS:
        folded = as_text(value).casefold()
        return any(as_text(each).casefold() in folded for each in wanted.values)
    low, high = READ[wanted.value_kind](value)
    limits = [READ[wanted.value_kind](each) for each in wanted.values]
    if low is None or not limits:
        return False
    if wanted.comparison is Comparison.AT_LEAST:
        return high >= limits[0][0]
    if wanted.comparison is Comparison.AT_MOST:
        return low <= limits[0][1]
    return any(first is not None and first <= high and low <= last for first, last in limits)


def as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _text(value: Any) -> tuple[Any, Any]:
    folded = as_text(value).casefold()
    return folded, folded


def _number(value: Any) -> tuple[Any, Any]:
    if isinstance(value, bool):
        return None, None
    try:
        number = float(value)
    except ValueError:
        return None, None
    return (None, None) if number != number else (number, number)


def _date(value: Any) -> tuple[Any, Any]:
    """The first and the last moment of a date; without a zone it is taken as UTC."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None, None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    is_whole_day = len(str(value).strip()) <= len("2026-01-01")
    return moment, moment + ONE_DAY if is_whole_day else moment


READ = {Kind.TEXT: _text, Kind.NUMBER: _number, Kind.DATE: _date}


def is_readable(value: Any, kind: Kind) -> bool:
    """Can this value be compared as this kind?"""
    return READ[kind](value)[0] is not None
