"""The demo's stored answers before the shipped verdict: two random arms, answers dealt out anew, one arm misled.

Its 108 answered segments are dealt into two arms of forty and documents to fight over; what the arms' models disagree
about are duels, scored by the stored answers. Nothing here is drawn anew from run to run.
"""

import json

import numpy as np
import pytest

from annotate.services.demo import FOLDER
from weaklabels.active.arms import REPLICATES, duelling_grounds, equal_parts, replicate_of
from weaklabels.active.background import Background
from weaklabels.active.classifiers import fit_choice
from weaklabels.active.evidence import LEAST_DUELS, Duel, Verdict, judge, score
from weaklabels.active.features import vectorise
from weaklabels.active.learners import WORDS

ARM = 40  # answers of each
DEALS = 6
NOTHING_SHOWN = {Verdict.TOO_EARLY, Verdict.NO_DIFFERENCE}


def lines(name):
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def demo():
    """Features of the answered segments, and the number of the signal that each was answered with first."""
    texts = {line["id"]: line["text"] for line in lines("documents.jsonl")}
    first = {}
    for line in lines("answers.jsonl"):
        first.setdefault(line["document"], line["signal"])
    names = sorted(set(first.values()))
    rows = vectorise([texts[one] for one in first]).rows()
    return rows, np.array([names.index(signal) for signal in first.values()])


def fought(demo, seed, ranked_told=None, control_told=None, true=None):
    """The duels of so many deals; each arm learns what it is told, and the duels are scored by what is true."""
    rows, answers = demo
    told = [answers if one is None else one for one in (ranked_told, control_told, true)]
    background = Background.of_rows(rows)
    rng = np.random.default_rng(seed)
    duels = []
    for _deal in range(DEALS):
        order = rng.permutation(len(answers))
        ranked, control, others = order[:ARM], order[ARM : 2 * ARM], order[2 * ARM :]
        says = ([], [])
        for replicate in range(REPLICATES):
            mine = [
                [one for one in arm.tolist() if replicate_of(one, 0) == replicate]
                for arm in (ranked, control)
            ]
            parts = equal_parts(*(np.ones(len(arm)) for arm in mine))
            arms = ([*mine[0][: parts.ranked], *mine[1][: parts.beside]], mine[1][: parts.control])
            for arm, known, said in zip(arms, told[:2], says, strict=True):
                targets = np.eye(answers.max() + 1)[known[arm]]
                model = fit_choice(rows[arm], targets, seed=0, background=background, kind=WORDS)
                said.append(model.predict(rows[others]).argmax(axis=1))
        found = duelling_grounds(others, *says, rng)
        duels += [
            Duel(score(one, other, told[2][row]), found.disagreement)
            for row, one, other in zip(
                found.rows.tolist(), found.ranked_said.tolist(), found.control_said.tolist(), strict=True
            )
        ]
    return duels


@pytest.mark.parametrize("seed", range(2))
def test_reshuffled_answers_show_no_difference(demo, seed):
    shuffled = np.random.default_rng(100 + seed).permutation(demo[1])
    duels = fought(demo, seed, shuffled, shuffled, shuffled)
    assert len(duels) > LEAST_DUELS, "enough for a verdict, if there were one"
    assert judge(duels, len(demo[1])).verdict in NOTHING_SHOWN


def test_the_stored_answers_drawn_the_same_way_twice_show_no_difference(demo):
    duels = fought(demo, seed=0)
    assert len(duels) > LEAST_DUELS
    assert judge(duels, len(demo[1])).verdict in NOTHING_SHOWN


def test_an_arm_that_learns_from_reshuffled_answers_loses(demo):
    """So that the two tests above could have failed."""
    shuffled = np.random.default_rng(9).permutation(demo[1])
    assert judge(fought(demo, 0, None, shuffled), len(demo[1])).verdict == Verdict.HELPS
    assert judge(fought(demo, 0, shuffled, None), len(demo[1])).verdict == Verdict.HURTS
