"""The short way for usual answers says exactly what the long way says, of whatever stands in a file."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.formats.delimited import Table
from annotate.formats.reading import Format, Reading
from annotate.imports.answering import AnswerReader
from annotate.imports.options import AnswersAs, Options, question_role
from annotate.problems import Invalid


def question(number, kind, *names, **more):
    labels = [{"id": 10 * number + place, "name": name} for place, name in enumerate(names)]
    return {
        "id": number,
        "kind": kind,
        "name": f"{kind} {number}",
        "required": False,
        "overlapping": False,
        "labels": labels,
        **more,
    }


QUESTIONS = [
    question(1, "choice", "glad", "cross", "1", "true", "1.0", required=True),
    question(2, "choices", "a", "b", "a|b"),
    question(3, "spans", "person", "place", " blank "),
    question(4, "spans", "person", overlapping=True),
    question(5, "relations", "knows", between=3),
    question(6, "text"),
    question(7, "rating"),
]
COLUMNS = {asked["name"]: question_role(asked["id"]) for asked in reversed(QUESTIONS)}
OPTIONS = Options(Reading(Format.JSONL), COLUMNS, source="a model")

NAMES = st.sampled_from(
    ["glad", "cross", "a", "b", "person", "place", "blank", " blank ", " glad", "unknown", ""]
)
SCALARS = NAMES | st.sampled_from(
    [None, True, False, 1, 1.0, 3, 9, 0.5, "3", "3.0", "a|b", "[]", '{"labels": ["a"]}']
)
OFFSETS = st.integers(-1, 9) | st.sampled_from([True, 2.0, "3", None, 2**31])
SPANS = st.builds(
    lambda start, end, label, more: {"start": start, "end": end, "label": label, **more},
    OFFSETS,
    OFFSETS,
    NAMES | st.just(["person"]),
    st.sampled_from([{}, {"quote": None}, {"quote": "Ann"}, {"text": "Ann"}, {"quote": 3}]),
) | st.tuples(OFFSETS, OFFSETS, NAMES).map(list)
IN_ORDER = st.lists(st.integers(0, 8), min_size=2, max_size=6, unique=True).map(
    lambda places: [
        {"start": start, "end": end, "label": "person"}
        for start, end in zip(sorted(places)[::2], sorted(places)[1::2], strict=False)
    ]
)
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=3)
    | st.lists(SPANS, max_size=3)
    | IN_ORDER
    | st.builds(lambda labels, score: {"labels": labels, "score": score}, st.lists(NAMES), st.floats(0, 1))
    | st.just({"state": "cannot_tell"})
)
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["Ann, Bob.", "Ann", "Zoë 😀 Bob"]),
        st.dictionaries(st.sampled_from(list(COLUMNS)), VALUES, max_size=3),
    ),
    min_size=1,
    max_size=6,
)


def read(reader, fields, text):
    try:
        return [(answer.source, list(answer.rows.items())) for answer in reader.read(fields, text)]
    except Invalid as invalid:
        return invalid.sentence


def check_both_ways_say_the_same(options, records, questions=QUESTIONS):
    short, long = AnswerReader(options, questions), AnswerReader(options, questions)
    long._usual.is_possible = False
    for text, fields in [*records, *records]:  # the second time the short way knows what came of the first
        assert read(short, fields, text) == read(long, fields, text)
    assert (short.asked.unknown, short.asked.evidence) == (long.asked.unknown, long.asked.evidence)
    return short


@pytest.mark.parametrize("answers_as", [AnswersAs.SUGGESTIONS, AnswersAs.ANNOTATIONS])
@pytest.mark.parametrize("unit", ["code_points", "utf16"])
@given(records=RECORDS)
@settings(max_examples=150, deadline=None)
def test_json_lines(records, answers_as, unit):
    check_both_ways_say_the_same(replace(OPTIONS, answers_as=answers_as, unit=unit), records)


@given(
    records=st.lists(
        st.tuples(
            st.just("Ann, Bob."),
            st.dictionaries(
                st.sampled_from(list(COLUMNS)),
                NAMES
                | st.sampled_from(["a|b", "[]", '["a"]', '[[0, 3, "person"]]', '{"labels": "a"}', " ", "{"]),
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_tables(records):
    check_both_ways_say_the_same(replace(OPTIONS, reading=Reading(Format.TABLE, table=Table())), records)


def test_a_condition_is_always_held_against_the_other_answers():
    """What a label comes to depends on another answer, so nothing of it is remembered."""
    asked = [QUESTIONS[0], QUESTIONS[1] | {"shown_when": {"question": 1, "labels": [10]}}]
    names = [one["name"] for one in asked]
    columns = {one["name"]: question_role(one["id"]) for one in asked}
    options = Options(Reading(Format.JSONL), columns, answers_as=AnswersAs.ANNOTATIONS)
    records = [("Ann", dict(zip(names, values, strict=True))) for values in (("glad", "a"), ("cross", "a"))]
    reader = check_both_ways_say_the_same(options, records, asked)
    assert len(read(reader, records[0][1], "Ann")[0][1]) == 2
    assert "only asked after" in read(reader, records[1][1], "Ann")


def test_the_usual_goes_the_short_way():
    reader = AnswerReader(OPTIONS, QUESTIONS)
    fields = {"choice 1": "glad", "spans 3": [{"start": 0, "end": 3, "label": "person", "quote": "Ann"}]}
    assert reader._usual.rows(fields, "Ann, Bob.") is None, "no label is known yet"
    (answer,) = reader.read(fields, "Ann, Bob.")
    assert reader._usual.rows(fields, "Ann, Bob.") == answer.rows
