"""Which document next: the list, its reasons, and what keeps it from going wrong."""

from itertools import groupby

import numpy as np
import pytest
from scipy import sparse

from weaklabels.active.pools import Pool, RulesSay
from weaklabels.active.reasons import NOBODY, Reason
from weaklabels.active.scoring import Strategy
from weaklabels.active.strategies import Because, Plan, laid_out, rank
from weaklabels.active.uncertainty import TokenMarginals

KNOWN = np.array([30, 30, 30])


def rng(seed=1):
    return np.random.default_rng(seed)


def doubts(documents=400, labels=3, seed=0):
    return np.random.default_rng(seed).dirichlet(np.ones(labels), documents)


def ranked(pool, strategy=Strategy.MARGIN, **wishes):
    return rank(pool, Plan(strategy, **wishes), rng())


def longest_run(groups):
    return max(len(list(run)) for group, run in groupby(groups) if group != -1)


def test_margin_puts_the_most_torn_first_and_names_both_labels():
    pool = Pool(KNOWN, np.array([[0.9, 0.1, 0], [0.48, 0.02, 0.5], [0.3, 0.6, 0.1]]))
    listed = ranked(pool)
    assert listed.rows.tolist() == [1, 2, 0]
    assert (listed.reasons[0], listed.labels[0].tolist()) == (Reason.TORN, [2, 0])
    assert (np.diff(listed.scores) <= 0).all()


def test_a_document_between_many_labels_is_called_unsure_not_torn():
    listed = ranked(Pool(np.full(8, 30), np.full((1, 8), 1 / 8)), Strategy.ENTROPY)
    assert listed.reasons.tolist() == [Reason.UNSURE]


def test_the_same_seed_gives_the_same_list_and_ties_are_broken_by_chance():
    pool = Pool(np.array([30, 30]), np.full((500, 2), 0.5))
    first, again = ranked(pool), ranked(pool)
    other = rank(pool, Plan(), rng(2))
    assert first.rows.tolist() == again.rows.tolist()
    assert first.rows.tolist() != other.rows.tolist()


def test_the_list_is_at_most_ten_thousand_and_holds_nothing_twice():
    listed = ranked(Pool(np.array([30, 30]), doubts(60_000, 2)), most=1_000_000)
    assert len(listed) == len(set(listed.rows.tolist())) == 10_000


@pytest.mark.parametrize("strategy", [Strategy.MARGIN, Strategy.LEAST_CONFIDENCE, Strategy.ENTROPY])
def test_with_two_labels_margin_least_confidence_and_entropy_are_one_ranking(strategy):
    pool = Pool(np.array([30, 30]), doubts(labels=2))
    assert ranked(pool, strategy).rows.tolist() == ranked(pool).rows.tolist()


# The cold start


def test_while_cold_the_list_is_random_whatever_the_model_says():
    listed = ranked(Pool(np.array([40, 4]), doubts(labels=2)))
    assert (listed.strategy, listed.because) == (Strategy.RANDOM, Because.COLD)
    assert set(listed.reasons.tolist()) == {Reason.RANDOM}
    assert listed.draw.random_share == 1


@pytest.mark.parametrize("counts", [[5, 5], [50, 0]])
def test_five_answers_of_each_label_or_fifty_in_all_end_it(counts):
    assert ranked(Pool(np.array(counts), doubts(labels=2))).because == Because.CHOSEN


def test_while_cold_rules_let_the_labels_take_turns():
    """Of label 1 there are no answers and of label 0 three: four documents of label 1 come before the next of 0."""
    soft = np.repeat([[0.9, 0.1], [0.1, 0.9], [0.0, 0.0]], [10, 10, 30], axis=0)
    listed = ranked(Pool(np.array([3, 0]), doubts(50, 2), rules=RulesSay(soft, np.zeros(50))))
    assert (listed.strategy, listed.because) == (Strategy.RULES_FIRST, Because.COLD)
    assert listed.labels[:3, 0].tolist() == [1, 1, 1]
    assert sorted(listed.labels[3:17, 0].tolist()) == [0] * 7 + [1] * 7
    assert set(listed.reasons[:20].tolist()) == {Reason.RULE_SAYS}
    assert set(listed.reasons[20:].tolist()) == {Reason.RANDOM}


# The other strategies


def test_a_committee_leads_with_what_its_members_disagree_on():
    one, other = doubts(50, 2), doubts(50, 2)
    one[7], other[7] = [1, 0], [0, 1]
    listed = ranked(Pool(np.array([30, 30]), one, committee=[one, other]), Strategy.COMMITTEE)
    assert (listed.rows[0], listed.reasons[0]) == (7, Reason.MODELS_DISAGREE)


