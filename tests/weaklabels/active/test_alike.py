"""Near-duplicates are found, whatever else is there, and nothing else is taken for one."""

import random

import numpy as np

from weaklabels.active.alike import near_duplicates
from weaklabels.active.features import vectorise


def sentence(rng):
    return ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=6)) for _word in range(12)]


def test_copies_with_a_word_changed_are_of_one_group_and_other_texts_of_none():
    rng = random.Random(1)
    base = sentence(rng)
    copies = [[*base[:place], "other", *base[place + 1 :]] for place in range(12)]
    texts = [" ".join(words) for words in [*copies, *(sentence(rng) for _text in range(60))]]
    groups = near_duplicates(vectorise(texts).rows())
    assert len(set(groups[:12].tolist())) == 1
    assert groups[0] != -1
    assert (groups[12:] == -1).all()


def test_groups_stay_apart():
    rng = random.Random(2)
    bases = [sentence(rng) for _base in range(5)]
    texts = [" ".join([*base, str(number)]) for base in bases for number in range(4)]
    groups = near_duplicates(vectorise(texts).rows()).reshape(5, 4)
    assert (groups == groups[:, :1]).all()
    assert len(np.unique(groups)) == 5


def test_texts_without_a_feature_and_no_texts_at_all_have_no_copies():
    assert near_duplicates(vectorise(["", "", "a word"]).rows()).tolist() == [-1, -1, -1]
    assert near_duplicates(vectorise([]).rows()).tolist() == []
