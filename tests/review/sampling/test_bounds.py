"""How often is the true error rate above the bound? Every outcome of every small batch is counted."""

from fractions import Fraction
from itertools import product
from math import comb

import pytest

from review.sampling import Stratum, stratified_bound, upper_bound

DOUBT = Fraction(5, 100)


def chance(found, checked, bad, documents):
    return Fraction(comb(bad, found) * comb(documents - bad, checked - found), comb(documents, checked))


@pytest.mark.parametrize(("batch", "checked"), [(12, 1), (12, 5), (12, 12), (30, 10), (41, 25)])
def test_the_bound_of_a_batch_is_too_low_at_most_as_often_as_it_says(batch, checked):
    bounds = [upper_bound(found, checked, 0.95, batch) for found in range(checked + 1)]
    for bad in range(batch + 1):
        missed = sum(
            chance(found, checked, bad, batch)
            for found in range(checked + 1)
            if bounds[found] < Fraction(bad, batch)
        )
        assert missed <= DOUBT


def test_the_bound_of_a_stream_is_clopper_and_pearsons():
    """One-sided 95 %: the quantiles of the beta distribution."""
    assert float(upper_bound(0, 100)) == pytest.approx(0.029513, abs=1e-6)
    assert float(upper_bound(1, 157)) == pytest.approx(0.029858, abs=1e-6)
    assert upper_bound(5, 5) == 1


def test_a_whole_batch_checked_leaves_no_doubt():
    assert upper_bound(2, 40, batch=40) == Fraction(2, 40)


@pytest.mark.parametrize(
    "parts", [[(8, 3), (6, 4)], [(12, 2), (3, 3)], [(5, 2), (4, 2), (6, 1)], [(9, 0), (9, 5)]]
)
def test_the_bound_of_parts_is_too_low_at_most_as_often_as_it_says(parts):
    outcomes = list(product(*(range(checked + 1) for _documents, checked in parts)))
    whole = sum(documents for documents, _checked in parts)
    bounds = {
        found: stratified_bound([Stratum(*part, errors) for part, errors in zip(parts, found, strict=True)])
        for found in outcomes
    }
    for bad in product(*(range(documents + 1) for documents, _checked in parts)):
        missed = Fraction(0)
        for found in outcomes:
            if bounds[found] < sum(bad) / whole - 1e-9:
                each = Fraction(1)
                for (documents, checked), wrong, errors in zip(parts, bad, found, strict=True):
                    each *= chance(errors, checked, wrong, documents)
                missed += each
        assert missed <= DOUBT


@pytest.mark.parametrize("errors", [0, 1, 4])
def test_of_one_part_it_is_the_bound_of_a_batch(errors):
    expected = float(upper_bound(errors, 60, 0.95, 700))
    assert stratified_bound([Stratum(700, 60, errors)]) == pytest.approx(expected)


def test_an_error_where_few_were_checked_weighs_more():
    few, many = Stratum(1_000, 50, 0), Stratum(1_000, 500, 0)
    in_few = stratified_bound([Stratum(1_000, 50, 1), many])
    in_many = stratified_bound([few, Stratum(1_000, 500, 1)])
    assert in_few > in_many > stratified_bound([few, many])


def test_a_part_nobody_looked_at_may_be_all_wrong():
    assert stratified_bound([Stratum(10, 10, 0), Stratum(30, 0, 0)]) == 0.75


def test_it_is_quick_enough_for_a_page_at_a_million_documents():
    parts = [Stratum(50_000, 100, number % 2) for number in range(20)]
    assert 0.01 < stratified_bound(parts) < 0.1


@pytest.mark.parametrize(
    ("errors", "checked", "batch", "sentence"),
    [
        (3, 2, None, "cannot be wrong"),
        (0, 0, None, "check at least one"),
        (0, 11, 10, "check 10 or fewer"),
        (-1, 5, None, "cannot be wrong"),
    ],
)
def test_counts_that_cannot_be_are_refused(errors, checked, batch, sentence):
    with pytest.raises(ValueError, match=sentence):
        upper_bound(errors, checked, 0.95, batch)


def test_an_empty_batch_has_no_bound():
    with pytest.raises(ValueError, match="no document"):
        stratified_bound([])
