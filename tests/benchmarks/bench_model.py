"""How fast does the model learn and put documents in order, and how good is it? Without a database.

Times of the wall and of the processor: only the second can be compared on a machine that does other things. The
public sets of ../shared/data give the figures of quality; where they are absent that part is left out and says so.
"""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.metrics import f1_score

from tests import public_sets
from tests.benchmarks.bench_matching import documents, processor, timed
from weaklabels.active.background import Background
from weaklabels.active.classifiers import fit_choice
from weaklabels.active.explaining import explain
from weaklabels.active.features import Counts, tables, vectorise
from weaklabels.active.linear import LinearModel
from weaklabels.active.spans import fit_spans
from weaklabels.active.tokens import Scored, Stretch
from weaklabels.active.vectors import VectorStore, grow, new_vectors, open_vectors, with_part
from weaklabels.labelmodel import CavityEM

SOME = 100_000
MANY = 1_000_000
NEW = 10_000
ANSWERS = 1_000
LISTED = 10_000
LABELS = 10
PROCESSES = 2
PIECE = 10_000  # documents vectorised at a time
SEEDS = 5


def run(some: int = SOME, many: int = MANY) -> None:
    tables()
    with tempfile.TemporaryDirectory(prefix="gloss-bench-vectors-") as name:
        for count in (some, many):
            store = filled(Path(name) / str(count), count)
            in_a_process_of_its_own(store.folder)
            additions(store)
    answering()
    if public_sets.DATA.is_dir():
        warm_start()
        learning()
        spans()
    else:
        print("The data sets in ../shared/data are not on this machine: no figures of quality.")


def filled(folder: Path, count: int) -> VectorStore:
    """The vectors of so many documents, by two processes; the store has one writer."""
    store = new_vectors(folder)
    begun, used = time.perf_counter(), processor()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        first = 0
        for counts in pool.imap(vectorise, pieces(documents(count))):
            store = with_part(store, range(first, first + len(counts)), counts)
            first += len(counts)
    wall, cpu = time.perf_counter() - begun, processor() - used
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(
        f"{count:,} documents, {size:,.0f} MB of vectors: {cpu:.1f} s processor, {wall:.1f} s, "
        f"{PROCESSES * count / cpu:,.0f} a second on {PROCESSES} cores (goal 15,000)"
    )
    return store


def pieces(texts: Iterator[str]) -> Iterator[list[str]]:
    while piece := list(islice(texts, PIECE)):
        yield piece


def in_a_process_of_its_own(folder: Path) -> None:
    """So that its highest use of memory is its own."""
    process = multiprocessing.get_context("spawn").Process(target=order, args=(folder,))
    process.start()
    process.join()
    assert process.exitcode == 0


