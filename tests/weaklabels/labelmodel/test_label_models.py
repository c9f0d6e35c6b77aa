"""What each label model must do with any votes, however odd; and what it finds where the truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.weaklabels.labelmodel.made_up import independent, one_class, with_copies
from tests.weaklabels.labelmodel.test_matrix import CLASSES, dense
from weaklabels.labelmodel import CavityEM, DawidSkene, Gold, LabelMatrix, MajorityVote
from weaklabels.labelmodel.agreement import Agreement
from weaklabels.labelmodel.posterior import credit

EVERY_MODEL = pytest.mark.parametrize("make", [MajorityVote, DawidSkene, CavityEM])


def right(model, world, gold=None):
    """Share of covered documents whose most probable label is true; ties count in parts."""
    soft = model.fit(world.matrix, gold).predict_proba(world.matrix)
    return credit(soft, world.truth)[world.covered].mean()


def gain(world, gold=None):
    return right(CavityEM(), world, gold) - right(MajorityVote(), world)


def balanced(model, world, gold=None):
    """The same with all labels counted as equally frequent: of a rare label, half of the documents say little."""
    soft = model.fit(world.matrix, gold).predict_proba(world.matrix)[world.covered]
    truth = world.truth[world.covered]
    correct = credit(soft, truth)
    return np.mean([correct[truth == label].mean() for label in range(world.classes)])


# Any votes


@EVERY_MODEL
@settings(max_examples=40, deadline=None)
@given(votes=dense(), data=st.data())
def test_soft_labels_are_probabilities_whatever_the_votes_and_gold(make, votes, data):
    known = data.draw(st.lists(st.integers(-1, CLASSES - 1), min_size=len(votes), max_size=len(votes)))
    truth = np.array(known, dtype=np.int64)
    gold = Gold.of(np.flatnonzero(truth >= 0), truth[truth >= 0])
    matrix = LabelMatrix.from_dense(votes, CLASSES)
    soft = make().fit(matrix, gold).predict_proba(matrix)
    assert soft.shape == (len(votes), CLASSES)
    assert np.all(soft >= 0)
    assert np.allclose(soft.sum(axis=1), 1)
    assert np.allclose(soft[(votes < 0).all(axis=1)], 1 / CLASSES)


@EVERY_MODEL
@settings(max_examples=25, deadline=None)
@given(votes=dense(documents=10, functions=4), seed=st.integers(0, 100))
def test_the_order_of_documents_and_rules_changes_nothing(make, votes, seed):
    rng = np.random.default_rng(seed)
    documents, functions = rng.permutation(10), rng.permutation(4)
    gold = Gold.of([0, 1, 2], [0, 1, 1])
    moved = Gold.of(np.argsort(documents)[gold.positions], gold.labels)
    one, other = (LabelMatrix.from_dense(part, CLASSES) for part in (votes, votes[documents][:, functions]))
    before = make().fit(one, gold).predict_proba(one)
    after = make().fit(other, moved).predict_proba(other)
    assert np.allclose(before[documents], after, atol=1e-6)


@EVERY_MODEL
@settings(max_examples=25, deadline=None)
@given(votes=dense(documents=10, functions=4), seed=st.integers(0, 100))
def test_the_names_of_labels_change_nothing(make, votes, seed):
    renamed = np.random.default_rng(seed).permutation(CLASSES)
    gold = Gold.of([0, 1, 2], [0, 1, 1])
    one = LabelMatrix.from_dense(votes, CLASSES)
    other = LabelMatrix.from_dense(np.where(votes >= 0, renamed[votes], -1), CLASSES)
    before = make().fit(one, gold).predict_proba(one)
    after = make().fit(other, Gold.of(gold.positions, renamed[gold.labels])).predict_proba(other)
    assert np.allclose(before, after[:, renamed], atol=1e-6)


@EVERY_MODEL
def test_it_learns_the_same_every_time(make):
    world = independent()
    one, other = (make().fit(world.matrix, world.gold(50)).predict_proba(world.matrix) for _time in range(2))
    assert np.array_equal(one, other)


@EVERY_MODEL
@settings(max_examples=25, deadline=None)
@given(votes=dense(documents=6, functions=4), skewed=st.booleans())
def test_the_contributions_of_the_rules_add_up_to_the_soft_label(make, votes, skewed):
    prior = np.array([0.7, 0.1, 0.1, 0.1]) if skewed else None
    matrix = LabelMatrix.from_dense(votes, CLASSES, ["a", "b", "c", "d"])
    model = make().fit(matrix, Gold.of([0, 1], [1, 2]))
    soft = model.predict_proba(matrix, prior)
    for document, row in enumerate(votes):
        fired = {key: int(label) for key, label in zip("abcd", row, strict=True) if label >= 0}
        told = model.explain(fired, CLASSES, prior)
        assert [(part.key, part.label) for part in told.contributions] == list(fired.items())
        assert np.allclose(told.probabilities, soft[document])
        if make is not MajorityVote:
            total = np.exp(told.start + sum(part.evidence for part in told.contributions))
            assert np.allclose(total / total.sum(), soft[document])


@EVERY_MODEL
def test_a_document_without_votes_gets_the_class_prior(make):
    matrix = LabelMatrix.from_dense([[1, 1], [-1, -1]])
    model = make().fit(matrix)
    assert model.predict_proba(matrix)[1].tolist() == [0.5, 0.5]
    assert np.allclose(model.predict_proba(matrix, np.array([0.9, 0.1]))[1], [0.9, 0.1])


@EVERY_MODEL
def test_no_votes_at_all_is_no_error(make):
    for matrix in (LabelMatrix(3, 2), LabelMatrix.from_dense([[-1], [-1], [-1]]), LabelMatrix(0, 5)):
        soft = make().fit(matrix, Gold.of([0], [1]) if matrix.documents else None).predict_proba(matrix)
        assert np.allclose(soft, 1 / matrix.classes)


@EVERY_MODEL
def test_one_rule_alone_is_believed(make):
    matrix = LabelMatrix.from_dense([[2], [0], [-1]], classes=3)
    assert make().fit(matrix).predict_proba(matrix)[:2].argmax(axis=1).tolist() == [2, 0]


@pytest.mark.parametrize("make", [MajorityVote, CavityEM])
def test_a_label_without_any_rule_is_never_the_most_probable(make):
    world = independent(classes=3)
    votes = np.where(world.votes == 2, -1, world.votes)
    matrix = LabelMatrix.from_dense(votes, 3)
    soft = make().fit(matrix, world.gold(50)).predict_proba(matrix)[(votes >= 0).any(axis=1)]
    assert np.all(soft[:, 2] < soft.max(axis=1))


@pytest.mark.parametrize("make", [DawidSkene, CavityEM])
def test_a_model_refuses_functions_it_was_not_fitted_on(make):
    matrix = LabelMatrix.from_dense([[1, 0]])
    model = make().fit(matrix)
    matrix.retire(1)
    with pytest.raises(ValueError, match="fit it on these"):
        model.predict_proba(matrix)


@pytest.mark.parametrize("make", [DawidSkene, CavityEM])
def test_gold_for_documents_or_labels_that_are_not_there_is_refused(make):
    for gold in (Gold.of([1], [0]), Gold.of([0], [2])):
        with pytest.raises(ValueError, match="documents 0 to 0 and labels 0 to 1"):
            make().fit(LabelMatrix.from_dense([[1, 0]]), gold)


@EVERY_MODEL
@pytest.mark.parametrize("prior", [[1.0], [0.5, 0.0], [np.nan, 1.0]])
def test_a_prior_that_is_none_is_refused(make, prior):
    matrix = LabelMatrix.from_dense([[1, 0]])
    with pytest.raises(ValueError, match="one share above 0 for each of 2 labels"):
        make().fit(matrix).predict_proba(matrix, np.array(prior))


@pytest.mark.parametrize("make", [MajorityVote, DawidSkene, CavityEM])
def test_the_fits_of_folds_did_not_see_their_fold(make):
    world = independent()
    gold = world.gold(60)
    folds = np.arange(60) % 3
    fits = make().fit_folds(world.matrix, gold, folds)
    wrong = Gold(gold.positions, np.where(folds == 1, 1 - gold.labels, gold.labels))
    turned = make().fit_folds(world.matrix, wrong, folds)
    assert sorted(fits) == [0, 1, 2]
    same = [fits[1].predict_proba(world.matrix), turned[1].predict_proba(world.matrix)]
    assert np.abs(same[0] - same[1]).max() < 0.02  # a fold begins where the one before ended


# Gold


def test_gold_that_contradicts_itself_counts_for_nothing_and_is_named():
    gold = Gold.of([3, 1, 3, 5], [0, 1, 1, 0])
    assert gold.contradicted.tolist() == [3]
    assert (gold.positions.tolist(), gold.labels.tolist()) == ([1, 5], [1, 0])
    matrix = LabelMatrix.from_dense([[1]] * 6)
    same = CavityEM().fit(matrix, Gold.of([1, 5], [1, 0])).predict_proba(matrix)
    assert np.array_equal(CavityEM().fit(matrix, gold).predict_proba(matrix), same)


@pytest.mark.parametrize(("positions", "labels"), [([-1], [0]), ([0], [-1])])
def test_gold_without_a_label_or_a_document_is_refused(positions, labels):
    with pytest.raises(ValueError, match="Leave out what has no label"):
        Gold.of(positions, labels)


def test_the_class_prior_of_gold_leaves_no_label_impossible():
    assert Gold.of([0, 1, 2], [1, 1, 0]).class_prior(3).tolist() == [2 / 6, 3 / 6, 1 / 6]


# Majority vote, by hand


def test_majority_vote_shares_ties_evenly():
    matrix = LabelMatrix.from_dense([[0, 0, 1], [0, 1, 2], [2, -1, -1]])
    soft = MajorityVote().fit(matrix).predict_proba(matrix)
    assert np.allclose(soft, [[1, 0, 0], [1 / 3, 1 / 3, 1 / 3], [0, 0, 1]])
    assert credit(soft, np.array([0, 2, 1])).tolist() == [1, 1 / 3, 0]


def test_a_prior_weighs_the_labels_that_tie_and_nothing_else():
    matrix = LabelMatrix.from_dense([[0, 0, 1], [0, 1, -1]])
    soft = MajorityVote().fit(matrix).predict_proba(matrix, np.array([0.2, 0.8]))
    assert np.allclose(soft, [[1, 0], [0.2, 0.8]])


# The default model, by hand


def test_gold_and_expectation_are_weighed_as_written():
    """One rule, 10 gold votes of which 9 are right, 6 documents of either label: nothing agrees, only gold counts.

    Expected 0.75. Half of its votes are for either label: 0.75 + (9 - 10 x 0.75) / 2 / (10 / 2 + 20) = 0.78. That is
    worth 0.1875 / spread - 1 votes, spread = (((0.9 - 0.78)^2 - 0.78 x 0.22 / 10) x 10 + 0.03 x 20) / 30 = 0.01908, so
    8.827044 votes; and (8.827044 x 0.78 + 9) / 18.827044 = 0.843738.
    """
    votes = np.array([0, 1] * 5 + [-1, -1])
    truth = np.array([0, 1] * 5 + [0, 1])
    truth[[8, 11]] = [1, 0]  # the ninth vote is wrong, and the labels stay even
    matrix = LabelMatrix.from_dense(votes[:, None])
    [trust] = CavityEM().fit(matrix, Gold.of(np.arange(12), truth)).trust
    assert (trust.gold_right, trust.gold_votes, trust.agreement_votes) == (9, 10, 0)
    assert trust.accuracy == pytest.approx(0.843738, abs=1e-6)
    assert trust.weight == pytest.approx(np.log(0.843738 / 0.156262), abs=1e-5)


def test_agreement_is_de_diluted_as_written():
    """Two rules with weight log 3 say the same on one document: the judge of each says (3/4, 1/4).

    c = 9/16 + 1/16 = 0.625 and o = 0.375. The evidence is c - o = 0.25, squared 0.0625, and evidence times accuracy
    (0.75 - 0.375) x 0.25 = 0.09375. Where the label is 3 documents in 4, the document counts by
    (3/4 + 1/4) / (2 x (3/4 x 3/4 + 1/4 x 1/4)) = 0.8.
    """
    agreement = Agreement.of(LabelMatrix.from_dense([[1, 1]]).rows, np.array([], int), 2, 2)
    for prior, balance in (([0.5, 0.5], 1), ([0.25, 0.75], 0.8)):
        right, judged = agreement.evidence(np.log([3.0, 3.0]), np.array(prior))
        assert right == pytest.approx([0.09375 * balance] * 2)
        assert judged == pytest.approx([0.0625 * balance] * 2)


# Worlds whose truth is known


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_it_finds_the_accuracies_without_gold_where_rules_are_independent(classes):
    world = independent(documents=20_000, classes=classes)
    found = np.array([trust.accuracy for trust in CavityEM().fit(world.matrix).trust])
    assert np.abs(found - world.accuracies).mean() < 0.03
    assert np.corrcoef(found, world.accuracies)[0, 1] > 0.95


def test_much_gold_finds_the_accuracies_where_agreement_misleads():
    world = with_copies(independent(documents=6_000, accuracy=(0.55, 0.75)), rule=0, copies=10)
    found = np.array([trust.accuracy for trust in CavityEM().fit(world.matrix, world.gold(3_000)).trust])
    assert np.abs(found - world.accuracies).mean() < 0.04


GRID = {
    "two labels": lambda seed: independent(seed=seed),
    "dense votes": lambda seed: independent(documents=2_000, rules=12, coverage=(0.3, 0.8), seed=seed),
    "ten labels": lambda seed: independent(classes=10, accuracy=(0.3, 0.9), seed=seed),
    "fifty labels": lambda seed: independent(rules=80, classes=50, accuracy=(0.2, 0.9), seed=seed),
    "low coverage": lambda seed: independent(coverage=(0.002, 0.01), seed=seed),
    "bad rules": lambda seed: independent(rules=20, accuracy=(0.3, 0.9), coverage=(0.1, 0.3), seed=seed),
    "one-class rules": lambda seed: one_class(seed=seed),
    "one-class rules, seven labels": lambda seed: one_class(
        rules=42, shares=(1,) * 7, accuracy=(0.3, 0.9), seed=seed
    ),
    "one rule a label": lambda seed: one_class(rules=5, shares=(1,) * 5, coverage=(0.1, 0.3), seed=seed),
    "identical rules": lambda seed: with_copies(independent(seed=seed), 0, 3, noise=0.0),
    "copied rules": lambda seed: with_copies(one_class(seed=seed), 0, 5),
}


@pytest.mark.parametrize("world", GRID)
@pytest.mark.parametrize("gold", [0, 50, 200])
def test_it_is_hardly_ever_worse_than_majority_vote(world, gold):
    gains = [
        gain(one, one.gold(gold, seed)) for seed, one in enumerate(GRID[world](seed) for seed in range(4))
    ]
    assert np.mean(gains) > -0.01, gains
    assert min(gains) > -0.06, gains


@pytest.mark.parametrize("gold", [0, 50, 200])
@pytest.mark.parametrize(("shares", "lost"), [((80, 20), 0.01), ((95, 5), 0.02), ((97, 3), 0.02)])
def test_rare_labels_are_found_about_as_well_as_by_majority_vote(shares, lost, gold):
    """Here a rule for the rarest label is wrong five times in six, against what is expected of rules, and 50 gold
    documents hold two or three of that label to learn it from.
    """
    worlds = [one_class(shares=shares, coverage=(0.02, 0.08), seed=seed) for seed in range(6)]
    gains = [
        balanced(CavityEM(), world, world.gold(gold, seed)) - balanced(MajorityVote(), world)
        for seed, world in enumerate(worlds)
    ]
    assert np.mean(gains) > -lost, gains


@pytest.mark.parametrize(
    ("world", "least"),
    [("two labels", 0.01), ("ten labels", 0.03), ("fifty labels", 0.02), ("bad rules", 0.04)],
)
def test_it_is_clearly_better_where_rules_differ(world, least):
    assert np.mean([gain(GRID[world](seed)) for seed in range(3)]) > least


def test_one_class_rules_do_not_make_one_label_win():
    """Plain EM lets the larger camp take all; here each label keeps about its share."""
    for seed in range(3):
        world = one_class(rules=40, coverage=(0.05, 0.1), seed=seed)
        said = CavityEM().fit(world.matrix).predict_proba(world.matrix)[world.covered].argmax(axis=1)
        assert 0.35 < said.mean() < 0.65


def test_a_rule_of_one_label_speaks_against_it_only_when_gold_proves_it():
    world = independent(rules=10, coverage=(0.2, 0.3))
    bad = np.where((world.votes[:, [0]] >= 0) & (world.truth[:, None] == 0), 1, -1)
    world = world.with_votes(bad, [0.0])
    weights = [CavityEM().fit(world.matrix, world.gold(number)).weights[-1] for number in (0, 500)]
    assert weights[0] > 0
    assert weights[1] < -1


def test_a_rule_that_mixes_up_the_labels_is_found_without_gold():
    world = independent(rules=10, coverage=(0.2, 0.3))
    mixed_up = np.where(world.votes[:, [0]] >= 0, 1 - world.truth[:, None], -1)
    both = world.with_votes(mixed_up, [0.0])
    assert CavityEM().fit(both.matrix).weights[-1] < -1
    assert right(CavityEM(), both) > right(CavityEM(), world)


def test_of_two_rules_that_always_contradict_each_other_neither_is_turned():
    votes = np.array([[0, 1], [1, 0]] * 200 + [[0, -1], [1, -1], [-1, 0], [-1, 1]] * 20)
    model = CavityEM().fit(LabelMatrix.from_dense(votes))
    assert (model.weights > 0).all()
    soft = model.predict_proba(LabelMatrix.from_dense([[0, -1], [-1, 1], [0, 1]]))
    assert np.allclose(soft.argmax(axis=1)[:2], [0, 1])
    assert soft[2] == pytest.approx([0.5, 0.5])


def test_gold_drawn_elsewhere_does_not_ruin_it():
    """Gold of one label only, as when somebody looked for it."""
    for seed in range(3):
        world = independent(seed=seed)
        chosen = np.flatnonzero(world.truth == 1)[:50]
        assert gain(world, Gold.of(chosen, world.truth[chosen])) > -0.02


def test_a_given_class_prior_takes_the_place_of_the_shares_in_gold():
    world = one_class(shares=(9, 1))
    gold = world.gold(100)
    given_prior = CavityEM().fit(world.matrix, gold, class_prior=gold.class_prior(2))
    assert np.allclose(given_prior.weights, CavityEM().fit(world.matrix, gold).weights)
    even = CavityEM().fit(world.matrix, gold, class_prior=np.array([0.5, 0.5]))
    assert not np.allclose(even.weights, given_prior.weights)


def test_the_rarer_the_label_the_more_a_rule_for_it_is_expected_to_say():
    matrix = LabelMatrix.from_dense([[0, -1], [-1, 1]])
    gold = Gold.none()
    model = CavityEM().fit(matrix, gold, class_prior=np.array([0.9, 0.1]))
    half_of_its_rarity = np.log(9) / 2
    assert model.weights[1] == pytest.approx(np.log(3) + half_of_its_rarity)
    assert model.weights[0] == pytest.approx(np.log(3)), "of a frequent label no less is expected than of any"


def test_a_sample_of_a_large_matrix_trusts_the_same_and_forgets_no_rare_rule():
    world = independent(documents=120_000, rules=30)
    rare = np.full((120_000, 1), -1)
    rare[:300, 0] = world.truth[:300]
    world = world.with_votes(rare, [1.0])
    model = CavityEM().fit(world.matrix)
    assert np.abs(model.accuracies - world.accuracies)[:-1].mean() < 0.03
    assert model.trust[-1].agreement_votes > 5
    assert model.accuracies[-1] > 0.85


def test_dawid_skene_with_much_gold_learns_which_label_a_rule_confuses():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 3_000)
    confused = np.where((truth == 1) & (rng.random(3_000) < 0.8), 2, truth)
    votes = np.where(rng.random((3_000, 3)) < 0.5, np.stack([confused, confused, truth], axis=1), -1)
    matrix = LabelMatrix.from_dense(votes, 3)
    model = DawidSkene().fit(matrix, Gold.of(np.arange(1_000), truth[:1_000]))
    [told] = model.predict_proba(LabelMatrix.from_dense([[2, -1, -1]], 3))
    assert told == pytest.approx([0, 0.8 / 1.8, 1 / 1.8], abs=0.06)
