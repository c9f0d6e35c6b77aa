"""How sure may a model be, and how are ways of learning mixed? As the answers, or another model, say."""

import numpy as np
import pytest

from weaklabels.active.choosing import Blend, best_stretch, hedged, loss_of
from weaklabels.active.classifiers import COUNTS, LATENT, WORDS, fit_choice
from weaklabels.active.features import vectorise
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


@pytest.fixture
def learned(made_up):
    """A model of so many made-up texts."""

    def learned(texts, blend=None, kind=None):
        said, truth = made_up(texts)
        return fit_choice(vectorise(said).rows(), np.eye(2)[truth], seed=0, blend=blend, kind=kind)

    return learned


def test_a_model_learns_in_the_mix_of_another_and_tries_nothing(learned):
    mix = Blend.of(learned(200).about)
    few = learned(12, mix)
    assert few.about["losses"] == {}
    assert few.about["shares"] == pytest.approx(mix.shares)
    assert few.about["stretches"] == pytest.approx(mix.stretches)
    assert few.about["shares"] != learned(12).about["shares"]


def test_a_mix_of_one_way_is_that_way(learned, made_up):
    asked = vectorise(made_up(100, seed=1)[0]).rows()
    alone = learned(60, Blend({LATENT: 0.0, WORDS: 1.0}, {LATENT: 1.0, WORDS: 2.0, COUNTS: 1.0}))
    found = learned(60, kind=WORDS)
    stretch = found.about["stretches"][WORDS]
    assert alone.scores(asked) / 2 == pytest.approx(found.scores(asked) / stretch, abs=1e-3)


def test_where_no_way_counts_every_label_is_as_probable(learned, made_up):
    nothing = learned(60, Blend(dict.fromkeys((LATENT, WORDS, COUNTS), 0.0), {WORDS: 1.0}))
    assert nothing.predict(vectorise(made_up(5)[0]).rows()) == pytest.approx(np.full((5, 2), 0.5))


def test_a_model_that_learned_from_nothing_has_no_mix():
    assert Blend.of(fit_choice(vectorise(["a"]).rows(), np.zeros((1, 2)), seed=0).about) is None