def order(folder: Path) -> None:
    """From due to the new order: read the answered rows, learn, score everything, take the most doubtful."""
    tables()
    store = open_vectors(folder)
    _cpu, background = timed("background, once", lambda: store.background(seed=0))
    rng = np.random.default_rng(0)
    places = rng.permutation(len(store))[:ANSWERS]
    goal = "goal 2 s" if len(store) <= SOME else "goal 8 s"
    for labels in (2, LABELS):
        targets = np.eye(labels)[made_up_truth(store.rows(places), labels)]
        timed(
            f"new order of {len(store):,}, {labels} labels, {ANSWERS:,} answers",
            lambda t=targets: ranked(store, fit_choice(store.rows(places), t, seed=0, background=background)),
            goal,
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {'highest use of memory':66} {memory:8.2f} GB  goal 1.2 GB")


def made_up_truth(rows: sparse.csr_matrix, labels: int) -> NDArray[np.intp]:
    """A label for each row that its features decide, with some noise."""
    rng = np.random.default_rng(1)
    directions = rng.normal(size=(rows.shape[1], labels)).astype(np.float32)
    return (rows @ directions + rng.gumbel(size=(rows.shape[0], labels)) / 4).argmax(axis=1)


def ranked(store: VectorStore, model: LinearModel) -> NDArray[np.intp]:
    def margins(counts: Counts) -> NDArray[np.float32]:
        top = np.partition(model.predict(counts), -2, axis=1)
        return top[:, -1] - top[:, -2]

    doubt = store.score(margins)
    head = np.argpartition(doubt, min(LISTED, len(doubt) - 1))[:LISTED]
    return head[np.argsort(doubt[head])]


def additions(store: VectorStore) -> None:
    new = list(documents(NEW))
    timed(f"add {NEW:,} documents to {len(store):,}", lambda: grow(store, enumerate(new)), "goal 5 s")
    timed("add one", lambda: grow(open_vectors(store.folder), [(0, new[0])]))


def answering() -> None:
    """What somebody waits for: one text, a thousand, and the words that spoke."""
    texts = list(documents(2_000))
    rows = vectorise(texts[:ANSWERS]).rows()
    model = fit_choice(rows, np.eye(LABELS)[made_up_truth(rows, LABELS)], seed=0)
    model.predict(vectorise(texts[:1]))
    times = [once(lambda text=text: model.predict(vectorise([text]))) for text in texts[:500]]
    print(f"  {'one text: median, 95 %':66} {np.median(times):8.2f} ms {np.quantile(times, 0.95):8.2f} ms")
    times = [once(lambda text=text: explain(model, text, 0)) for text in texts[:200]]
    print(
        f"  {'the words that spoke: median, 95 %':66} {np.median(times):8.2f} ms {np.quantile(times, 0.95):8.2f} ms"
    )
    cpu, _found = timed("1,000 texts", lambda: model.predict(vectorise(texts[:1_000])))
    print(f"  {1_000 / cpu:,.0f} texts a second (goal 5,000)")


def once(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return 1000 * (time.process_time() - begun)


def warm_start() -> None:
    """Ten rules and no answer: the first model learns from the soft labels that they give."""
    for read in (public_sets.sms, public_sets.youtube):
        known = read()
        found = first_model(known)
        most = np.bincount(known.train.truth).argmax()
        plain = macro(known.test.truth, np.full(len(known.test.truth), most))
        print(f"  warm start on {known.name}: macro-F1 {found:.3f}, majority class {plain:.3f} (goal +0.25)")


def first_model(known: public_sets.PublicSet) -> float:
    votes = public_sets.ten_rules(known.train, known.classes)
    matrix = public_sets.matrix(votes, classes=known.classes)
    soft = CavityEM().fit(matrix).predict_proba(matrix)
    voted = (votes >= 0).any(axis=1)
    rows = vectorise(known.train.texts).rows()
    model = fit_choice(rows[voted], soft[voted], seed=0, background=Background.of_rows(rows))
    return macro(known.test.truth, model.predict(vectorise(known.test.texts).rows()).argmax(axis=1))


def macro(true: NDArray[np.intp], said: NDArray[np.intp]) -> float:
    return float(f1_score(true, said, average="macro"))


def learning() -> None:
    """Macro-F1 by random answers, five draws each."""
    for read in (public_sets.sms, public_sets.trec, public_sets.youtube):
        known = read()
        rows, asked = (vectorise(part.texts).rows() for part in (known.train, known.test))
        background = Background.of_rows(rows)
        for answers in (50, 100, 200, 500):
            found = []
            for seed in range(SEEDS):
                drawn = np.random.default_rng(seed).permutation(rows.shape[0])[:answers]
                targets = np.eye(known.classes)[known.train.truth[drawn]]
                model = fit_choice(rows[drawn], targets, seed=seed, background=background)
                found.append(macro(known.test.truth, model.predict(asked).argmax(axis=1)))
            print(
                f"  {known.name}, {answers} random answers: macro-F1 {np.mean(found):.3f} "
                f"({min(found):.3f} to {max(found):.3f} of {SEEDS})"
            )


def spans() -> None:
    """SNIPS, 39 kinds of spans: exact F1 and speed of both ways of learning."""
    texts, marked = public_sets.snips("train")
    asked, true = public_sets.snips("validate")
    for sentences, goals in ((1_000, (0.79, 0.84)), (5_000, (0.90, 0.92))):
        for instant, goal in zip((True, False), goals, strict=True):
            drawn = np.random.default_rng(0).permutation(len(texts))[:sentences]
            chosen = [texts[at] for at in drawn], [[Stretch(*one) for one in marked[at]] for at in drawn]
            name = f"snips, {sentences:,} sentences, {'instant' if instant else 'thorough'}"
            _cpu, model = timed(name, lambda c=chosen, i=instant: fit_spans(*c, instant=i))
            cpu, found = timed(f"read {len(asked)}", lambda m=model: m.predict(asked))
            print(
                f"  exact F1 {exact(found, true):.3f} (goal {goal}), {len(asked) / cpu:,.0f} sentences a second"
            )


def exact(found: Sequence[Sequence[Scored]], true: Sequence[Sequence[tuple[int, int, str]]]) -> float:
    said = {(at, *one[:3]) for at, spans_of_one in enumerate(found) for one in spans_of_one}
    right = {(at, *one) for at, spans_of_one in enumerate(true) for one in spans_of_one}
    return 2 * len(said & right) / (len(said) + len(right))
