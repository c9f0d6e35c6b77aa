"""Are questions as somebody wrote them fit to be published, and what is given by itself?"""

import pytest
from hypothesis import HealthCheck, given, settings
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
from tests.annotate.every_kind import EVERY_KIND


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


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first time in a folder it reads all of Unicode
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


def after(question_place, *labels):
    return {"question": {"place": question_place}, "labels": [{"place": place} for place in labels]}


def asked(kind, name="Asked", **more):
    """A second question of some kind, after one about the tone."""
    return [question(label("glad"), label("cross")), {"kind": kind, "name": name, **more}]


def test_every_kind_with_a_hierarchy_and_a_condition_can_be_published():
    assert flaws_of(read_questions(EVERY_KIND)) == []


def test_what_a_question_does_not_have_is_not_added_to_it():
    """So that what was published before still reads the same, and no draft seems changed."""
    tone, _names, related, reason, heat = read_questions(EVERY_KIND)
    assert {"shown_when", "between", "longest", "scale"}.isdisjoint(tone)
    assert (related["between"], reason["longest"]) == ({"place": 1}, 200)
    assert heat["scale"] == {"least": 0, "most": 4, "least_name": "cold", "most_name": ""}
    assert (reason["labels"], heat["labels"]) == ([], [])
    plain_text, plain_rating = read_questions(
        [{"kind": "text", "name": "a"}, {"kind": "rating", "name": "b"}]
    )
    assert plain_text["longest"] == 20_000
    assert plain_rating["scale"] == {"least": 1, "most": 5, "least_name": "", "most_name": ""}


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        (asked("rating", scale={"least": 5, "most": 5}), "cannot go from 5 to 5"),
        (asked("rating", scale={"least": -1, "most": 5}), "cannot go from -1 to 5"),
        (asked("rating", scale={"least": 0, "most": 11}), "at most 11 steps"),
        (asked("rating", scale={"least": 95, "most": 101}), "cannot go from 95 to 101"),
        (asked("rating", labels=[label()]), "“Asked” takes no labels"),
        (asked("text", longest=0), "1 to 100000 characters at most, not 0"),
        (asked("text", labels=[label()]), "“Asked” takes no labels"),
        (asked("relations", labels=[label("r")]), "Say between which words “Asked”"),
        (asked("relations", labels=[label("r")], between={"place": 0}), "Say between which words “Asked”"),
        (asked("relations", labels=[label("r")], between={"place": 7}), "Say between which words “Asked”"),
        (asked("text", shown_when=after(1, 0)), "a question above it"),
        (asked("text", shown_when=after(9, 0)), "a question that is not there"),
        (asked("text", shown_when=after(0)), "Choose at least one label"),
        (asked("text", shown_when=after(0, 5)), "a label that is not there"),
        (asked("text", shown_when={"question": 77, "labels": [1]}), "a question that is not there"),
        (
            [{"kind": "text", "name": "First", "shown_when": after(1, 0)}, question(label())],
            "“First” can only wait for the answer to a question above it",
        ),
        (
            [
                question(label(), kind="spans", name="Words"),
                {"kind": "text", "name": "T", "shown_when": after(0, 0)},
            ],
            "only wait for labels that are chosen for the whole text",
        ),
        ([question(label(parent={"place": 0}))], "“glad” stands below itself"),
        (
            [
                question(
                    label("a", parent={"place": 1}),
                    label("b", parent={"place": 2}),
                    label("c", parent={"place": 0}),
                )
            ],
            "“c” stands below itself",
        ),
        ([question(label(parent={"place": 3}))], "is not one of the labels of “Tone”"),
        ([question(label(parent=4))], "is not one of the labels of “Tone”"),
        (
            [
                question(label("w"), kind="spans", name="W"),
                question(label("r"), label("s", parent={"place": 0}), kind="relations", between={"place": 0}),
            ],
            "“Tone” has no hierarchy",
        ),
    ],
)
def test_a_flaw_of_the_other_kinds_is_told_in_a_sentence(questions, sentence):
    told = sentences(*questions)
    assert any(sentence in each for each in told), told


def test_labels_in_a_circle_are_told_each_and_those_below_it_not():
    circle = [
        label("a", parent={"place": 1}),
        label("b", parent={"place": 0}),
        label("c", parent={"place": 0}),
    ]
    flaws = flaws_of(read_questions([question(*circle)]))
    assert [(flaw.label, flaw.field) for flaw in flaws] == [(0, "parent"), (1, "parent")]


def test_five_hundred_labels_below_each_other_are_judged_in_a_moment():
    labels = [label(f"n{number}", parent={"place": number - 1} if number else None) for number in range(500)]
    assert sentences(question(*labels)) == []


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
        ([question(label(parent="1"))], "or its place"),
        ([question(label(parent={"place": -1}))], "or its place"),
        (asked("text", shown_when=[]), "“shown_when” must be an object"),
        (asked("text", shown_when={"question": 1, "labels": 7}), "“shown_when” must be an object"),
        (asked("text", longest="many"), "“longest” must be a whole number"),
        (asked("rating", scale=5), "“scale” must be an object"),
        (asked("rating", scale={"least": 1.5}), "“least” must be a whole number"),
        (asked("relations", between="Words"), "or its place"),
    ],
)
def test_what_is_no_list_of_questions_is_refused(body, sentence):
    with pytest.raises(Invalid, match=sentence):
        read_questions(body)
