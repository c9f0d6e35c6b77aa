"""With which probability a document is drawn: as stated, measured over many draws."""

import numpy as np
import pytest
from scipy import stats

from weaklabels.active.drawing import DrawRule, draw_rule

OPEN = np.arange(40)
LISTED = OPEN[::-1][:25]
DRAWS = 40_000


@pytest.mark.parametrize("rule", [DrawRule(10, 0.2), DrawRule(25, 0.5), DrawRule(3, 1.0)])
def test_documents_are_drawn_as_often_as_stated(rule):
    """Pearson's chi-squared over all open documents; a right rule fails one time in 10,000."""
    rng = np.random.default_rng(5)
    counts = np.bincount([rule.draw(LISTED, OPEN, rng)[0] for _ in range(DRAWS)], minlength=len(OPEN))
    head = set(LISTED[: rule.head].tolist())
    stated = np.array(
        [
            rule.probability(in_head=row in head, free_in_head=len(head), open_documents=len(OPEN))
            for row in OPEN.tolist()
        ]
    )
    assert stated.sum() == pytest.approx(1)
    assert stats.chisquare(counts, stated * DRAWS).pvalue > 1e-4


def test_the_probability_that_comes_with_a_draw_is_that_of_the_document_not_of_the_way_it_came():
    rule, rng = DrawRule(10, 0.5), np.random.default_rng(6)
    drawn = {}
    for _ in range(2_000):
        row, probability, _by_chance = rule.draw(LISTED, OPEN, rng)
        drawn.setdefault(row, set()).add(probability)
    assert all(len(probabilities) == 1 for probabilities in drawn.values())
    assert {row for row, p in drawn.items() if max(p) > 0.05} == set(LISTED[:10].tolist())


def test_weights_of_one_over_the_probability_make_up_for_the_order():
    """Horvitz-Thompson: the mean over all open documents is met, though the head is drawn ten times as often."""
    rng, rule = np.random.default_rng(7), DrawRule(10, 0.2)
    values = np.where(np.isin(OPEN, LISTED[:10]), 1.0, 0.0)
    draws = [rule.draw(LISTED, OPEN, rng) for _ in range(DRAWS)]
    naive = np.mean([values[row] for row, _p, _chance in draws])
    weighted = np.mean([values[row] / p / len(OPEN) for row, p, _chance in draws])
    assert naive > 0.8
    assert weighted == pytest.approx(values.mean(), abs=0.01)


def test_every_open_document_can_be_drawn():
    rule = draw_rule(10, 1_000, random_share=0.0)
    assert rule.probability(in_head=False, free_in_head=10, open_documents=1_000) == pytest.approx(
        0.1 / 1_000
    )


def test_a_list_used_up_leaves_all_to_chance():
    row, probability, by_chance = DrawRule(10).draw(OPEN[:0], OPEN, np.random.default_rng(8))
    assert (row in OPEN, probability, by_chance) == (True, 1 / len(OPEN), True)


@pytest.mark.parametrize(("head", "share"), [(0, 0.2), (5, 0.05), (5, 1.5)])
def test_a_rule_that_cannot_be_kept_is_refused(head, share):
    with pytest.raises(ValueError, match="Unexpected"):
        DrawRule(head, share)
