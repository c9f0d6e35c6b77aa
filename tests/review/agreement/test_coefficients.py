"""Is each coefficient what its definition says, on any answers, with any of them missing?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.agreement import Coefficient, Units, coincidences_of, figures, measure, ordinal_alpha
from review.agreement.distances import between_sets, interval, jaccard, linear, masi, nominal
from tests.review.agreement import made_up
from tests.review.agreement.made_up import LABELS, tables, units_of

DEFINED = {
    Coefficient.PERCENT: made_up.percent,
    Coefficient.ALPHA: made_up.alpha,
    Coefficient.FLEISS: made_up.fleiss,
    Coefficient.GWET: made_up.gwet,
    Coefficient.BRENNAN: made_up.brennan,
}
DISTANCES = {
    "labels": nominal(LABELS),
    "linear": linear(range(LABELS)),
    "squared": interval(range(LABELS)),
}


def same(found, expected):
    return np.isnan(found) if expected is None else found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("coefficient", Coefficient)
@pytest.mark.parametrize("distances", DISTANCES.values(), ids=DISTANCES.keys())
@settings(max_examples=60, deadline=None)
@given(table=tables())
def test_it_is_what_its_definition_says(coefficient, distances, table):
    expected = DEFINED[coefficient](table, lambda one, other: distances[one, other])
    assert same(measure(coefficient, units_of(table), distances), expected)


@settings(max_examples=80, deadline=None)
@given(table=tables(labels=5))
def test_ordinal_alpha_measures_distance_by_the_answers_between(table):
    answers = [label for row in made_up.given(table) for label in row]
    count = [answers.count(label) for label in range(5)]

    def distance(one, other):
        low, high = sorted((one, other))
        return (sum(count[low : high + 1]) - (count[low] + count[high]) / 2) ** 2

    assert same(
        float(ordinal_alpha(coincidences_of(units_of(table, 5)).totals)), made_up.alpha(table, distance)
    )


@settings(max_examples=40, deadline=None)
@given(table=tables(), seed=st.integers(0, 99))
def test_the_order_of_documents_and_annotators_and_the_names_of_labels_change_nothing(table, seed):
    rng = np.random.default_rng(seed)
    renamed = rng.permutation(LABELS)
    moved = [
        [None if row[place] is None else int(renamed[row[place]]) for place in rng.permutation(len(row))]
        for row in (table[place] for place in rng.permutation(len(table)))
    ]
    for coefficient in Coefficient:
        one, other = measure(coefficient, units_of(table)), measure(coefficient, units_of(moved))
        assert one == pytest.approx(other, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(table=tables())
def test_answers_in_a_list_are_the_same_as_in_a_table(table):
    rows = [(row, label) for row, given_ in enumerate(table) for label in given_ if label is not None]
    documents, labels = ([row[column] for row in reversed(rows)] for column in (0, 1))
    one = Units.of(np.array(documents, dtype=int), np.array(labels, dtype=int), LABELS)
    other = units_of(table)
    assert one.counts.tolist() == other.counts.tolist()
    assert one.times.tolist() == other.times.tolist()
    assert int(one.times @ one.answers) == len(rows)


def test_two_annotators_who_never_differ_agree_wholly():
    units = units_of([[0, 0], [1, 1], [2, 2]])
    assert [measure(coefficient, units) for coefficient in Coefficient] == [1.0] * 5


def test_where_one_label_was_given_only_percent_agreement_says_anything():
    measured = {one: measure(one, units_of([[1, 1], [1, 1]])) for one in Coefficient}
    assert measured.pop(Coefficient.PERCENT) == 1.0
    assert measured.pop(Coefficient.BRENNAN) == 1.0  # chance there is the scheme's labels, not those given
    assert np.isnan(list(measured.values())).all()


def test_a_skewed_label_collapses_kappa_and_not_ac1():
    """Gwet (2008): 85 % agreement on a rare label."""
    units = units_of([[0, 0]] * 80 + [[0, 1]] * 15 + [[1, 1]] * 5, 2)
    assert measure(Coefficient.FLEISS, units) < 0.35
    assert measure(Coefficient.GWET, units) > 0.75


def test_labels_below_labels_are_compared_at_each_level():
    """Crow and gull are birds, trout is a fish."""
    units = units_of([[0, 1], [0, 0], [2, 2], [1, 2]])
    assert measure(Coefficient.PERCENT, units) == 0.5
    assert measure(Coefficient.PERCENT, units.relabelled([0, 0, 1], 2)) == 0.75


@settings(max_examples=60, deadline=None)
@given(sets=st.lists(st.frozensets(st.integers(0, 4)), min_size=1, max_size=6, unique=True))
def test_distances_between_sets_are_those_of_each_two(sets):
    for name, between in (("jaccard", jaccard), ("masi", masi)):
        expected = [[between(one, other) for other in sets] for one in sets]
        assert np.allclose(between_sets(sets, name), expected)


@settings(max_examples=40, deadline=None)
@given(
    table=tables(labels=4),
    sets=st.lists(st.frozensets(st.integers(0, 3)), min_size=4, max_size=4, unique=True),
)
def test_alpha_of_sets_is_alpha_with_their_distance(table, sets):
    expected = made_up.alpha(table, lambda one, other: masi(sets[one], sets[other]))
    assert same(measure(Coefficient.ALPHA, units_of(table, 4), between_sets(sets)), expected)


def test_two_empty_sets_are_the_same_answer():
    assert between_sets([set()]).tolist() == [[0.0]]
    assert masi(set(), set()) == jaccard(set(), set()) == 0.0


def test_a_document_with_sixty_answers_counts_as_one():
    table = [[0] * 30 + [1] * 30, *[[0, 0]] * 60, *[[1, 1]] * 60]
    found = figures(units_of(table, 2))[Coefficient.PERCENT]
    assert found.count == 121
    assert found.value == pytest.approx((120 + 29 / 59) / 121)


@pytest.mark.parametrize("labels", [[0, 3], [0, -1]])
def test_a_label_the_question_does_not_have_is_refused(labels):
    with pytest.raises(ValueError, match="counted from 0 to 2"):
        Units.of([1, 1], labels, 3)


def test_no_answers_at_all_is_no_error():
    empty = Units.of(np.array([], dtype=int), np.array([], dtype=int), 2)
    assert np.isnan([measure(one, empty) for one in Coefficient]).all()
    assert {figure.state.value for figure in figures(empty).values()} == {"too few"}


def test_a_question_with_one_possible_answer_is_no_error():
    units = Units.of([1, 1, 2, 2], [0, 0, 0, 0], 1)
    assert measure(Coefficient.PERCENT, units) == 1.0
    assert np.isnan(measure(Coefficient.ALPHA, units))
    assert {figure.state.value for figure in figures(units, enough=1).values()} <= {"measured", "one label"}


@settings(max_examples=40, deadline=None)
@given(table=tables(), seed=st.integers(0, 9))
def test_relabelled_documents_of_the_same_counts_are_one_kind(table, seed):
    new = np.random.default_rng(seed).integers(0, 2, LABELS)
    plainly = [[None if label is None else int(new[label]) for label in row] for row in table]
    relabelled, expected = units_of(table).relabelled(new, 2), units_of(plainly, 2)
    assert len({tuple(counts) for counts in relabelled.counts.tolist()}) == len(relabelled.counts)
    assert kinds(relabelled) == kinds(expected)


def kinds(units):
    return sorted(zip(map(tuple, units.counts.tolist()), units.times.tolist(), strict=True))


def test_relabelled_documents_stay_in_their_groups():
    units = Units.of([1, 1, 2, 2, 3, 3], [0, 1, 0, 2, 1, 1], 3, groups=[7, 7, 7, 7, 8, 8])
    merged = units.relabelled([0, 1, 1], 2)
    assert merged.counts.tolist() == [[1, 1], [0, 2]] or merged.counts.tolist() == [[0, 2], [1, 1]]
    place = merged.counts.tolist().index([1, 1])
    assert merged.groups.toarray()[:, place].tolist() == [2, 0]
