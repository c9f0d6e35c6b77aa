"""How well are spans found, exactly and roughly, and when is nothing said?"""

import numpy as np
import pytest

from weaklabels.active.span_metrics import JudgedSpans, span_quality, touched

DOCUMENTS = 40


def judged(true, said, labels=1):
    return JudgedSpans(true, said, np.arange(len(true)), labels)


def test_a_span_that_ends_elsewhere_is_wrong_exactly_and_right_roughly():
    true = [[(0, 4, 0)]] * DOCUMENTS
    said = [[(0, 4, 0)]] * 30 + [[(0, 3, 0)]] * 10
    found = span_quality(judged(true, said), seed=0)
    assert (found.exact, found.overlap) == (0.75, 1.0)
    low, high = found.exact_interval
    assert low < 0.75 < high


def test_the_right_words_under_the_wrong_label_are_wrong_both_ways():
    found = span_quality(judged([[(0, 4, 0)]] * DOCUMENTS, [[(0, 4, 1)]] * DOCUMENTS, labels=2), seed=0)
    assert (found.exact, found.overlap) == (0.0, 0.0)
    assert found.labels[0].missed == found.labels[1].wrong == DOCUMENTS


def test_figures_are_those_of_the_shared_task():
    """Precision 3 of 4, recall 3 of 6, in each of ten texts: F1 is 2 x 3 / (4 + 6)."""
    true = [[(at, at + 1, 0) for at in range(6)]] * 10
    said = [[(0, 1, 0), (1, 2, 0), (2, 3, 0), (9, 10, 0)]] * 10
    found = span_quality(judged(true, said), seed=0)
    assert found.exact == pytest.approx(0.6)
    assert (found.labels[0].precision, found.labels[0].recall) == (0.75, 0.5)


def test_below_fifteen_true_spans_there_are_counts_and_no_figure():
    found = span_quality(judged([[(0, 4, 0)]] * 14, [[(0, 4, 0)]] * 14), seed=0)
    assert (found.exact, found.overlap, found.labels[0].f1) == (None, None, None)
    assert (found.spans, found.labels[0].found) == (14, 14)


def test_a_rare_label_beside_a_frequent_one_has_counts_only():
    true = [[(0, 4, 0)]] * DOCUMENTS + [[(0, 4, 1)]] * 3
    found = span_quality(judged(true, true, labels=2), seed=0)
    assert found.labels[0].f1 == 1.0
    assert (found.labels[1].f1, found.labels[1].found) == (None, 3)


def test_documents_in_which_nothing_is_marked_count_as_what_they_are():
    true = [[(0, 4, 0)]] * 20 + [[]] * 20
    found = span_quality(judged(true, [[(0, 4, 0)]] * DOCUMENTS), seed=0)
    assert found.exact == pytest.approx(2 * 20 / 60)


def test_intervals_draw_whole_groups():
    """Twenty copies of a text in one group are worth no more than the one."""
    rng = np.random.default_rng(0)
    said = [[(0, 4, 0)] if right else [] for right in rng.random(DOCUMENTS) < 0.7]
    alone = span_quality(judged([[(0, 4, 0)]] * DOCUMENTS, said), seed=0)
    repeated = [one for one in said for _copy in range(20)]
    groups = np.repeat(np.arange(DOCUMENTS), 20)
    together = span_quality(JudgedSpans([[(0, 4, 0)]] * len(repeated), repeated, groups, 1), seed=0)
    assert together.exact == pytest.approx(alone.exact)
    assert together.exact_interval == pytest.approx(alone.exact_interval)


def test_spans_that_only_meet_do_not_touch():
    assert touched([(0, 3, 0)], [(3, 5, 0)]) == 0


def test_nothing_asked_is_nothing_said():
    found = span_quality(judged([], []), seed=0)
    assert (found.documents, found.exact) == (0, None)
