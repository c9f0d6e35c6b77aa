"""What is run: each run a seed and a row."""

import numpy as np
from sklearn.metrics import f1_score

from tests.quality.corpora import corpus
from tests.quality.learners import NAME, Classifier
from tests.quality.rows import CurveRow, VerdictRow
from tests.quality.worlds import EVERY, World
from weaklabels.active.evidence import Duel, Verdict, judge
from weaklabels.active.pools import Pool
from weaklabels.active.scoring import Strategy
from weaklabels.active.strategies import Plan, rank

BUDGET = 400  # answers of a verdict run, of all streams
LONGEST, LOOKED_AT = 500, (100, 200, 300, 500)
LAST_LOOKS = 3

PRODUCT, SIMULATED = "product", "simulated"
AB_SEEDS = {PRODUCT: range(40), SIMULATED: range(20)}
AA_SEEDS = {PRODUCT: range(34), SIMULATED: range(8)}
AA_CORPORA = ("sms", "trec", "clinc150")
CURVE_CORPORA = ("sms", "trec", "clinc150", "misleading")
CURVE_SEEDS = range(5)


def verdict_keys(queue):
    """In the order in which they are run: each kind has some rows long before all are there."""
    same = [
        ("AA" + kind, name, seed)
        for seed in AA_SEEDS[queue]
        for name in AA_CORPORA
        for kind in ("-random", "-margin")
    ]
    better = [("AB", "sms", seed) for seed in AB_SEEDS[queue]]
    while same or better:
        yield from ((queue, *key) for key in [*same[:2], *better[:1]])
        same, better = same[2:], better[1:]


def curve_keys():
    yield from ((name, seed) for seed in CURVE_SEEDS for name in CURVE_CORPORA)


def verdict_row(_queue, kind, name, seed, budget=BUDGET):
    world = World(corpus(name), kind, seed).run(budget)
    found = judge(world.duels, world.answers)
    return VerdictRow(
        kind,
        name,
        seed,
        world.queue.name,
        NAME,
        world.answers,
        str(found.verdict),
        world.duels_at[found.fell_after - 1] if found.fell_after else 0,
        round(world.true_gap(), 4),
        told(world.duels, world.duels_at),
    )


def told(duels, at):
    """Each duel in a few characters: who was right, the share of documents in dispute, after how many answers."""
    pairs = zip(duels, at, strict=True)
    return " ".join(f"{duel.score}:{duel.disagreement:.4g}:{answers}" for duel, answers in pairs)


def judged_again(row):
    """The verdict that the row's duels give now."""
    duels = [one.split(":") for one in row.duels.split()]
    return str(judge([Duel(int(points), float(rate)) for points, rate, _at in duels], row.answers).verdict)


def is_false(row):
    return row.verdict in {Verdict.HELPS, Verdict.HURTS}


def curve_row(name, seed):
    known = corpus(name)
    random = learning_curve(known, Plan(Strategy.RANDOM), seed)
    default = learning_curve(known, Plan(), seed)
    goal = np.mean(list(random.values())[-LAST_LOOKS:])
    return CurveRow(
        name,
        seed,
        NAME,
        *(round(default[answers], 4) for answers in LOOKED_AT),
        *(round(random[answers], 4) for answers in LOOKED_AT),
        first_at(default, goal),
        first_at(random, goal),
    )


def first_at(curve, goal):
    return next((answers for answers, figure in curve.items() if figure >= goal), LONGEST)


def learning_curve(known, plan, seed):
    """Macro-F1 after each ten answers. One person who never errs, nothing kept ahead."""
    rng = np.random.default_rng(seed)
    is_open = np.ones(len(known), bool)
    tested = np.arange(len(known), len(known) + len(known.tested))
    rows, curve = [], {}
    while len(rows) < LONGEST:
        answers = known.truth[rows]
        model = Classifier(known, rows, answers) if rows else None
        if rows:
            curve[len(rows)] = f1_score(known.tested, model.says(tested), average="macro")
        open_rows = np.nonzero(is_open)[0]
        pool = Pool(
            np.bincount(answers, minlength=known.labels) if rows else np.zeros(known.labels, int),
            model.probabilities(open_rows) if rows else None,
            groups=known.groups[open_rows],
            answered_alike=answered_alike(known.groups, rows, open_rows),
            size=len(open_rows),
        )
        listed = rank(pool, plan, rng)
        for _ in range(EVERY):
            there = open_rows[listed.rows]
            row, _probability, _chance = listed.draw.draw(there[is_open[there]], np.nonzero(is_open)[0], rng)
            is_open[row] = False
            rows.append(row)
    curve[len(rows)] = f1_score(
        known.tested, Classifier(known, rows, known.truth[rows]).says(tested), average="macro"
    )
    return curve


def answered_alike(groups, rows, open_rows):
    answered = (
        np.bincount(groups[rows] + 1, minlength=groups.max() + 2) if len(rows) else np.zeros(groups.max() + 2)
    )
    return answered[groups[open_rows] + 1].astype(int)
