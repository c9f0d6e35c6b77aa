"""Are documents of one conversation kept together where a way of learning is tried out?"""

import numpy as np
import pytest

from weaklabels.active.classifiers import fit_choice
from weaklabels.active.features import vectorise
from weaklabels.active.folding import fold_of, folds


def test_a_group_is_never_on_both_sides_and_each_document_is_asked_once():
    groups = np.random.default_rng(0).integers(0, 40, 200)
    asked_of_all = []
    for learned, asked in folds(groups, np.random.default_rng(1)):
        assert not set(groups[learned].tolist()) & set(groups[asked].tolist())
        asked_of_all += asked.tolist()
    assert sorted(asked_of_all) == list(range(200))


def test_folds_of_unequal_groups_are_about_as_large():
    groups = np.repeat(np.arange(12), [30, 20, 10, 5, 5, 5, 5, 4, 3, 1, 1, 1])
    sizes = np.bincount(fold_of(groups, 3, np.random.default_rng(0)))
    assert sizes.min() >= 29


def test_documents_that_stand_alone_are_folded_as_they_always_were():
    alone = fold_of(np.arange(10, 40), 3, np.random.default_rng(7))
    assert alone.tolist() == np.random.default_rng(7).permutation(np.arange(30) % 3).tolist()


@pytest.mark.parametrize("groups", [1, 2])
def test_with_fewer_groups_than_folds_documents_are_folded_one_by_one(groups):
    sizes = np.bincount(fold_of(np.arange(30) % groups, 3, np.random.default_rng(0)))
    assert sizes.tolist() == [10, 10, 10]


def test_a_model_is_no_surer_for_having_seen_the_rest_of_a_conversation():
    """Ten documents of a conversation have its words and its label, and no word tells labels apart elsewhere."""
    rng = np.random.default_rng(0)
    words = [f"{chr(97 + one % 26)}{chr(97 + one // 26 % 26)}{one}word" for one in range(2_000)]
    own = [rng.choice(words, 12) for _group in range(30)]
    texts = [" ".join(rng.permutation(own[at // 10])) for at in range(300)]
    truth = rng.integers(0, 2, 30)[np.arange(300) // 10]
    asked = [" ".join(rng.choice(words, 12)) for _text in range(200)]

    def sure(groups):
        rows = vectorise(texts).rows()
        model = fit_choice(rows, np.eye(2)[truth], groups=groups, seed=0)
        return model.predict(vectorise(asked).rows()).max(axis=1).mean()

    assert sure(np.arange(300) // 10) < 0.65 < sure(None)


def test_each_document_needs_a_group():
    rows = vectorise(["one", "two"]).rows()
    with pytest.raises(ValueError, match="Each of 2 documents needs one group"):
        fit_choice(rows, np.eye(2), groups=[1], seed=0)
