"""Does every plan a page offers keep its word, and is its chance to pass what counting gives?"""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from review.sampling import fixed_plan, sequential_plan
from review.sampling.drawing import drawn, drawn_by_part
from review.sampling.exact import exactly, first_bad
from review.sampling.operating import chances_to_pass
from review.sampling.stratified import LEAST, stratified_plan
from tests.review.sampling.walks import chance_to_claim

DOUBT = 0.05
ROUNDING = 1e-9


@pytest.mark.parametrize("make", [fixed_plan, sequential_plan])
@pytest.mark.parametrize("batch", [40, 61])
def test_the_chance_is_that_of_walking_through_every_course_of_a_check(make, batch):
    plan = make(0.1, 2, 0.95, batch)
    wrong = range(0, batch + 1, 3)
    walked = [float(chance_to_claim(plan, batch, bad)) for bad in wrong]
    assert chances_to_pass(plan, wrong) == pytest.approx(walked, abs=1e-10)


def every_way(wrong, parts):
    """All ways in which so many wrong answers can lie in the parts."""
    if len(parts) == 1:
        return [(wrong,)] if wrong <= parts[0] else []
    return [
        (first, *rest)
        for first in range(min(wrong, parts[0]) + 1)
        for rest in every_way(wrong - first, parts[1:])
    ]


def chance_in_parts(plan, way):
    """P(at most so many errors are found), part by part: by counting, no formula of ours."""
    chances = {0: Fraction(1)}
    for part, bad in zip(plan.parts, way, strict=True):
        after: dict[int, Fraction] = {}
        for found in range(min(bad, part.checked) + 1):
            ways = comb(bad, found) * comb(part.answers - bad, part.checked - found)
            share = Fraction(ways, comb(part.answers, part.checked))
            for errors, chance in chances.items():
                after[errors + found] = after.get(errors + found, Fraction(0)) + chance * share
        chances = after
    return float(sum(chance for errors, chance in chances.items() if errors <= plan.allowed))


@pytest.mark.parametrize("allowed", [0, 1])
@pytest.mark.parametrize("parts", [(60, 40), (70, 20, 15), (12, 12, 12, 12)])
def test_in_parts_no_bad_batch_passes_more_often_wherever_its_errors_lie(parts, allowed):
    plan = stratified_plan(parts, 0.1, allowed)
    least = first_bad(plan.batch, plan.rate)
    for bad in (least, least + 1, least + 4):
        worst = max(chance_in_parts(plan, way) for way in every_way(bad, parts))
        assert worst <= DOUBT + ROUNDING


def test_in_parts_the_chance_told_is_that_of_errors_spread_evenly():
    plan = stratified_plan((60, 40), 0.1, 1)
    for bad, way in ((0, (0, 0)), (5, (3, 2)), (10, (6, 4))):
        assert chances_to_pass(plan, [bad]) == pytest.approx([chance_in_parts(plan, way)], abs=1e-10)


def test_of_every_part_some_are_checked():
    plan = stratified_plan((3_000, 40, 4), 0.05)
    assert [part.checked for part in plan.parts][1:] == [LEAST, 4]


def test_the_middle_of_a_large_batch_is_not_searched():
    """A million answers: each size would have a million digits there."""
    assert [fixed_plan(0.03, allowed, batch=10**6).size for allowed in range(3)] == [99, 157, 208]


@pytest.mark.parametrize("batch", [3, 11, 50, 233, 1_000])
@pytest.mark.parametrize("rate", ["0.005", "0.03", "0.1", "0.5"])
def test_doubling_finds_the_smallest_size_that_keeps_its_word(batch, rate):
    for allowed in range(min(3, first_bad(batch, exactly(rate)) - 1) + 1):
        plan = fixed_plan(rate, allowed, batch=batch)
        assert plan.risk <= Fraction(5, 100)
        smaller = [chance for chance in [_risk_at(plan, plan.size - 1)] if plan.size > allowed + 1]
        assert all(chance > Fraction(5, 100) for chance in smaller)


def _risk_at(plan, size):
    bad = first_bad(plan.batch, plan.rate)
    ways = sum(
        comb(bad, found) * comb(plan.batch - bad, size - found)
        for found in range(min(plan.allowed, size) + 1)
    )
    return Fraction(ways, comb(plan.batch, size))


def test_a_sample_is_drawn_again_from_its_seed_and_every_answer_is_equally_likely():
    assert drawn(range(100), 7, seed=5) == drawn(range(100), 7, seed=5)
    counts = np.bincount([one for seed in range(4_000) for one in drawn(range(10), 3, seed)], minlength=10)
    assert abs(counts - 1_200).max() < 150  # five standard errors


def test_of_each_part_so_many_are_drawn_and_they_are_mixed():
    sample = drawn_by_part([range(50), range(50, 80)], [20, 10], seed=3)
    assert [part for part, _answer in sample].count(1) == 10
    assert [part for part, _answer in sample] != sorted(part for part, _answer in sample)
    assert all((answer >= 50) == (part == 1) for part, answer in sample)
    assert len(set(sample)) == 30
