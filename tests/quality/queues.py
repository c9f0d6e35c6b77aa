"""Who gets which document: a queue as the runs see it, and one that is simulated.

`SimulatedQueue` follows the queue of the product: streams drawn by the project's mix, what cannot be served falling to
control; each annotator keeps documents ahead, so that an answer may be to a draw made before the last training; audit
is a fixed part of the documents; control walks the random order of all open documents, and one answered elsewhere
joins its arm as it is. It is not the product's queue: no leases, no database. A second queue, over PostgreSQL, fits
the same three methods; each row of the table says with which of them it was made.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from weaklabels.active.arms import Grounds
from weaklabels.active.strategies import Ranked

# The product's, without repeats and gold checks: those are not answers to new documents
MIX = {"ranked": 32, "control": 32, "duel": 16, "audit": 10}
PEOPLE, AHEAD = 5, 3
AUDIT_PERCENT = 10


@dataclass(frozen=True)
class Duel:
    """What both models said at the draw."""

    ranked_said: int
    control_said: int
    disagreement: float


@dataclass(frozen=True)
class Lent:
    row: int
    stream: str
    generation: int
    probability: float
    duel: Duel | None = None


@dataclass(frozen=True)
class Order:
    """One generation: the ranked list, if any, the duels to be had, and whether control is drawn by the list too."""

    ranked: Ranked | None = None
    open_rows: np.ndarray | None = None
    grounds: Grounds | None = None
    control_is_ranked: bool = False


class Queue(Protocol):
    name: str

    def open_rows(self) -> np.ndarray:
        """Documents that nobody has or answered, without audit."""

    def publish(self, order: Order) -> None:
        """From now on draws are made by this."""

    def serve(self, person: int) -> Lent | None:
        """The document this person answers next."""

    def joined(self) -> list[int]:
        """Rows that the control walk passed since the last call, because another stream had them."""


@dataclass
class SimulatedQueue:
    documents: int
    seed: int
    name: str = "simulated"
    order: Order = field(default_factory=Order)
    generation: int = 0

    def __post_init__(self):
        self.rng = np.random.default_rng(self.seed)
        shuffled = self.rng.permutation(self.documents)
        audits = self.documents * AUDIT_PERCENT // 100
        self.audit, self.walk = list(shuffled[:audits]), list(shuffled[audits:])
        self.free = np.zeros(self.documents, bool)
        self.free[self.walk] = True
        self.ahead = {person: [] for person in range(PEOPLE)}
        self.passed = []

    def open_rows(self):
        return np.nonzero(self.free)[0]

    def publish(self, order):
        self.order, self.generation = order, self.generation + 1

    def serve(self, person):
        held = self.ahead[person]
        while len(held) < AHEAD and (lent := self.lend()):
            held.append(lent)
        return held.pop(0) if held else None

    def joined(self):
        passed, self.passed = self.passed, []
        return passed

    def lend(self):
        stream = self.rng.choice(list(MIX), p=np.array(list(MIX.values())) / sum(MIX.values()))
        return getattr(self, f"lend_{stream}")() or self.lend_control() or self.lend_audit()

    def lend_ranked(self, stream="ranked"):
        ranked = self.order.ranked
        if ranked is None:
            return None
        listed = ranked.rows[: ranked.draw.head * 20]
        rows = self.order.open_rows[listed] if self.order.open_rows is not None else listed
        row, probability, _chance = ranked.draw.draw(rows[self.free[rows]], self.open_rows(), self.rng)
        return self.take(row, stream, probability)

    def lend_control(self):
        if self.order.control_is_ranked:
            return self.lend_ranked("control")
        while self.walk:
            row = self.walk.pop(0)
            if self.free[row]:
                return self.take(row, "control", 1 / (len(self.walk) + 1))
            self.passed.append(row)
        return None

    def lend_duel(self):
        grounds = self.order.grounds
        if grounds is None or not self.free[grounds.rows].any():
            return None
        [left] = np.nonzero(self.free[grounds.rows])
        here = self.rng.choice(left)
        said = Duel(int(grounds.ranked_said[here]), int(grounds.control_said[here]), grounds.disagreement)
        return self.take(int(grounds.rows[here]), "duel", 1 / len(left), said)

    def lend_audit(self):
        if not self.audit:
            return None
        row = self.audit.pop()
        return Lent(int(row), "audit", self.generation, 1 / (len(self.audit) + 1))

    def take(self, row, stream, probability, duel=None):
        self.free[row] = False
        return Lent(int(row), stream, self.generation, probability, duel)