@pytest.mark.parametrize(
    "strategy", [Strategy.MARGIN, Strategy.LEAST_CONFIDENCE, Strategy.ENTROPY, Strategy.RULES_DISAGREE]
)
def test_of_several_labels_each_is_doubted_by_itself(strategy):
    """Two labels that are both certain are no draw, and none at all is an answer, too."""
    said = np.array([[0.99, 0.98, 0.01], [0.01, 0.01, 0.01], [0.99, 0.6, 0.01], [0.3, 0.02, 0.01]])
    both = RulesSay(np.array([[0.9, 0.9, 0]] + [[0, 0, 0]] * 3), np.array([1.0, 0, 0, 0]))
    pool = Pool(np.array([40, 40, 40]), said, rules=both, answers=60, takes_several=True)
    found = ranked(pool, strategy)
    assert found.rows.tolist() == [2, 3, 0, 1]
    assert set(found.reasons.tolist()) == {Reason.UNDECIDED}
    assert found.labels[:2].tolist() == [[1, NOBODY], [0, NOBODY]]


def test_a_committee_of_several_labels_disagrees_label_by_label():
    one = np.array([[0.99, 0.98], [0.9, 0.01], [0.01, 0.01]])
    other = np.array([[0.98, 0.99], [0.1, 0.01], [0.01, 0.02]])
    pool = Pool(np.array([40, 40]), one, committee=(one, other), answers=60, takes_several=True)
    found = ranked(pool, Strategy.COMMITTEE)
    assert found.rows[0] == 1
    assert found.scores[1:].max() < 0.01


def test_rules_that_disagree_come_before_all_doubts_of_the_model():
    soft, disagreement = np.zeros((50, 2)), np.zeros(50)
    soft[[3, 9]], disagreement[[3, 9]] = [0.5, 0.5], [0.4, 1.0]
    pool = Pool(np.array([30, 30]), doubts(50, 2), rules=RulesSay(soft, disagreement))
    listed = ranked(pool, Strategy.RULES_DISAGREE)
    assert listed.rows[:2].tolist() == [9, 3]
    assert listed.reasons[:3].tolist() == [Reason.RULES_DISAGREE, Reason.RULES_DISAGREE, Reason.TORN]
    assert sorted(listed.labels[0].tolist()) == [0, 1]


def test_rarity_leads_with_what_may_have_the_rare_label():
    probabilities = np.array([[0.9, 0.1, 0], [0.1, 0.1, 0.8], [0.5, 0.5, 0]])
    listed = ranked(Pool(np.array([90, 30, 6]), probabilities), Strategy.RARITY)
    assert (listed.rows[0], listed.reasons[0], listed.labels[0].tolist()) == (1, Reason.RARE, [2, -1])


def test_k_centre_does_not_put_likes_beside_each_other():
    """Forty torn documents with two wordings: the first two of the list have one each."""
    features = sparse.csr_matrix(np.repeat([[1.0, 0.0], [0.0, 1.0]], [39, 1], axis=0))
    listed = ranked(Pool(np.array([30, 30]), np.full((40, 2), 0.5), features=features), Strategy.K_CENTRE)
    assert 39 in listed.rows[:2]
    assert set(listed.reasons.tolist()) == {Reason.UNLIKE}
    assert len(listed) == 40


def test_per_document_total_token_doubt_asks_for_long_ones_and_normalised_for_torn_ones():
    torn, unsure = [0.5, 0.5], [0.8, 0.2]
    tokens = TokenMarginals(np.array([torn, *[unsure] * 20]), np.array([0, 1, 21]))
    counts = np.array([30])
    assert ranked(Pool(counts, tokens=tokens), Strategy.SPANS_NORMALISED).rows.tolist() == [0, 1]
    total = ranked(Pool(counts, tokens=tokens), Strategy.SPANS_TOTAL)
    assert total.rows.tolist() == [1, 0]
    assert set(total.reasons.tolist()) == {Reason.SPANS_TORN}


@pytest.mark.parametrize("strategy", [Strategy.COMMITTEE, Strategy.K_CENTRE, Strategy.RULES_DISAGREE])
def test_what_a_strategy_lacks_makes_it_margin_and_the_list_says_so(strategy):
    listed = ranked(Pool(KNOWN, doubts()), strategy)
    assert (listed.strategy, listed.because) == (Strategy.MARGIN, Because.NOTHING_TO_GO_BY)


def test_without_any_model_the_list_is_random_and_says_so():
    listed = ranked(Pool(KNOWN, size=30))
    assert (listed.strategy, listed.because) == (Strategy.RANDOM, Because.NOTHING_TO_GO_BY)
    assert sorted(listed.rows.tolist()) == list(range(30))


