"""A project from the first answer on: five people who err in a tenth of their answers, two arms, duels."""

from dataclasses import dataclass, field

import numpy as np

from tests.quality.learners import Classifier
from tests.quality.queues import PEOPLE, Order, SimulatedQueue
from weaklabels.active.arms import REPLICATES, duelling_grounds, equal_parts, replicate_of
from weaklabels.active.evidence import Duel, score
from weaklabels.active.pools import Pool
from weaklabels.active.scoring import Strategy
from weaklabels.active.strategies import Plan, is_cold, rank

NOISE = 0.1
EVERY = 10  # answers between two trainings
SAMPLE = 1_000  # open documents on which the arms' models are compared
ARMS = ("ranked", "control")


@dataclass
class World:
    """`kind` is AB (the default strategy against random), AA-random or AA-margin (both arms the same)."""

    corpus: object
    kind: str
    seed: int
    answers: int = 0
    shared: list = field(default_factory=list)
    everything: list = field(default_factory=list)
    duels: list = field(default_factory=list)
    duels_at: list = field(default_factory=list)

    def __post_init__(self):
        self.rng = np.random.default_rng([self.seed, 1])
        self.queue = SimulatedQueue(len(self.corpus), self.seed)
        self.arms = {arm: [] for arm in ARMS}
        self.given = {}
        self.passed = []
        self.warm_from = None
        self.pace = self.rng.dirichlet(np.full(PEOPLE, 5.0))

    def run(self, budget):
        since = EVERY
        while self.answers < budget:
            if since >= EVERY:
                self.train()
                since = 0
            since += self.one_answer()
        return self

    def one_answer(self):
        lent = self.queue.serve(int(self.rng.choice(PEOPLE, p=self.pace)))
        answer = int(self.corpus.truth[lent.row])
        if self.rng.random() < NOISE:
            answer = int((answer + self.rng.integers(1, self.corpus.labels)) % self.corpus.labels)
        self.answers += 1
        if lent.stream == "audit":
            return 0
        self.given[lent.row] = answer
        self.everything.append((lent.row, answer))
        self.file(lent, answer)
        return 1

    def file(self, lent, answer):
        if lent.duel:
            points = score(lent.duel.ranked_said, lent.duel.control_said, answer)
            self.duels.append(Duel(points, lent.duel.disagreement))
            self.duels_at.append(self.answers)
        elif self.warm_from is None or lent.generation < self.warm_from:
            self.shared.append((lent.row, answer))
        else:
            self.arms[lent.stream].append((lent.row, answer))

    def join(self):
        """What control walked past joins its arm once it is answered."""
        shared = {row for row, _answer in self.shared}
        waiting = []
        for row in self.passed + self.queue.joined():
            if row not in self.given:
                waiting.append(row)
            elif row not in shared:
                self.arms["control"].append((row, self.given[row]))
        self.passed = waiting

    def train(self):
        self.join()
        counts = np.bincount([answer for _row, answer in self.everything], minlength=self.corpus.labels)
        if is_cold(Pool(counts)):
            return
        open_rows = self.queue.open_rows()
        if self.warm_from is None:
            self.warm_from = self.queue.generation + 1
        self.queue.publish(
            Order(
                self.listed(counts, open_rows), open_rows, self.grounds(open_rows), self.kind == "AA-margin"
            )
        )

    def listed(self, counts, open_rows):
        if self.kind == "AA-random":
            return rank(Pool(counts, size=len(open_rows)), Plan(Strategy.RANDOM), self.rng)
        model = Classifier(self.corpus, *zip(*self.everything, strict=True))
        pool = Pool(counts, model.probabilities(open_rows), groups=self.corpus.groups[open_rows])
        return rank(pool, Plan(answers_a_ranking=EVERY), self.rng)

    def grounds(self, open_rows):
        sample = self.rng.permutation(open_rows)[:SAMPLE]
        drawn = int(self.rng.integers(2**32))
        said = [[model.says(sample) for model in self.models(number, drawn)] for number in range(REPLICATES)]
        return duelling_grounds(sample, *zip(*said, strict=True), self.rng)

    def models(self, replicate, drawn):
        ranked, control = (
            [(row, answer) for row, answer in self.arms[arm] if replicate_of(row, drawn) == replicate]
            for arm in ARMS
        )
        parts = equal_parts(np.ones(len(ranked)), np.ones(len(control)))
        learned = ranked[: parts.ranked] + control[: parts.beside], control[: parts.control]
        return [Classifier(self.corpus, *zip(*self.shared, *answers, strict=True)) for answers in learned]

    def true_gap(self):
        """How much more accurate the ranked arm's models are on the tested documents, in the mean of the replicates."""
        tested = np.arange(len(self.corpus.tested)) + len(self.corpus)
        pairs = [self.models(replicate, self.seed) for replicate in range(REPLICATES)]
        right = [[(model.says(tested) == self.corpus.tested).mean() for model in pair] for pair in pairs]
        return float(np.mean([ranked - control for ranked, control in right]))
