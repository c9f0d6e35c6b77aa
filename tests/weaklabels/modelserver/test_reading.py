"""What may a model server say? Its labels are ours, and its spans stand where it says they do."""

import orjson
import pytest

from tests.weaklabels.learning.back_end import choice, span
from weaklabels.active.tokens import Scored, Stretch
from weaklabels.connecting import NoAnswer
from weaklabels.modelserver.asking import batches
from weaklabels.modelserver.reading import OneByOne, Said, predictions_in, version_in
from weaklabels.modelserver.wording import Asked

TONE = Asked(["glad", "cross"], marks_words=False, takes_several=False)
TOPICS = Asked(["glad", "cross"], marks_words=False, takes_several=True)
NAMES = Asked(["person", "place"], marks_words=True, takes_several=False)
CARD = "Zoë 😀 saw Rome"


def read(asked, results, texts=(CARD,)):
    return predictions_in("The server", asked, list(texts), orjson.dumps({"results": results}))


def one(*result, **more):
    return {"result": list(result), **more}


def test_a_label_and_how_sure_it_is():
    assert read(TONE, [one(choice("cross"), score=0.8)]) == [Said(("cross",), score=0.8)]


def test_several_labels_where_the_question_takes_them():
    (said,) = read(TOPICS, [one(choice("cross"), choice("glad"), choice("cross"))])
    assert said.labels == ("cross", "glad")


def test_spans_in_code_points_with_their_own_score_or_that_of_the_whole():
    (said,) = read(
        NAMES, [one(span(0, 3, "person", text="Zoë"), {**span(10, 14, "place"), "score": 0.4}, score=0.9)]
    )
    assert said.spans == (Scored(0, 3, "person", 0.9), Scored(10, 14, "place", 0.4))


def test_the_same_span_again_is_one_as_sure_as_the_surest():
    again = [{**span(0, 3, "person"), "score": score} for score in (0.4, 0.9, 0.7)]
    (said,) = read(NAMES, [one(*again, span(10, 14, "place", labels=["place", "place"]), score=0.5)])
    assert said.spans == (Scored(0, 3, "person", 0.9), Scored(10, 14, "place", 0.5))


def test_many_labels_on_few_spans_are_many_things():
    many = Asked([f"label {number}" for number in range(300)], marks_words=True, takes_several=False)
    with pytest.raises(NoAnswer, match="found 1200 things in one text"):
        read(many, [one(*[span(at, at + 1, "", labels=many.names) for at in range(4)])])


def test_what_a_server_calls_its_model_is_kept_short_and_without_nul():
    assert version_in({"model_version": "v\0" + "1" * 500}) == "v\ufffd" + "1" * 198
    assert version_in({}) == ""


def test_silence_is_an_answer():
    assert read(TONE, [{}, [], one()], ["a", "b", "c"]) == [Said()] * 3
    assert read(TONE, [], ["a", "b"]) == [Said()] * 2


def test_of_several_predictions_for_a_text_the_first_counts():
    assert read(TONE, [[one(choice("glad")), one(choice("cross"))]]) == [Said(("glad",))]


def test_results_about_other_parts_of_a_page_are_left_out():
    assert read(TONE, [one({"type": "textarea", "value": {"text": ["so so"]}})]) == [Said()]


def test_one_result_for_many_texts_asks_for_one_at_a_time():
    with pytest.raises(OneByOne):
        read(TONE, [one(choice("glad"))], ["a", "b"])


@pytest.mark.parametrize(
    ("asked", "results", "sentence"),
    [
        (TONE, [one()] * 3, "sent 3 results for 1 texts"),
        (TONE, None, "sent no list of results"),
        (TONE, ["glad"], "something that is no prediction"),
        (TONE, [one("glad")], "something that is no prediction"),
        (TONE, [{"result": "glad"}], "something that is no prediction"),
        (
            TONE,
            [one(choice("furious"))],
            "gives the label “furious”, which is none here. There are: glad, cross.",
        ),
        (
            TONE,
            [one(choice("glad"), choice("cross"))],
            "gives 2 labels to one text, and the question takes one",
        ),
        (TONE, [one(*[choice("glad")] * 10_000)], "found 10000 things in one text. At most 1000 are taken."),
        (NAMES, [one(*[span(0, 1, "person")] * 10_000)], "found 10000 things in one text"),
        (NAMES, [one(span(3, 3, "person"))], "found a span from 3 to 3 in a text of 14 characters"),
        (NAMES, [one(span(-1, 2, "person"))], "found a span from -1 to 2"),
        (NAMES, [one(span(0, 15, "person"))], "found a span from 0 to 15"),
        (NAMES, [one(span("0", 2, "person"))], "found a span from 0 to 2"),
        (NAMES, [one(span(0, True, "person"))], "found a span from 0 to True"),
        (NAMES, [one(span(11, 15, "place", text="Rome"))], "found a span from 11 to 15"),
        (NAMES, [one(span(9, 13, "place", text="Rome"))], "says that other words stand from 9 to 13 than do"),
        (NAMES, [one(span(0, 3, "town"))], "gives the label “town”"),
        (NAMES, [one(span(0, 3, "to\0wn"))], "gives the label “to\ufffdwn”"),
        (NAMES, [one(span("0\0", 3, "person"))], "found a span from 0\ufffd to 3"),
        (NAMES, [one({"type": "labels", "value": {"start": 0, "end": 2}})], "no prediction"),
    ],
)
def test_what_cannot_be_believed_is_a_sentence(asked, results, sentence):
    with pytest.raises(NoAnswer) as found:
        read(asked, results)
    assert sentence in str(found.value)
    assert str(found.value).startswith("The server ")


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"results": ', b"\xff"])
def test_what_is_no_json_object_is_a_sentence(content):
    with pytest.raises(NoAnswer, match="no JSON object"):
        predictions_in("The server", TONE, ["a"], content)


def test_a_question_for_words_as_the_protocol_writes_it():
    assert NAMES.config() == (
        '<View><Text name="text" value="$text"/><Labels name="label" toName="text"><Label value="person"/>'
        '<Label value="place"/></Labels></View>'
    )
    (result,) = NAMES.results(CARD, [Stretch(10, 14, "place")])
    assert result["value"] == {"start": 10, "end": 14, "text": "Rome", "labels": ["place"]}


def test_names_of_labels_are_quoted():
    written = Asked(['<odd> & "so"'], marks_words=True, takes_several=False).config()
    assert "<Label value='&lt;odd&gt; &amp; \"so\"'/>" in written


def test_texts_are_asked_about_few_at_a_time_and_long_ones_alone():
    found = batches([(1, "a"), (2, "b"), (3, "c"), (4, "x" * 600_000), (5, "d")], 2)
    assert [[number for number, _text in part] for part in found] == [[1, 2], [3], [4], [5]]
