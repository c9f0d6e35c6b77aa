"""Are the intervals those of a bootstrap over documents, and do they hold as often as they say?"""

from functools import partial

import numpy as np
import pytest

from review.agreement import Coefficient, Mark, Match, State, Sums, Units, f1, f1_sums, figures
from review.agreement.coefficients import only_compared, sums_of, value_of
from review.agreement.distances import nominal
from review.agreement.figures import ENOUGH, Figure
from tests.review.agreement.made_up import crowd, units_of

ALPHA = value_of(Coefficient.ALPHA, nominal(3))


def sums(table, labels=3):
    return only_compared(sums_of(units_of(table, labels), nominal(labels)))


def test_draws_are_those_of_documents_one_by_one():
    table = crowd(150, seed=1)
    drawn = ALPHA(sums(table).drawn(4_000))
    rng = np.random.default_rng(2)
    plainly = [ALPHA(sums(table[rng.integers(0, 150, 150)]).totals) for _draw in range(1_000)]
    assert drawn.mean() == pytest.approx(np.mean(plainly), abs=0.005)
    assert drawn.std() == pytest.approx(np.std(plainly), rel=0.1)


def test_blocks_of_very_many_different_documents_give_the_same_interval():
    """Nine answers of six labels: more than a thousand kinds of documents, against the same drawn one by one."""
    table = crowd(3_000, seed=3, prior=[1 / 6] * 6, accuracy=0.5, annotators=9)
    value = value_of(Coefficient.ALPHA, nominal(6))
    many = sums(table, 6)
    assert len(many.rows) > 1_000
    low, high = many.interval(value)
    plainly = np.quantile(value(many.drawn()), [0.025, 0.975])
    assert high - low == pytest.approx(plainly[1] - plainly[0], rel=0.12)
    assert (high + low) / 2 == pytest.approx(plainly.mean(), abs=0.002)


def test_the_same_answers_give_the_same_interval():
    one, other = (sums(crowd(120, seed=4)).interval(ALPHA) for _time in range(2))
    assert one == other


@pytest.mark.parametrize(("prior", "accuracy"), [([0.5, 0.5], 0.98), ([0.8, 0.2], 0.9), ([0.9, 0.1], 0.9)])
def test_an_interval_holds_as_often_as_it_says(prior, accuracy):
    """400 times 100 documents: a nominal 95 % that held 93 % would be seen as 90.5 to 95.5 %."""
    value = value_of(Coefficient.ALPHA, nominal(2))
    truth = float(value(sums(crowd(1_000_000, 0, prior=prior, accuracy=accuracy, annotators=2), 2).totals))
    held = 0
    for seed in range(400):
        table = crowd(100, 1_000 + seed, prior=prior, accuracy=accuracy, annotators=2)
        found = sums(table, 2).interval(value)
        held += found is not None and found[0] <= truth <= found[1]
    assert 0.905 <= held / 400 <= 0.985


def test_no_disagreement_seen_is_no_proof_that_there_is_none():
    agreed = figures(units_of([[0, 0]] * 50 + [[1, 1]] * 50, 2))
    for coefficient in Coefficient:
        figure = agreed[coefficient]
        assert figure.value == figure.high == 1.0
        assert 0.9 < figure.low < 0.99


def test_nor_is_it_of_more_documents_than_are_drawn_one_by_one():
    """Every document is a row of its own where marks are compared; more than 500 are dealt into blocks."""
    mark = [Mark(0, 3, 1)]
    low, high = f1_sums([{1: mark, 2: mark}] * 600).interval(partial(f1, rule=Match.EXACT))
    assert high == 1.0
    assert 0.98 < low < 1.0


def test_documents_of_a_conversation_are_drawn_together():
    """The same document four times is no four documents."""
    table = crowd(100, seed=5)
    documents, labels = np.repeat(np.arange(400), 3), np.repeat(table, 4, axis=0).ravel()
    together = Units.of(documents, labels, 3, groups=documents // 4)
    apart = Units.of(documents, labels, 3)
    once = figures(units_of(table))[Coefficient.PERCENT]
    grouped, naive = (figures(units)[Coefficient.PERCENT] for units in (together, apart))
    assert (grouped.count, grouped.groups) == (naive.count, 100) == (400, 100)
    assert naive.groups is None
    assert grouped.value == pytest.approx(once.value)
    assert width(grouped) == pytest.approx(width(once), rel=0.15)
    assert width(naive) == pytest.approx(width(once) / 2, rel=0.15)


def width(figure):
    return figure.high - figure.low


def test_below_the_stated_number_of_documents_there_is_no_figure():
    few = figures(units_of(crowd(ENOUGH - 1, seed=6)))
    assert {figure.state for figure in few.values()} == {State.TOO_FEW}
    assert {figure.value for figure in few.values()} == {None}
    enough = figures(units_of(crowd(ENOUGH, seed=6)))
    assert {figure.state for figure in enough.values()} == {State.MEASURED}


def test_documents_with_one_answer_do_not_make_enough():
    table = [[0, 1, None]] * (ENOUGH - 1) + [[1, None, None]] * 100
    assert figures(units_of(table))[Coefficient.ALPHA] == Figure(State.TOO_FEW, ENOUGH - 1)


def test_one_label_is_said_to_be_one_label():
    found = figures(units_of([[1, 1]] * ENOUGH))
    assert found[Coefficient.ALPHA].state is State.ONE_LABEL
    assert found[Coefficient.PERCENT].value == 1.0


def test_where_many_draws_see_one_label_only_there_are_too_few():
    """One document of a rare label in a hundred: a third of the draws do not have it."""
    value = value_of(Coefficient.ALPHA, nominal(2))
    found = Sums(*plain(sums([[0, 0]] * 99 + [[1, 1]], 2)))
    assert found.interval(value) is None
    assert Figure.of(found, value).state is State.TOO_FEW


def plain(found):
    return found.rows, found.times
