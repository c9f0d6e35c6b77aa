"""What a check found, as the page shows it and the publication relies on."""

import codecs
import csv
import heapq
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from operator import attrgetter
from typing import Any, BinaryIO

import orjson

from annotate.files import NewFile
from annotate.formats.encodings import printable
from annotate.formats.records import Refused

MOST_KEPT = 1_000  # refused lines shown; the file to download has them all


@dataclass
class Report:
    """The counts of a check, and its first refused lines."""

    lines: int = 0  # records read, blank lines not among them
    new: int = 0  # documents to be added
    known: int = 0  # documents the project has, or an earlier line
    refused: int = 0
    answered: int = 0  # documents with answers
    unknown: dict[int, dict[str, int]] = field(default_factory=dict)  # question -> label -> how often
    utf16: int = 0  # lines whose spans fit better when counted in UTF-16 units
    code_points: int = 0  # lines whose spans fit better as they are
    problems: list[tuple[int, str]] = field(default_factory=list)  # line, reason

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"unknown": {str(question): names for question, names in self.unknown.items()}}

    def without_texts(self) -> "Report":
        return replace(self, problems=[], unknown={})

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> "Report":
        unknown = {int(question): names for question, names in saved["unknown"].items()}
        return cls(**saved | {"unknown": unknown})


class Refusals:
    """Collects refused lines, however many, in a file that is nobody else's."""

    def __init__(self, spool: BinaryIO) -> None:
        self.count = 0
        self._spool = spool

    def add(self, refused: Refused) -> None:
        self.count += 1
        self._spool.write(orjson.dumps([refused.line, printable(refused.reason)]) + b"\n")

    def write(self, out: NewFile, later: Iterator[Refused]) -> list[tuple[int, str]]:
        """Write these and the later ones in the order of their lines as CSV; the first of them are returned."""
        first = []
        rows = csv.writer(codecs.getwriter("utf-8")(out))
        rows.writerow(["line", "reason"])
        for refused in heapq.merge(self._collected(), later, key=attrgetter("line")):
            rows.writerow([refused.line, refused.reason])
            if len(first) < MOST_KEPT:
                first.append((refused.line, refused.reason))
        return first

    def _collected(self) -> Iterator[Refused]:
        self._spool.seek(0)
        for row in self._spool:
            yield Refused(*orjson.loads(row))
