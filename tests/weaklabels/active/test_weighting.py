"""The cross-check from stored probabilities: without bias however the documents were drawn."""

import numpy as np
import pytest

from weaklabels.active.weighting import in_scale, lure_weights, weighted_check


def drawn(right, hardness, rng, draws=150, random_share=0.3):
    """Hard documents first, with some at random: which ones, and with what probability each."""
    left = np.arange(len(right))
    order, chances = [], []
    for _draw in range(draws):
        weights = hardness[left] ** 4
        probabilities = random_share / len(left) + (1 - random_share) * weights / weights.sum()
        at = rng.choice(len(left), p=probabilities)
        order.append(left[at])
        chances.append(probabilities[at])
        left = np.delete(left, at)
    return np.array(order), np.array(chances)


def test_it_is_unbiased_within_a_point_where_the_plain_mean_is_far_off():
    rng = np.random.default_rng(0)
    hardness = rng.random(1500)
    right = rng.random(1500) > 0.6 * hardness
    plain, weighted, covered = [], [], []
    for _run in range(200):
        order, chances = drawn(right, hardness, rng)
        found = weighted_check(right[order], chances, 1500)
        plain.append(right[order].mean())
        weighted.append(found.mean)
        covered.append(found.interval[0] <= right.mean() <= found.interval[1])
    assert abs(np.mean(weighted) - right.mean()) < 0.01
    assert abs(np.mean(plain) - right.mean()) > 0.1
    assert np.mean(covered) > 0.85


def test_it_stays_unbiased_within_a_point_where_all_probabilities_are_off_by_a_factor():
    """A third of the draws went to the audit share: the stored probabilities count that, those of the pool do not."""
    rng = np.random.default_rng(1)
    hardness = rng.random(1500)
    right = rng.random(1500) > 0.6 * hardness
    found = []
    for _run in range(200):
        order, chances = drawn(right, hardness, rng)
        found.append(weighted_check(right[order], in_scale(chances * 2 / 3, 1500), 1500).mean)
    assert abs(np.mean(found) - right.mean()) < 0.01


def test_when_all_were_drawn_it_is_the_plain_mean():
    rng = np.random.default_rng(0)
    values = rng.random(40)
    found = weighted_check(values, rng.uniform(0.01, 1, 40), 40)
    assert found.mean == pytest.approx(values.mean())
    assert found.interval == pytest.approx((found.mean, found.mean))


def test_uniform_draws_are_worth_what_they_are():
    found = weighted_check([1, 0] * 20, 1 / np.arange(1000, 960, -1), 1000)
    assert found.mean == 0.5
    assert found.worth == pytest.approx(40)


@pytest.mark.parametrize("chance", [0.0, np.nan])
def test_a_document_that_could_not_be_drawn_makes_it_impossible(chance):
    assert weighted_check([1.0] * 40, [0.01] * 39 + [chance], 1000) is None


def test_few_draws_say_nothing():
    assert weighted_check([1.0] * 29, [0.01] * 29, 100) is None
    assert len(lure_weights(np.array([]), 10)) == 0


def test_more_draws_than_documents_are_refused():
    with pytest.raises(ValueError, match="a pool of 10"):
        weighted_check([1.0] * 40, [0.01] * 40, 10)
