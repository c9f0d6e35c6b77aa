"""Does a spot check pass a batch with too many errors at most as often as it says, whenever one looks?"""

from fractions import Fraction

import pytest

from review.sampling import fixed_plan, sequential_plan
from review.sampling.exact import at_most, exactly, first_bad
from tests.review.sampling.walks import chance_to_claim

DOUBT = Fraction(5, 100)
SMALL = [(batch, rate) for batch in (7, 20, 31, 60) for rate in (0.03, 0.1, 0.2, 0.5)]


def allowable(batch, rate, most):
    return range(min(most, first_bad(batch, exactly(rate)) - 1) + 1)


@pytest.mark.parametrize(("batch", "rate"), SMALL)
def test_no_bad_batch_passes_a_fixed_plan_more_often_than_it_says(batch, rate):
    for allowed in allowable(batch, rate, 3):
        plan = fixed_plan(rate, allowed, batch=batch)
        for bad in range(first_bad(batch, plan.rate), batch + 1):
            chance = chance_to_claim(plan, batch, bad)
            assert chance <= plan.risk <= DOUBT
        assert chance_to_claim(plan, batch, first_bad(batch, plan.rate)) == plan.risk


@pytest.mark.parametrize(("batch", "rate"), SMALL)
def test_no_bad_batch_passes_a_sequential_plan_though_one_looks_after_every_document(batch, rate):
    for errors in allowable(batch, rate, 3):
        plan = sequential_plan(rate, errors, batch=batch)
        for bad in range(first_bad(batch, plan.rate), batch + 1):
            assert chance_to_claim(plan, batch, bad) <= DOUBT
        worst = chance_to_claim(plan, batch, first_bad(batch, plan.rate))
        assert float(worst) == pytest.approx(plan.risk, abs=1e-12)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
@pytest.mark.parametrize("rate", [0.01, 0.03, 0.05, 0.1])
def test_every_plan_that_is_offered_keeps_its_word(rate, confidence):
    doubt = 1 - exactly(confidence)
    for batch in (None, 1_000, 20_000):
        for allowed in range(4):
            assert fixed_plan(rate, allowed, confidence, batch).risk <= doubt
        assert sequential_plan(rate, 3, confidence, batch).risk <= doubt


def test_a_stream_without_end_is_walked_through_too():
    plan = sequential_plan(0.1, 2)
    exact = chance_to_claim(plan, None, Fraction(1, 10), most=max(plan.sizes))
    assert exact <= DOUBT
    assert float(exact) == pytest.approx(plan.risk, abs=1e-12)
    assert plan.risk > 0.045  # and hardly gives any of its 5 % away


@pytest.mark.parametrize("batch", [None, 400])
def test_one_document_fewer_would_not_do(batch):
    for allowed in range(4):
        plan = fixed_plan(0.03, allowed, batch=batch)
        assert at_most(allowed, plan.size - 1, plan.rate, batch) > DOUBT


def test_the_sizes_are_those_of_the_tables():
    """Exact binomial and hypergeometric sizes at 95 %."""
    assert [fixed_plan(0.01, allowed).size for allowed in range(6)] == [299, 473, 628, 773, 913, 1049]
    assert [fixed_plan(0.05, allowed).size for allowed in range(6)] == [59, 93, 124, 153, 181, 208]
    finite = {100: [63, 87, 99], 200: [78, 116, 145], 1_000: [94, 147, 194], 5_000: [98, 155, 205]}
    for batch, sizes in finite.items():
        assert [fixed_plan(0.03, allowed, batch=batch).size for allowed in range(3)] == sizes


def test_going_on_after_an_error_with_the_numbers_of_fixed_plans_passes_bad_batches_more_often():
    """99 without an error, else 157 with one, else 208 with two ...: each number is right alone."""

    class BentPlan:
        sizes = [fixed_plan(0.03, allowed).size for allowed in range(6)]

        def may_claim(self, checked, errors):
            return errors < len(self.sizes) and checked >= self.sizes[errors]

        def is_lost(self, errors):
            return errors >= len(self.sizes)

    assert chance_to_claim(BentPlan(), None, Fraction(3, 100), most=348) > 2 * DOUBT


def test_before_the_plan_allows_it_nothing_is_claimed():
    plan = fixed_plan(0.03, 1, batch=500)
    assert not plan.may_claim(plan.size - 1, 0)
    assert plan.may_claim(plan.size, 1)
    assert not plan.may_claim(plan.size, 2)
    assert plan.is_lost(2)


def test_a_sequential_plan_may_end_early_and_asks_for_more_after_an_error():
    plan = sequential_plan(0.03, 2)
    first, second, third = plan.sizes
    assert plan.may_claim(first, 0)
    assert not plan.may_claim(second - 1, 1)
    assert plan.may_claim(second, 1)
    assert plan.may_claim(third, 2)
    assert plan.is_lost(3)


def test_rates_are_taken_as_they_are_written():
    """0.07 x 100 is 7.000000000000001 in binary: eight bad documents would be asked for instead of seven."""
    assert first_bad(100, exactly(0.07)) == 7
    assert fixed_plan(0.07, batch=100).size == 34


@pytest.mark.parametrize("plan", [fixed_plan, sequential_plan])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0, 0), "error rate to exclude lies between 0 and 1"),
        ((1.5, 0), "error rate to exclude lies between 0 and 1"),
        ((0.03, 0, 1), "confidence lies between 0 and 1"),
        ((0.03, -1), "0 or more can"),
        ((0.03, 3, 0.95, 100), "allow fewer errors"),
        ((0.00001, 0), "more than 30,000 documents"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_way_out(plan, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        plan(*arguments)


def test_a_small_batch_is_looked_at_nearly_whole():
    assert fixed_plan(0.03, 0, batch=20).size == 19
    assert fixed_plan(0.03, 0, batch=1).size == 1
