"""How sure may a model be? As sure as its answers can make it."""

import numpy as np
import pytest

from weaklabels.active.choosing import best_stretch, hedged, loss_of
from weaklabels.active.logistic import softmax_loss


@pytest.mark.parametrize("documents", [20, 60, 2_000])
def test_where_every_held_out_document_was_right_the_next_may_still_be_wrong(documents):
    targets = np.eye(2)[np.arange(documents) % 2]
    scores, equal = 2.0 * targets, np.ones_like(targets)
    stretch = best_stretch(lambda factor: loss_of(factor * scores, hedged(targets), equal, softmax_loss))
    sure = 1 / (1 + np.exp(-2 * stretch))
    assert sure == pytest.approx(1 - 0.5 / (documents + 2), abs=0.001)


def test_what_is_hedged_is_a_share_of_what_is_frequent():
    targets = np.eye(3)[[0, 0, 1, 1, 1, 2]]
    assert hedged(targets).sum(axis=1) == pytest.approx(np.ones(6))
    assert hedged(targets).mean(axis=0) == pytest.approx(targets.mean(axis=0))
