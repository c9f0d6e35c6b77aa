"""What a release says of a document: pure, from its rows and the names it has kept."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from annotate.exports.contents import kept
from annotate.exports.encoding import DOCUMENT_COLUMNS, Csv
from annotate.exports.names import Names
from annotate.exports.records import Record, distribution_of, document_keys, told_in
from annotate.exports.snapshot import GoldRow
from review.services.releases.reading import Line, Rows
from review.services.releases.wishes import Labels, Wish


@dataclass(frozen=True)
class Said:
    """What each annotation of some documents says, by question; and who gave which to which document."""

    told: dict[int, Record]
    cannot_tell: dict[int, list[str]]
    given: dict[int, list[tuple[int, int]]]  # document -> annotation and author, in the order of saving

    @classmethod
    def of(cls, rows: Rows, names: Names) -> "Said":
        given: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for row in rows.batch.answers:
            given[row.document].append((row.id, row.author))
        return cls(*told_in(rows.batch, names), given)


def records_of(lines: Sequence[Line], rows: Rows, wish: Wish, names: Names) -> Iterator[Record]:
    """A record a document, in the order of the documents."""
    said = Said.of(rows, names)
    by_document = {line.document: line for line in lines}
    for row in rows.batch.documents:
        line = by_document[row.id]
        told = _One(line, row.text, said, rows.gold, names)
        yield document_keys(row) | told.record(wish)


@dataclass(frozen=True)
class _One:
    """One document, question by question."""

    line: Line
    text: str
    said: Said
    gold: dict[int, GoldRow]
    names: Names

    def record(self, wish: Wish) -> Record:
        labels, origin = self._labels(wish)
        answers = {
            self.names.questions[question]: found
            for question in wish.asks(Labels.ANSWERS)
            if (found := self._answers(self.names.questions[question]))
        }
        record: Record = {"responses": labels, "origin": origin, "answers": answers}
        if wish.asks(Labels.ANSWERS):
            record["distribution"] = self._distribution(wish)
        return record

    def _labels(self, wish: Wish) -> tuple[Record, Record]:
        """One answer a question that has one, and where it comes from."""
        labels, origin = {}, {}
        for id_ in self.line.gold:
            row = self.gold[id_]
            name, kind = self.names.questions[row.question], self.names.kinds[row.question]
            labels[name] = kept(kind, orjson.loads(row.content), self.text, self.names.labels)
            origin[name] = {"from": "gold", "origin": row.origin, "chosen_by": row.chosen_by}
        for question, (said, percent, people) in self.line.aggregated.items():
            name = self.names.questions[int(question)]
            labels[name] = self._aggregated(int(question), said)
            method = {"method": wish.ways[question]} if question in wish.ways else {}
            origin[name] = {"from": "aggregated"} | method | {"percent": percent, "people": people}
        order = [self.names.questions[int(question)] for question in wish.labels]
        return tuple({name: found[name] for name in order if name in found} for found in (labels, origin))

    def _aggregated(self, question: int, said: Any) -> Any:
        """What an annotation says to the question, or what stands in the form of gold."""
        if isinstance(said, int):
            return self.said.told[said][self.names.questions[question]]
        return kept(self.names.kinds[question], said, self.text, self.names.labels)

    def _answers(self, name: str) -> list[Record]:
        found: list[Record] = []
        for annotation, author in self.said.given.get(self.line.document, []):
            called = {"annotator": self.names.people[author][1]}
            if name in self.said.told[annotation]:
                found.append(called | {"response": self.said.told[annotation][name]})
            elif name in self.said.cannot_tell[annotation]:
                found.append(called | {"cannot_tell": True})
        return found

    def _distribution(self, wish: Wish) -> Record:
        asked = {self.names.questions[question] for question in wish.asks(Labels.ANSWERS)}
        told = [self.said.told[one] for one, _author in self.said.given.get(self.line.document, [])]
        answers = [{"responses": {name: said for name, said in one.items() if name in asked}} for one in told]
        return distribution_of(answers, self.names)


class ReleaseCsv(Csv):
    """A column a question that has one label; the rest as JSON."""

    def __init__(self, wish: Wish, names: Names) -> None:
        one_label = wish.asks(Labels.GOLD, Labels.AGGREGATED)
        self.questions = [names.questions[question] for question in one_label]
        several = ["answers", "distribution"] if wish.asks(Labels.ANSWERS) else []
        self.keys = [*DOCUMENT_COLUMNS, *(["origin"] if one_label else []), *several]


def labels_in(said: Any) -> list[str]:
    """The labels of a response, each as often as it is there; a rating as a word. Nothing of a text.

    >>> labels_in("glad"), labels_in([{"start": 0, "end": 3, "label": "person"}])
    (['glad'], ['person'])
    >>> labels_in(3), labels_in({"text": "x"})
    (['3'], [])
    """
    if isinstance(said, list):
        return [one["label"] if isinstance(one, dict) else one for one in said]
    return [] if isinstance(said, dict) else [str(said)]
