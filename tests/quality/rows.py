"""The committed tables: a row a seed, written as soon as the run is over, so that a run broken off loses nothing."""

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class VerdictRow:
    """One run with two arms. `fell_at` counts all answers, 0: no verdict; `duels` are score:disagreement:answers."""

    kind: str
    corpus: str
    seed: int
    queue: str
    learner: str
    answers: int
    verdict: str
    fell_at: int
    true_gap: float
    duels: str

    @property
    def key(self):
        return self.queue, self.kind, self.corpus, self.seed


@dataclass(frozen=True)
class CurveRow:
    """Macro-F1 on the tested documents of the default and of random order, answers without errors, one seed."""

    corpus: str
    seed: int
    learner: str
    default_100: float
    default_200: float
    default_300: float
    default_500: float
    random_100: float
    random_200: float
    random_300: float
    random_500: float
    default_needs: int
    random_needs: int

    @property
    def key(self):
        return self.corpus, self.seed

    @property
    def saved(self):
        return 1 - self.default_needs / self.random_needs


class Table:
    def __init__(self, row_type, path):
        self.row_type, self.path = row_type, path

    def rows(self):
        if not self.path.exists():
            return []
        types = {field.name: field.type for field in fields(self.row_type)}
        with self.path.open(newline="", encoding="utf-8") as file:
            return [
                self.row_type(**{name: types[name](value) for name, value in row.items()})
                for row in csv.DictReader(file)
            ]

    def add(self, row):
        is_new = not self.path.exists()
        with self.path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(
                file, [field.name for field in fields(self.row_type)], lineterminator="\n"
            )
            if is_new:
                writer.writeheader()
            writer.writerow(asdict(row))

    def sort(self):
        """Two processes write as they come; the committed table is in order."""
        rows = sorted(self.rows(), key=lambda row: row.key)
        if rows:
            self.path.unlink()
        for row in rows:
            self.add(row)


VERDICTS = Table(VerdictRow, HERE / "verdicts.csv")
CURVES = Table(CurveRow, HERE / "curves.csv")
