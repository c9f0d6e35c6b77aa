"""Which answers fit the questions of a schema, and the sentence for each that does not."""

import hashlib

import orjson
import pytest

from annotate.problems import Invalid
from annotate.services.conditions import is_asked, with_descendants
from annotate.services.response_checks import check_responses
from annotate.services.responses import ResponseAnswer, SpanAnswer, parse_responses

TEXT = "Ann went to Rome. 😀"
ANN, ROME = {"start": 0, "end": 3, "label": 21}, {"start": 12, "end": 16, "label": 22}


def label(id_, name, parent=None):
    return {"id": id_, "name": name, "parent": parent}


def question(id_, kind, name, labels=(), **more):
    return {
        "id": id_, "kind": kind, "name": name, "required": False, "overlapping": True, "labels": list(labels), **more
    }  # fmt: skip


TONE = question(
    1, "choice", "Tone", [label(11, "glad"), label(12, "cross"), label(13, "furious", 12)], required=True
)
NAMES = question(2, "spans", "Names", [label(21, "person"), label(22, "place")])
RELATED = question(3, "relations", "Related", [label(31, "went to")], between=2)
REASON = question(4, "text", "Reason", required=True, longest=10, shown_when={"question": 1, "labels": [12]})
HEAT = question(5, "rating", "Heat", scale={"least": 0, "most": 4, "least_name": "", "most_name": ""})
MORE = question(6, "choices", "More", [label(61, "yes")], shown_when={"question": 1, "labels": [13]})
LAST = question(7, "rating", "Last", required=True, shown_when={"question": 6, "labels": [61]})
QUESTIONS = [TONE, NAMES, RELATED, REASON, HEAT, MORE, LAST]


def checked(*responses, questions=QUESTIONS, **more):
    return {
        response.question: response
        for response in check_responses(parse_responses(list(responses)), questions, TEXT, **more)
    }


def says(question, **content):
    return {"question": question["id"], **content}


GLAD, CROSS, FURIOUS = (says(TONE, labels=[tone]) for tone in (11, 12, 13))
WHY = says(REASON, text="because")


def test_every_kind_may_be_answered_at_once():
    relation = {"from": ANN, "to": ROME, "label": 31}
    said = checked(
        says(RELATED, relations=[relation]), CROSS, says(NAMES, spans=[ROME, ANN]), WHY, says(HEAT, rating=0)
    )
    assert said[3].relations[0].head == SpanAnswer(0, 3, 21)
    assert (said[4].text, said[5].rating) == ("because", 0)
    assert list(said) == [1, 2, 3, 4, 5, 6, 7]
    assert (said[6].state, said[7].state) == ("not_asked", "not_asked")


