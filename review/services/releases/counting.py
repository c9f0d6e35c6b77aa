"""What is counted while a release is gathered: for the page, and for its data statement."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from annotate.exports.names import Names
from annotate.exports.records import Record
from annotate.exports.snapshot import AnswerRow
from review.models import Split
from review.services.releases.reading import Line
from review.services.releases.records import labels_in

UNFINISHED, WITHOUT_LABEL, BESIDE_TEST = "unfinished", "without label", "beside test"


@dataclass
class Labelled:
    """Of one question in one part: documents with a label (or an answer), and how often each label is there."""

    documents: int = 0
    labels: Counter[str] = field(default_factory=Counter)

    def add(self, said: Sequence[Any]) -> None:
        self.documents += 1
        for one in said:
            self.labels.update(labels_in(one))


@dataclass
class Tally:
    """Counts of a release."""

    left_out: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)
    said: dict[str, dict[str, Labelled]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Labelled))
    )
    groups: set[int] = field(default_factory=set)
    answers_by: Counter[int] = field(default_factory=Counter)
    suggested: int = 0
    rewritten: int = 0
    guidelines: Counter[int] = field(default_factory=Counter)
    phases: Counter[int] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    first: str = ""
    last: str = ""

    def add(self, line: Line, record: Record) -> None:
        part = Split(line.split).file_name
        self.documents[part] += 1
        if record["group"]:
            self.groups.add(hash(record["group"]))
        for name, said in record["responses"].items():
            self.said[name][part].add([said])
        for name, answers in record["answers"].items():
            self.said[name][part].add([one["response"] for one in answers if "response" in one])
        self.origins.update(one.get("origin", one["from"]) for one in record["origin"].values())

    def add_answers(self, answers: Sequence[AnswerRow]) -> None:
        for row in answers:
            self.answers_by[row.author] += 1
            self.suggested += row.suggestions > 0
            self.rewritten += row.rewritten_by is not None
            self.guidelines[row.guideline] += 1
            self.phases[row.phase or 0] += 1
            day = row.saved_at.date().isoformat()
            self.first, self.last = min(self.first or day, day), max(self.last, day)

    @property
    def answers(self) -> int:
        return self.answers_by.total()

    def as_json(self, names: Names) -> dict[str, Any]:
        """For the page, by name of question and part."""
        return {
            "documents": {part.file_name: self.documents[part.file_name] for part in Split},
            "left_out": dict(self.left_out),
            "groups": len(self.groups),
            "answers": self.answers,
            "people": len(self.answers_by),
            "labels": {
                name: _labels(self.said[name]) for name in names.questions.values() if name in self.said
            },
        }


def _labels(parts: Mapping[str, Labelled]) -> dict[str, Any]:
    """How many documents have one in each part, and how often each label is there."""
    counted = {part.file_name: parts.get(part.file_name, Labelled()) for part in Split}
    names = sorted({label for one in counted.values() for label in one.labels})
    return {
        "documents": {part: one.documents for part, one in counted.items()},
        "labels": {label: {part: one.labels[label] for part, one in counted.items()} for label in names},
    }
