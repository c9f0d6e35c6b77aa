"""What every reader of votes yields, and what came of it. Pure."""

from array import array
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MOST_NAMED = 100  # problems
MOST_VALUES = 500  # different ones in a file: labels, not texts
SILENT = frozenset({"", "-1", "-1.0", "abstain", "none", "null", "nan", "silent"})


@dataclass
class Problems:
    """Lines that were left out: all counted, the first named."""

    count: int = 0
    named: list[dict[str, object]] = field(default_factory=list)

    def add(self, line: int, reason: str, times: int = 1) -> None:
        self.count += times
        if len(self.named) < MOST_NAMED:
            self.named.append({"line": line, "reason": reason})


@dataclass
class Column:
    """What one function says: a document and the number of a value, again and again; of marked words also where."""

    name: str
    documents: array = field(default_factory=lambda: array("q"))
    values: array = field(default_factory=lambda: array("q"))
    starts: array = field(default_factory=lambda: array("q"))
    ends: array = field(default_factory=lambda: array("q"))
    lines: array = field(default_factory=lambda: array("q"))

    def add(self, document: int, value: int, line: int, place: tuple[int, int] | None = None) -> None:
        self.documents.append(document)
        self.values.append(value)
        self.lines.append(line)
        if place:
            self.starts.append(place[0])
            self.ends.append(place[1])

    def numbers(self, part: str) -> NDArray[np.int64]:
        return np.frombuffer(getattr(self, part), dtype=np.int64) if len(self) else np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self.documents)


@dataclass
class VoteFile:
    """A file as it was read: columns, the different values in them, and what could not be used."""

    columns: dict[str, Column] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)  # as written -> number
    lines: int = 0
    named: array = field(
        default_factory=lambda: array("q")
    )  # the document of each line that is in the project
    unknown_documents: int = 0
    problems: Problems = field(default_factory=Problems)
    counts_labels: bool = False  # values are Snorkel's numbers, 0 for the first label

    @property
    def documents(self) -> int:
        """Lines whose document is in the project."""
        return len(self.named)

    def column(self, name: str) -> Column:
        return self.columns.setdefault(name, Column(name))

    def number_of(self, value: str) -> int:
        return self.values.setdefault(value, len(self.values))


def is_silent(value: object) -> bool:
    """
    >>> is_silent(None), is_silent(-1), is_silent("ABSTAIN"), is_silent(0)
    (True, True, True, False)
    """
    return value is None or str(value).strip().casefold() in SILENT
