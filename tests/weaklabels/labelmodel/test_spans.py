"""Spans that rules propose: how sure, which of two that overlap, and from which score on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.public_sets import ncbi, needs_public_sets
from tests.weaklabels.labelmodel.test_matrix import patient
from weaklabels.labelmodel import Span, SpanNoisyOr, SpanVotes, exact_f1


def spans_in(documents, start=0, end=3):
    return [Span(document, start, end, 0) for document in documents]


def test_precision_on_gold_is_shrunk_and_noisy_or_by_hand():
    """The first rule is right on 20 of 20 gold documents, (20 + 6) / (20 + 10) = 26/30; the second on none of 5,
    6/15. Together they make a span 1 - 4/30 x 9/15 = 0.92 sure.
    """
    truth = spans_in(range(20))
    votes = SpanVotes.of([truth + spans_in([50, 51]), spans_in(range(5), 10, 12) + spans_in([50])])
    model = SpanNoisyOr().fit(votes, truth, range(20))
    assert model.precisions[:, 0] == pytest.approx([26 / 30, 6 / 15])
    fresh = SpanVotes.of([spans_in([50, 51]), spans_in([50])])
    assert model.predict_proba(fresh) == pytest.approx([0.92, 26 / 30])


def test_the_threshold_comes_from_gold_scored_without_itself():
    """20 right spans of a good rule at (19 + 6) / 29, 20 wrong ones of a bad rule at 6 / 29: the cut is midway."""
    truth = spans_in(range(20))
    votes = SpanVotes.of([truth, spans_in(range(20), 10, 12)])
    model = SpanNoisyOr().fit(votes, truth, range(20))
    assert model.threshold == pytest.approx((25 / 29 + 6 / 29) / 2)
    assert [one.span for one in model.predict(votes)] == truth


def test_little_gold_leaves_the_threshold_at_one_half():
    truth = spans_in(range(9))
    assert SpanNoisyOr().fit(SpanVotes.of([truth]), truth, range(9)).threshold == 0.5


def test_gold_documents_without_a_span_count_against_who_proposes_one_there():
    votes = SpanVotes.of([spans_in(range(10))])
    assert SpanNoisyOr().fit(votes, [], range(10)).precisions[0, 0] == pytest.approx(6 / 20)


def test_of_two_that_overlap_the_surer_stays_and_neighbours_may_touch():
    left, middle, right = Span(0, 0, 4, 0), Span(0, 2, 6, 0), Span(0, 4, 8, 0)
    votes = SpanVotes.of([[left, right], [middle], [left, right]])
    assert [one.span for one in SpanNoisyOr().fit(votes).predict(votes)] == [left, right]


def test_without_gold_who_is_contradicted_is_trusted_less():
    agreed, odd = spans_in(range(30)), spans_in(range(30), 1, 4)
    model = SpanNoisyOr().fit(SpanVotes.of([agreed, agreed, agreed, odd]))
    assert model.precisions[0, 0] > 0.7 > model.precisions[3, 0]


def test_nothing_proposed_is_no_error():
    for votes in (SpanVotes.of([]), SpanVotes.of([[], []])):
        assert SpanNoisyOr().fit(votes).predict(votes) == []
        assert SpanNoisyOr().fit(votes, spans_in(range(20)), range(20)).predict(votes) == []


def test_a_label_that_was_never_proposed_before_is_trusted_as_expected():
    model = SpanNoisyOr().fit(SpanVotes.of([spans_in(range(3))]))
    assert model.predict_proba(SpanVotes.of([[Span(9, 0, 1, 7)]])) == pytest.approx([0.6])


@pytest.mark.parametrize("span", [Span(0, 4, 4, 0), Span(0, 5, 4, 0), Span(-1, 0, 4, 0), Span(0, 0, 4, -1)])
def test_a_span_that_is_none_is_refused(span):
    with pytest.raises(ValueError, match="ends after it starts"):
        SpanVotes.of([[span]])


some_spans = st.lists(
    st.builds(
        lambda document, start, length, label: Span(document, start, start + length, label),
        st.integers(0, 3),
        st.integers(0, 12),
        st.integers(1, 5),
        st.integers(0, 2),
    ),
    max_size=12,
)


@patient
@given(st.lists(some_spans, min_size=1, max_size=4))
def test_no_two_predicted_spans_overlap_and_all_were_proposed(by_function):
    votes = SpanVotes.of(by_function)
    predicted = SpanNoisyOr().fit(votes).predict(votes)
    proposed = {span for spans in by_function for span in spans}
    assert {one.span for one in predicted} <= proposed
    assert all(0 <= one.score <= 1 for one in predicted)
    for number, one in enumerate(predicted):
        for other in predicted[number + 1 :]:
            apart = one.span.end <= other.span.start or other.span.end <= one.span.start
            assert one.span.document != other.span.document or apart


def test_exact_f1_by_hand():
    """Two said, one of them exactly true, three true: 2 x 1 / 5."""
    said = [Span(0, 0, 2, 0), Span(0, 5, 7, 0)]
    true = [Span(0, 0, 2, 0), Span(0, 5, 8, 0), Span(0, 0, 2, 1)]
    assert exact_f1(said, true) == pytest.approx(0.4)
    assert (exact_f1([], []), exact_f1(said, [])) == (1, 0)


@needs_public_sets
@pytest.mark.parametrize("seed", range(3))
def test_twenty_gold_abstracts_of_ncbi_are_enough(seed):
    gold_votes, gold, documents = ncbi("valid")
    test_votes, truth, _number = ncbi("test", first_document=documents)
    votes = SpanVotes.of([one + other for one, other in zip(gold_votes, test_votes, strict=True)])
    known = np.random.default_rng(seed).choice(documents, 20, replace=False)
    model = SpanNoisyOr().fit(votes, [span for span in gold if span.document in set(known.tolist())], known)
    predicted = [one.span for one in model.predict(SpanVotes.of(test_votes))]
    assert exact_f1(predicted, truth) >= 0.77
