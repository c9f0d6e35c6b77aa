"""Labels of a set and marks that the model or the others contradict: what is there, and what is missing."""

import numpy as np
import pytest

from annotate.models import Question
from review.services.suspicions.sets import suspicions_of_marks, suspicions_of_sets, wholes_of
from weaklabels.services.learning.answers import Accepted, Answer, Said
from weaklabels.services.learning.subjects import Subject

PRICE, TIME = 11, 12
NAME = (0, 3, PRICE)


def subject(kind):
    return Subject(Question(id=1, kind=kind), None, [PRICE, TIME], ["price", "time"])


def answer(annotation, document, *labels):
    return Answer(
        annotation, document, annotation % 10, "control", None, None, 0, False, 0, 0, "", False, labels
    )


def told(rows):
    """What matters of suspicions, in an order of its own."""
    return sorted(
        (one.annotation_id or 0, one.said, one.is_missing, one.people_against, one.people_agreeing)
        for one in rows
    )


@pytest.fixture
def sets():
    """Four people: three choose price, one chooses time instead."""
    answers = [answer(1, 7, PRICE), answer(2, 7, PRICE), answer(3, 7, PRICE), answer(4, 7, TIME)]
    return Said(subject(Question.Kind.CHOICES), answers)


def test_a_label_that_others_leave_out_and_one_they_choose_are_suspicious(sets):
    wholes = wholes_of(sets)
    nothing_known = np.full((4, 2), np.nan)
    rows, _about = suspicions_of_sets(sets.subject, sets, wholes, nothing_known, {})
    assert told(rows) == [(4, PRICE, True, 3, 0), (4, TIME, False, 3, 0)]


def test_the_model_contradicts_where_it_is_as_sure_as_it_usually_is(sets):
    chances = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.95, 0.05]])
    rows, about = suspicions_of_sets(sets.subject, sets, wholes_of(sets), chances, {})
    both = {(one.said, one.is_missing): one for one in rows}
    assert {one.sources for one in rows} == {2}
    assert both[PRICE, True].model_chance == 0.95
    assert both[TIME, False].margin == pytest.approx(-0.9)
    assert about["wrong"] == 0.25  # two of eight labels
    unsure = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.6, 0.4]])
    assert {
        one.sources for one in suspicions_of_sets(sets.subject, sets, wholes_of(sets), unsure, {})[0]
    } == {1}


def test_marks_are_the_same_where_they_have_text_and_label_in_common():
    marks = [(NAME,), ((1, 4, PRICE),), ((2, 9, PRICE),), ((20, 22, TIME),)]
    said = Said(
        subject(Question.Kind.SPANS), [answer(number, 7, *one) for number, one in enumerate(marks, 1)]
    )
    rows = suspicions_of_marks(said, wholes_of(said), {})
    assert told(rows) == [(4, PRICE, True, 3, 0), (4, TIME, False, 3, 0)]
    assert [(one.start, one.end) for one in rows if one.is_missing] == [NAME[:2]]


def test_gold_is_doubted_by_everybody_and_what_it_decided_is_not(sets):
    gold = Accepted(9, 7, (TIME,), 0, "", "adjudicated")
    said = Said(sets.subject, sets.answers[:3], [gold])
    rows, _about = suspicions_of_sets(said.subject, said, wholes_of(said), np.full((1, 2), np.nan), {})
    assert [(one.gold_id, one.said, one.is_missing, one.people_against) for one in rows] == [
        (9, PRICE, True, 3),
        (9, TIME, False, 3),
    ]


def test_one_who_differs_from_one_other_is_not_suspicious():
    said = Said(subject(Question.Kind.CHOICES), [answer(1, 7, PRICE), answer(2, 7, TIME)])
    rows, _about = suspicions_of_sets(said.subject, said, wholes_of(said), np.full((2, 2), np.nan), {})
    assert rows == []


def test_rules_call_a_mark_something_else_and_make_one_that_is_missing():
    said = Said(subject(Question.Kind.SPANS), [answer(1, 7, NAME)])
    other, missing = (1, 5, TIME), (20, 24, PRICE)
    rules = {7: [[other, missing], [other], [other, missing, (21, 23, PRICE)], [NAME]]}
    rows = suspicions_of_marks(said, wholes_of(said), rules)
    found = {(one.start, one.said, one.is_missing): one for one in rows}
    assert found.keys() == {(0, PRICE, False), (1, TIME, True), (20, PRICE, True)}
    against = {key: (one.rules_against, one.rules_agreeing, one.sources) for key, one in found.items()}
    assert against == {
        (0, PRICE, False): (3, 1, 1),
        (1, TIME, True): (3, 1, 1),
        (20, PRICE, True): (2, 0, 1),  # each rule once, however many marks it makes there
    }
    assert suspicions_of_marks(said, wholes_of(said), {7: [[other], [other], [NAME]]}) == []


def test_rules_say_that_a_label_is_missing_and_silence_says_nothing(sets):
    unknown = np.full((4, 2), np.nan)
    rules = {7: {TIME: 2}}
    rows, _about = suspicions_of_sets(sets.subject, sets, wholes_of(sets), unknown, rules)
    by_rules = [(one.annotation_id, one.said, one.is_missing) for one in rows if one.rules_say]
    assert by_rules == [(1, TIME, True), (2, TIME, True), (3, TIME, True)]
