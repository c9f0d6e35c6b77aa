"""Are questions as somebody wrote them fit to be published, and what is given by itself?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.problems import Invalid
from annotate.services.flaws import check_questions, flaws_of
from annotate.services.questions import (
    LONGEST_NAME,
    MOST_LABELS,
    MOST_QUESTIONS,
    RESERVED_KEYS,
    free_key,
    read_questions,
)
from annotate.starting_points import STARTING_POINTS


def question(*labels, kind="choice", name="Tone", **more):
    return {"kind": kind, "name": name, "labels": list(labels), **more}


def label(name="glad", **more):
    return {"name": name, **more}


def sentences(*questions):
    return [flaw.sentence for flaw in flaws_of(read_questions(list(questions)))]


def test_keys_and_colours_come_by_themselves_without_a_clash():
    first, second = read_questions(
        [question(label("a"), label("b", key="1")), question(label("c"), name="Topic")]
    )
    assert [entry["key"] for entry in first["labels"] + second["labels"]] == ["2", "1", "3"]
    assert [entry["slot"] for entry in first["labels"]] == [1, 2]


def test_words_get_a_letter_of_their_name():
    (spans,) = read_questions([question(label("Person"), label("Place"), label("Budget"), kind="spans")])
    assert [entry["key"] for entry in spans["labels"]] == ["p", "l", "d"]  # b and u belong to the workbench


def test_an_empty_key_stays_empty():
    assert read_questions([question(label(key=""))])[0]["labels"][0]["key"] == ""


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12), max_size=60))
def test_given_keys_are_unique_and_never_reserved(names):
    half = len(names) // 2
    questions = read_questions(
        [
            question(*map(label, names[:half])),
            question(*map(label, names[half:]), kind="spans", name="Words"),
        ]
    )
    keys = [entry["key"] for each in questions for entry in each["labels"] if entry["key"]]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & set(RESERVED_KEYS)
    assert all(len(key) == 1 and key.isalnum() for key in keys)
    assert all(1 <= entry["slot"] <= 8 for each in questions for entry in each["labels"])


def test_when_all_keys_are_gone_a_label_has_none():
    assert free_key("anything", "choice", {*"123456789", *"abcdefghijklmnopqrstuvwxyz"}) == ""


def test_eight_labels_have_eight_colours():
    (tone,) = read_questions([question(*(label(str(number)) for number in range(8)))])
    assert len({entry["slot"] for entry in tone["labels"]}) == 8


@pytest.mark.parametrize("point", STARTING_POINTS, ids=lambda point: point.slug)
def test_every_starting_point_can_be_published_as_it_is(point):
    assert flaws_of(point.questions) == [] or point.slug == "empty"


def test_nothing_at_all_cannot_be_published():
    assert sentences() == ["Write at least one question."]


def test_each_flaw_says_where_it_is():
    flaws = flaws_of(read_questions([question(label(), label(""))]))
    assert [(flaw.question, flaw.label, flaw.field) for flaw in flaws] == [(0, 1, "name")]
    assert "has no name" in flaws[0].sentence


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ([question(label(), name=" ")], "Question 1 has no wording yet"),
        ([question()], "“Tone” has no labels yet"),
        ([question(label("glad "), label("glad"))], "“glad” stands more than once in “Tone”"),
        ([question(label()), question(label("sad"))], "Two questions read “Tone”"),
        ([question(label(key="X"))], "The key “x” already means “Skip”"),
        ([question(label(key="12"))], "“12” is not one key"),
        ([question(label(key="!"))], "“!” is not one key"),
        ([question(label(key="a"), label("sad", key="a"))], "“sad” and “glad” have the same key “a”"),
    ],
)
def test_a_flaw_is_told_in_a_sentence(questions, sentence):
    assert any(sentence in told for told in sentences(*questions)), sentences(*questions)


def test_checking_raises_with_every_flaw():
    with pytest.raises(Invalid) as raised:
        check_questions(read_questions([question(label(key="x"), label("glad", key="x"))]))
    assert len(raised.value.details["flaws"]) >= 3


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("nonsense", "at most"),
        ([question(label())] * (MOST_QUESTIONS + 1), "at most"),
        ([{"kind": "poem"}], "needs a “kind”"),
        ([question(*[label()] * (MOST_LABELS + 1))], "more than 500 labels"),
        ([question(label("a" * (LONGEST_NAME + 1)))], "is too long"),
        ([question(label(name=7))], "must be text"),
        ([question(label("nul\0"))], "must be text"),
        ([question(label(slot=9))], "A colour is a whole number"),
        ([question(label(id="1"))], "must be the id"),
        ([question(label(id=5), label(id=5))], "stands twice"),
        ([question("glad")], "must be an object"),
    ],
)
def test_what_is_no_list_of_questions_is_refused(body, sentence):
    with pytest.raises(Invalid, match=sentence):
        read_questions(body)
