"""What every reader yields: a record with its fields, or a refused line with the reason in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

MOST_COLUMNS = 200
LONGEST_LINE = 16 * 2**20  # bytes; a document of a million characters fits, however it is escaped


@dataclass(slots=True)
class Record:
    """One would-be document, as the file has it. In an archive `line` counts documents, not lines."""

    line: int
    fields: dict[str, Any]


@dataclass(slots=True)
class Refused:
    """A line that becomes no document, and why."""

    line: int
    reason: str


Read = Iterator[Record | Refused]


def too_many_columns(count: int) -> str:
    return _("There are %(count)s columns; %(most)s are allowed. Leave out those nobody needs.") % {
        "count": count,
        "most": MOST_COLUMNS,
    }


def too_long() -> str:
    return _("This line is longer than %(most)s MB.") % {"most": LONGEST_LINE // 2**20}
