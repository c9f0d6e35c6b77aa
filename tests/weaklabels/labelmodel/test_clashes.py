"""Whose proposals contradict whose, worked out by hand and against the definition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.weaklabels.labelmodel.test_matrix import patient
from weaklabels.labelmodel import Span, SpanVotes
from weaklabels.labelmodel.clashes import Clashes, ProposalFigures
from weaklabels.labelmodel.spans import contested, overlapping

PERSON, PLACE = 0, 1

# document 0: the first two agree, the third has other borders; 1: another label; 2: side by side; 3: one alone
FIRST = [Span(0, 0, 4, PERSON), Span(1, 0, 4, PERSON), Span(2, 0, 4, PERSON), Span(3, 0, 4, PERSON)]
SECOND = [Span(0, 0, 4, PERSON), Span(1, 0, 4, PLACE), Span(2, 4, 8, PLACE)]
THIRD = [Span(0, 2, 6, PERSON)]
VOTES = SpanVotes.of([FIRST, SECOND, THIRD])


def test_figures_by_hand():
    clashes = Clashes(VOTES)
    assert clashes.rules() == [
        ProposalFigures(covered=4, overlapping=3, conflicting=2, alone=1),
        ProposalFigures(covered=3, overlapping=3, conflicting=2, alone=0),
        ProposalFigures(covered=1, overlapping=1, conflicting=1, alone=0),
    ]
    assert clashes.project() == ProposalFigures(covered=4, overlapping=3, conflicting=2, alone=1)


def test_who_contradicts_whom_by_hand():
    pairs = Clashes(VOTES).pairs()
    assert pairs.overlaps.tolist() == [[4, 3, 1], [3, 3, 1], [1, 1, 1]]
    assert pairs.conflicts.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_the_documents_behind_a_cell():
    clashes = Clashes(VOTES)
    assert clashes.documents_between(0, 1).tolist() == clashes.documents_between(1, 0).tolist() == [1]
    assert clashes.documents_between(0).tolist() == [0, 1]
    assert clashes.documents_between().tolist() == [0, 1]
    assert clashes.documents_between(2, 2).tolist() == []


def test_where_spans_may_overlap_only_the_borders_of_one_label_are_disputed():
    assert Clashes(VOTES, may_overlap=True).pairs().conflicts.tolist() == [[0, 0, 1], [0, 0, 1], [1, 1, 0]]


def test_several_labels_of_one_document_never_contradict_each_other():
    """As weaklabels/services/spans writes them: each label on a stretch of its own."""
    votes = SpanVotes.of([[Span(0, 0, 1, 0), Span(1, 0, 1, 0)], [Span(0, 1, 2, 1)]])
    assert [row.conflicting for row in Clashes(votes).rules()] == [0, 0]
    assert [row.overlapping for row in Clashes(votes).rules()] == [1, 1]


def test_nothing_proposed_is_no_error():
    clashes = Clashes(SpanVotes.of([[], []]))
    assert clashes.rules() == [ProposalFigures(0, 0, 0, 0)] * 2
    assert clashes.project() == ProposalFigures(0, 0, 0, 0)
    assert clashes.pairs().conflicts.tolist() == [[0, 0], [0, 0]]
    assert clashes.documents_between(0).tolist() == []


spans = st.builds(
    lambda document, start, length, label: Span(document, start, start + length, label),
    st.integers(0, 2),
    st.integers(0, 8),
    st.integers(1, 9),
    st.integers(0, 1),
)


@patient
@given(st.lists(st.lists(spans, max_size=6), min_size=1, max_size=4))
def test_pairs_are_those_of_the_definition(by_function):
    votes = SpanVotes.of(by_function)
    rows = [(number, span) for number, spans in enumerate(by_function) for span in set(spans)]
    meet = [
        (one, other)
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if one[1].document == other[1].document
        and one[1].start < other[1].end
        and other[1].start < one[1].end
    ]
    assert len(overlapping(votes)[0]) == len(meet)
    clashing = {
        (*ends, one[1].document)
        for one, other in meet
        if one[0] != other[0] and one[1] != other[1]
        for ends in ((one[0], other[0]), (other[0], one[0]))
    }
    assert {tuple(row) for row in Clashes(votes).contradictions.tolist()} == clashing
    disputed = {place for one, other in meet if one[0] != other[0] for place in (one, other)}
    assert int(np.count_nonzero(contested(votes))) == len(disputed)
