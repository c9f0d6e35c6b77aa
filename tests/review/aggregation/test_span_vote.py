"""Which spans do several annotators mark together?"""

from review.aggregation import span_proposals, span_vote
from review.agreement import Mark

NAME, PLACE = Mark(0, 3, 0), Mark(12, 16, 1)


def marks(documents, **options):
    return [[voted.mark for voted in found] for found in span_vote(documents, **options)]


def test_a_third_of_the_annotators_is_enough():
    """Annotators miss far more than they invent."""
    documents = [{1: [NAME, PLACE], 2: [NAME], 3: [NAME, PLACE], 4: [], 5: [NAME]}]
    assert marks(documents) == [[NAME, PLACE]]
    assert marks(documents, share=0.5) == [[NAME]]


def test_one_of_three_alone_is_not():
    assert marks([{1: [NAME], 2: [], 3: []}]) == [[]]


def test_an_annotator_who_marks_what_nobody_else_does_loses_their_vote():
    usual = [{1: [NAME], 2: [NAME], 3: [Mark(5, 9, 0)]} for _document in range(10)]
    found = span_vote([*usual, {1: [], 3: [PLACE]}])
    assert [[voted.mark for voted in one] for one in found] == [*[[NAME]] * 10, []]
    assert min(voted.confidence for one in found for voted in one) > 0.99  # the third hardly counts any more


def test_other_borders_are_another_span():
    """Not one span with its ends in the middle; where none may overlap, the surest stays."""
    wide = Mark(0, 6, 0)
    documents = [{1: [NAME], 2: [NAME], 3: [wide], 4: [wide], 5: [NAME]}]
    assert marks(documents, share=0.3) == [[NAME]]
    assert marks(documents, share=0.0, overlapping=True) == [[NAME, wide]]


def test_nobody_marked_anything_and_nobody_is_there():
    assert marks([{1: [], 2: []}, {}]) == [[], []]


def test_the_order_of_annotators_changes_nothing():
    one = {1: [NAME], 2: [PLACE, NAME], 3: [Mark(1, 3, 0)]}
    assert span_vote([one]) == span_vote([dict(reversed(one.items()))])


def test_three_who_never_agree_are_not_sure_that_there_is_nothing():
    """None of them finds what another finds, so none has any weight: then they count the same."""
    apart = {1: [Mark(0, 3, 0)], 2: [Mark(0, 6, 0)], 3: [Mark(0, 9, 0)]}
    [(found, sure)] = span_proposals([apart])
    assert (found, round(sure, 2)) == ([], 0.67)
