"""Of every plan the page offers: is the chance of a false claim at most 1 - confidence?"""

from fractions import Fraction

import pytest

from config.testing.soaking import LONG
from review.sampling import fixed_plan, sequential_plan
from review.sampling.exact import exactly, first_bad
from review.sampling.sequential import SequentialPlan
from review.services.spot_checks.plans import Asked, offers
from tests.review.sampling.walks import chance_to_claim

ROUNDING = 1e-9


@pytest.mark.parametrize("batch", [1, 2, 5, 19, 33, 34, 67, 100])
@pytest.mark.parametrize("rate", ["0.01", "0.03", "0.1", "0.25", "0.5"])
@pytest.mark.parametrize("confidence", ["0.9", "0.95"])
def test_no_offered_plan_passes_a_bad_batch_more_often_than_it_says(batch, rate, confidence):
    offered = offers(Asked(rate, confidence), batch)
    doubt = 1 - Fraction(confidence)
    bad = first_bad(batch, exactly(rate))
    assert offered.plans
    for offer in offered.plans:
        worst = [chance_to_claim(offer.plan, batch, wrong) for wrong in {bad, min(bad + 1, batch), batch}]
        assert max(worst) <= doubt
        assert offer.sizes[-1] <= batch


@pytest.mark.parametrize("batch", [500, 5_000, 200_000] if LONG else [500, 200_000])
@pytest.mark.parametrize("rate", ["0.005", "0.03", "0.2"])
@pytest.mark.parametrize("confidence", ["0.9", "0.95", "0.99"])
def test_nor_of_large_batches(batch, rate, confidence):
    for offer in offers(Asked(rate, confidence), batch).plans:
        assert offer.plan.risk <= 1 - Fraction(confidence) + ROUNDING
        assert offer.chances[-1] <= 1 - float(confidence) + ROUNDING
        assert offer.chances[0] == pytest.approx(1)


def test_in_parts_neither():
    for offer in offers(Asked("0.1", "0.95", "label"), 130, (80, 40, 10)).plans:
        assert offer.chances[-1] <= 0.05 + ROUNDING


def test_the_plans_are_those_of_the_arithmetic():
    offered = offers(Asked("0.03", "0.95"), 500)
    assert [offer.sizes for offer in offered.plans[:3]] == [(90,), (139,), (181,)]
    assert [offer.plan for offer in offered.plans[:6]] == [
        fixed_plan("0.03", allowed, batch=500) for allowed in range(6)
    ]
    assert offered.plans[-1].plan == sequential_plan("0.03", batch=500)
    assert isinstance(offered.plans[-1].plan, SequentialPlan)


def test_what_is_suggested_lets_a_good_batch_pass():
    suggested = offers(Asked("0.03", "0.95"), 2_000).suggested
    assert suggested.hope >= 0.8
    cheaper = [
        offer for offer in offers(Asked("0.03", "0.95"), 2_000).plans if offer.sizes[-1] < suggested.sizes[-1]
    ]
    assert cheaper
    assert all(offer.hope < 0.8 for offer in cheaper)


def test_of_nothing_there_is_no_plan():
    assert offers(Asked("0.03", "0.95"), 0).plans == ()


def test_so_low_a_rate_is_refused():
    with pytest.raises(ValueError, match="more than 30,000"):
        offers(Asked("0.00001", "0.95"), 10**6)