@pytest.mark.parametrize(
    ("responses", "sentence"),
    [
        ([CROSS], "“Reason” needs an answer"),
        ([CROSS, says(REASON, text=" \n")], "“Reason” needs an answer"),
        ([CROSS, says(REASON, text="12345678901")], "has 11 characters; 10 are allowed"),
        ([GLAD, WHY], "only asked after another answer"),
        ([GLAD, says(REASON, state="cannot_tell")], "only asked after another answer"),
        ([GLAD, says(HEAT, rating=5)], "a whole number from 0 to 4, not 5"),
        ([GLAD, says(HEAT, labels=[11])], "asks for a number and nothing else"),
        ([GLAD, says(HEAT, rating=1, text="x")], "asks for a number and nothing else"),
        (
            [GLAD, says(NAMES, relations=[{"from": ANN, "to": ROME, "label": 31}])],
            "asks for words, not for a label",
        ),
        ([GLAD, says(HEAT, rating=1, state="cannot_tell")], "yet carries an answer"),
        (
            [GLAD, says(RELATED, relations=[{"from": ANN, "to": ROME, "label": 31}])],
            "not marked so in this answer",
        ),
        (
            [
                GLAD,
                says(NAMES, spans=[ANN]),
                says(RELATED, relations=[{"from": ANN, "to": ANN, "label": 31}]),
            ],
            "joins words with themselves",
        ),
        (
            [
                GLAD,
                says(NAMES, spans=[ANN, ROME]),
                says(RELATED, relations=[{"from": ANN, "to": ROME, "label": 31}] * 2),
            ],
            "the same relation twice",
        ),
        (
            [
                GLAD,
                says(NAMES, spans=[ANN, ROME]),
                says(RELATED, relations=[{"from": ANN, "to": ROME, "label": 21}]),
            ],
            "Label 21 is not one of “Related”",
        ),
        (
            [GLAD, says(RELATED, relations=[{"from": ANN, "to": {**ROME, "end": 99}, "label": 31}])],
            "outside this document",
        ),
        ([FURIOUS, WHY, says(MORE, labels=[61])], "“Last” needs an answer"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(responses, sentence):
    with pytest.raises(Invalid) as raised:
        checked(*responses)
    assert sentence in raised.value.sentence


def test_a_label_below_the_wished_one_asks_too_and_chains_go_on():
    said = checked(FURIOUS, WHY, says(MORE, labels=[61]), says(LAST, rating=5))
    assert (said[4].state, said[7].rating) == ("answered", 5)


def test_what_is_not_asked_asks_nothing_further():
    said = checked(GLAD, says(REASON), says(MORE, labels=[]), says(LAST, state="not_asked"))
    assert [said[id_].state for id_ in (4, 6, 7)] == ["not_asked"] * 3


def test_an_empty_answer_to_a_text_or_rating_that_need_none_is_no_answer():
    assert checked(GLAD, says(HEAT))[5].state == "not_asked"
    optional = {**REASON, "required": False, "shown_when": None}
    assert checked(says(REASON, text="  "), questions=[optional])[4] == ResponseAnswer(4, "not_asked")


def test_no_relation_is_an_answer_where_nothing_is_marked():
    assert checked(GLAD, says(RELATED, relations=[]))[3].state == "answered"


def test_a_text_is_kept_code_point_for_code_point():
    assert checked(CROSS, says(REASON, text=" e\u0301\r\n😀 "))[4].text == " e\u0301\r\n😀 "


def test_suggestions_are_not_held_against_conditions():
    assert checked(WHY, questions=[REASON], with_conditions=False)[4].text == "because"


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        ({"text": 7}, "must be text"),
        ({"rating": "3"}, "must be a whole number"),
        ({"rating": -1}, "must be a whole number"),
        ({"relations": {}}, "must be a list"),
        ({"relations": ["x"]}, "A relation must be an object"),
        ({"relations": [{"from": ANN, "label": 1}]}, "A span must be an object"),
    ],
)
def test_what_cannot_be_read_is_refused(response, sentence):
    with pytest.raises(Invalid, match=sentence):
        parse_responses([{"question": 1, **response}])


def test_a_save_from_before_the_new_kinds_has_the_digest_it_had():
    """The same key and body are the same save, whichever version it was first sent to."""
    response = ResponseAnswer(2, "answered", (7,), (SpanAnswer(0, 3, 21),))
    before = b'[{"question":2,"state":"answered","labels":[7],"spans":[{"start":0,"end":3,"label":21,"quote":null}]}]'
    assert hashlib.sha256(orjson.dumps([response.as_said()])).digest() == hashlib.sha256(before).digest()
    (rated,) = parse_responses([says(HEAT, rating=0)])
    assert rated.as_said() != ResponseAnswer(5).as_said()


def test_a_circle_among_labels_ends():
    circle = question(1, "choice", "Tone", [label(1, "a", 2), label(2, "b", 1), label(3, "c")])
    asked = {"shown_when": {"question": 1, "labels": [3]}}
    assert not is_asked(asked, [circle], {1: ResponseAnswer(1, labels=(1,))})
    assert with_descendants([12], TONE) == {12, 13}


@pytest.mark.parametrize("asked", [NAMES, RELATED])
def test_marks_over_the_whole_of_a_long_text_again_and_again_are_too_many(asked):
    """Each is quoted on pages and in exports: twenty thousand of them would be gigabytes."""
    spans = [{"start": start, "end": 100_000, "label": 21} for start in range(102)]
    relations = [{"from": one, "to": spans[-1], "label": 31} for one in spans[:-1]]
    marks = spans[-2:] if asked is RELATED else spans
    said = [says(NAMES, spans=marks), says(RELATED, relations=relations if asked is RELATED else [])]
    with pytest.raises(Invalid, match="characters together; 10000000 are allowed") as refused:
        check_responses(parse_responses(said), [NAMES, RELATED], "x" * 100_000)
    assert refused.value.details["field"] == str(asked["id"])
