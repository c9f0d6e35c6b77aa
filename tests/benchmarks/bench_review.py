"""How fast is the arithmetic of review: agreement with its intervals, aggregation, plans of spot checks?"""

import time
from collections.abc import Callable

import numpy as np

from review.aggregation import Answers, dawid_skene, majority, weighted
from review.agreement import Codes, Line, Mark, Pairs, Units, f1_sums, figures, line_sums
from review.sampling import Stratum, fixed_plan, sequential_plan, stratified_bound

TIMES = 5


def run() -> None:
    print("made-up answers; least of 5 runs, ms of the clock (of processor)")
    agreement()
    many_labels()
    aggregation()
    spans()
    plans()


def agreement() -> None:
    """The page at 1 million answers on 333 thousand documents: the counters give the patterns, not the answers."""
    documents, annotators, labels = made_up(333_334, 3, 20, 5)
    units = Units.of(documents, labels, 5)
    pairs = Pairs.of(documents, annotators, labels, 5)
    print(f"  {len(labels):,} answers, 20 annotators, 5 labels: {len(units.times)} kinds of documents")
    say("all coefficients with intervals of 1,000 draws, from these", lambda: figures(units), 150)
    say("190 kappas from their tables", pairs.cohen)
    say("counting the kinds of documents from all answers", lambda: Units.of(documents, labels, 5))
    say("the tables of all pairs from all answers", lambda: Pairs.of(documents, annotators, labels, 5))


def many_labels() -> None:
    documents, _annotators, labels = made_up(333_334, 3, 20, 150)
    units = Units.of(documents, labels, 150)
    print(f"  {len(labels):,} answers, 150 labels: {len(units.times):,} kinds of documents")
    say("all coefficients with intervals", lambda: figures(units))


def aggregation() -> None:
    documents, annotators, labels = made_up(5_000, 5, 176, 5)
    answers = Answers.of(documents, annotators, labels, 5)
    print("  25,000 answers of 176 annotators")
    say("Dawid-Skene", lambda: dawid_skene(Answers.of(documents, annotators, labels, 5)), 300)
    say("majority and weighted vote", lambda: (majority(answers), weighted(answers)))


def spans() -> None:
    rng = np.random.default_rng(0)
    documents = [{person: marks(rng) for person in range(3)} for _document in range(1_000)]
    print("  1,000 documents, three annotators with 10 spans each")
    say("what each pair has in common", lambda: f1_sums(documents))

    def lines() -> None:
        codes = Codes()
        line_sums([Line.of(list(answers.values()), 2_000, codes) for answers in documents], codes)

    say("sums of the unitizing alpha", lines)


def marks(rng: np.random.Generator) -> list[Mark]:
    starts = 200 * np.arange(10) + rng.integers(0, 3, 10)
    return [Mark(start, start + 12, label) for start, label in zip(starts.tolist(), [0, 1] * 5, strict=True)]


def plans() -> None:
    say("a plan of fixed size, 3 % at 95 %, batch of 5,000", lambda: fixed_plan(0.03, 2, batch=5_000))
    say("a sequential plan of it, up to 5 errors", lambda: sequential_plan(0.03, 5, batch=5_000))
    parts = [Stratum(50_000, 100, number % 2) for number in range(20)]
    say("the bound of 20 parts of 50,000 documents", lambda: stratified_bound(parts))


def made_up(
    documents: int, answers: int, annotators: int, labels: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Annotators who are right four times in five, so many to a document; columns of its answers."""
    rng = np.random.default_rng(1)
    names = np.repeat(np.arange(documents), answers)
    people = (rng.integers(0, annotators, documents)[:, None] + np.arange(answers)) % annotators
    truth = rng.integers(0, labels, documents)[:, None]
    said = np.where(
        rng.random((documents, answers)) < 0.8, truth, rng.integers(0, labels, (documents, answers))
    )
    return names, people.ravel(), said.ravel()


def say(what: str, work: Callable[[], object], goal: int | None = None) -> None:
    taken = []
    for _time in range(TIMES):
        begun, used = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - begun, time.process_time() - used))
    clock, processor = min(taken)
    print(f"    {what}: {1000 * clock:.1f} ({1000 * processor:.1f})" + (f"; goal: {goal}" if goal else ""))