# Copies


def test_never_more_than_three_near_duplicates_in_a_row():
    groups = rng(3).choice([1, 2, 3, -1], 400)
    listed = ranked(Pool(KNOWN, doubts(), groups=groups, recent=[1, 1, 1]))
    assert longest_run([1, 1, 1, *groups[listed.rows].tolist()]) == 3


def test_three_of_a_group_and_then_everything_else_first():
    probabilities = doubts()
    probabilities[:100] = [0.5, 0.5, 0]  # copies, and the most torn of all
    groups = np.where(np.arange(400) < 100, 5, -1)
    listed = ranked(Pool(KNOWN, probabilities, groups=groups))
    assert (groups[listed.rows][:303] == 5).sum() == 3


def test_copies_answered_before_count():
    probabilities = doubts()
    probabilities[:100] = [0.5, 0.5, 0]
    groups = np.where(np.arange(400) < 100, 5, -1)
    listed = ranked(Pool(KNOWN, probabilities, groups=groups, answered_alike=np.where(groups == 5, 3, 0)))
    assert (groups[listed.rows][:300] == -1).all()


def test_it_falls_back_where_doubt_leads_to_copies_only():
    probabilities = doubts()
    probabilities[:200] = [0.5, 0.5, 0]
    groups = np.where(np.arange(400) < 200, np.arange(400) % 10, -1)
    listed = ranked(Pool(KNOWN, probabilities, groups=groups))
    assert listed.because == Because.MISLED
    assert listed.draw.random_share == 0.5


def test_if_nothing_but_copies_is_left_three_are_listed():
    listed = ranked(Pool(KNOWN, doubts(20), groups=np.full(20, 4)))
    assert len(listed) == 3


# For a queue that draws evenly from the first of the list


def test_where_the_model_is_misled_every_other_place_is_that_of_chance():
    probabilities = doubts()
    probabilities[:200] = [0.5, 0.5, 0]
    groups = np.where(np.arange(400) < 200, np.arange(400) % 10, -1)
    listed = ranked(Pool(KNOWN, probabilities, groups=groups))
    laid = laid_out(listed, 400, 20, rng(1))
    assert (laid.reasons[:20] == Reason.RANDOM).tolist() == [False, True] * 10
    assert laid.rows[:20:2].tolist() == listed.rows[:10].tolist()
    assert len(set(laid.rows.tolist())) == len(laid)


def test_a_head_larger_than_what_is_drawn_from_is_shuffled_and_a_small_one_is_not():
    few, many = (
        rank(Pool(KNOWN, doubts(2_000)), Plan(answers_a_ranking=answers), rng(1)) for answers in (10, 50)
    )
    assert laid_out(few, 2_000, 20, rng(2)).rows.tolist() == few.rows.tolist()
    laid = laid_out(many, 2_000, 20, rng(2)).rows
    assert set(laid[:200].tolist()) == set(many.rows[:200].tolist())
    assert laid[:20].tolist() != many.rows[:20].tolist()
    assert laid[200:].tolist() == many.rows[200:].tolist()


# Rare labels


def test_one_place_in_five_goes_to_labels_with_fewer_than_five_answers():
    listed = ranked(Pool(np.array([40, 40, 2]), doubts(2_000)))
    floor = listed.reasons == Reason.RARE
    assert floor[:100].sum() == 20
    assert (listed.labels[floor] == [2, -1]).all()


def test_rare_labels_take_turns():
    listed = ranked(Pool(np.array([80, 1, 2, 40]), doubts(2_000, 4)))
    first = listed.labels[:100][listed.reasons[:100] == Reason.RARE][:, 0]
    assert first.tolist() == [1, 2] * 10


def test_a_label_nobody_has_an_idea_of_takes_no_places():
    probabilities = np.column_stack([doubts(labels=2), np.zeros(400)])
    assert Reason.RARE not in ranked(Pool(np.array([40, 40, 0]), probabilities)).reasons


# Small and strange pools


@pytest.mark.parametrize("strategy", list(Strategy))
@pytest.mark.parametrize(("documents", "labels"), [(0, 3), (1, 1), (10, 2), (30, 2_000)])
def test_no_pool_is_too_small_or_strange(strategy, documents, labels):
    pool = Pool(
        np.full(labels, 9),
        doubts(documents, labels),
        features=sparse.identity(documents, format="csr"),
        groups=np.full(documents, -1),
    )
    assert sorted(ranked(pool, strategy).rows.tolist()) == list(range(documents))
