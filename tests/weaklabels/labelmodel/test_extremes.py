"""What no label model may stumble over: the odd shapes that votes, gold and checks come in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.weaklabels.labelmodel.made_up import independent, one_class
from tests.weaklabels.labelmodel.test_matrix import CLASSES, dense
from weaklabels.labelmodel import CavityEM, Check, DawidSkene, Gold, LabelMatrix, MajorityVote

EVERY_MODEL = pytest.mark.parametrize("make", [MajorityVote, DawidSkene, CavityEM])
shares = st.lists(st.floats(1e-9, 1.0), min_size=CLASSES, max_size=CLASSES)
checks = st.lists(
    st.builds(
        Check, st.integers(0, 4), st.integers(0, CLASSES - 1), st.integers(0, 10**6), st.integers(0, 10**6)
    ),
    max_size=4,
)


def soft_labels(model, matrix, gold=None):
    """Checked: finite, none below 0, rows that sum to 1."""
    soft = model.fit(matrix, gold).predict_proba(matrix)
    assert np.isfinite(soft).all()
    assert soft.min(initial=0) >= 0
    assert np.allclose(soft.sum(axis=1), 1)
    return soft


@settings(max_examples=60, deadline=None)
@given(votes=dense(documents=8, functions=4), checks=checks, shares=shares, label=st.integers(0, CLASSES - 1))
def test_every_figure_is_finite_whatever_is_known(votes, checks, shares, label):
    """Gold of one label only, a prior that nearly excludes labels, a million checks of one rule."""
    matrix = LabelMatrix.from_dense(votes, CLASSES)
    model = CavityEM(checks).fit(matrix, Gold.of([0, 1, 2], [label] * 3), np.array(shares))
    for trust in model.trust:
        assert 0 < trust.accuracy < 1
        assert np.isfinite([trust.weight, trust.agreement, trust.agreement_votes]).all()
    assert np.isfinite(model.predict_proba(matrix)).all()


@EVERY_MODEL
def test_one_label_among_those_a_question_could_have(make):
    """A question whose rules all say the same: nothing to weigh, and nothing to stumble over."""
    votes = np.full((50, 3), -1)
    votes[:30] = 1
    soft = soft_labels(make(), LabelMatrix.from_dense(votes), Gold.of([0, 1, 40], [1, 0, 0]))
    assert np.all(soft[:30].argmax(axis=1) == 1)
    assert np.allclose(soft[30:], 0.5)


@EVERY_MODEL
def test_a_hundred_labels(make):
    world = independent(documents=3_000, rules=100, classes=100)
    soft = soft_labels(make(), world.matrix, world.gold(20))
    assert (soft[world.covered].argmax(axis=1) == world.truth[world.covered]).mean() > 0.7


@EVERY_MODEL
def test_copies_of_one_rule_say_no_other_label_than_it_does(make):
    votes = np.repeat(independent(rules=1, coverage=(0.5, 0.6)).votes, 12, axis=1)
    soft = soft_labels(make(), LabelMatrix.from_dense(votes))
    spoken = votes[:, 0] >= 0
    assert np.array_equal(soft[spoken].argmax(axis=1), votes[spoken, 0])


@EVERY_MODEL
def test_gold_against_every_vote(make):
    """Each rule is wrong on each gold document."""
    world = independent(rules=4, coverage=(0.5, 0.9))
    spoken = np.flatnonzero((world.votes >= 0).any(axis=1))[:60]
    soft_labels(make(), world.matrix, Gold.of(spoken, 1 - world.votes[spoken].max(axis=1)))


@EVERY_MODEL
def test_one_document_in_a_thousand_has_the_label(make):
    soft_labels(make(), one_class(documents=5_000, shares=(999, 1)).matrix, Gold.of([0], [0]))


@EVERY_MODEL
@settings(max_examples=20, deadline=None)
@given(votes=dense(documents=6, functions=3), silent=st.integers(1, 5))
def test_rules_that_never_speak_change_nothing(make, votes, silent):
    gold = Gold.of([0, 1], [0, 1])
    quiet = np.hstack([votes, np.full((6, silent), -1)])
    with_them, without = (
        soft_labels(make(), LabelMatrix.from_dense(part, CLASSES), gold) for part in (quiet, votes)
    )
    assert np.allclose(with_them, without, atol=1e-6)


@EVERY_MODEL
@settings(max_examples=20, deadline=None)
@given(votes=dense(documents=6, functions=3), silent=st.integers(1, 5))
def test_documents_of_which_no_rule_speaks_change_nothing(make, votes, silent):
    gold = Gold.of([0, 1], [0, 1])
    more = np.vstack([votes, np.full((silent, 3), -1)])
    with_them, without = (
        soft_labels(make(), LabelMatrix.from_dense(part, CLASSES), gold) for part in (more, votes)
    )
    assert np.allclose(with_them[:6], without, atol=1e-6)
