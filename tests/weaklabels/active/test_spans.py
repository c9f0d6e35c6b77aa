"""From marked spans to a model that proposes some: in the right places, and for whatever people mark."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weaklabels.active.spans import SpanModel, fit_spans
from weaklabels.active.storing import ModelDamaged
from weaklabels.active.tokens import Stretch

PLACES = "Paris Rome Oslo Lima Cairo Quito Delhi Tokyo".split()
PEOPLE = "Anna Bob Carla Dan Eva Finn Gus Hana".split()


def sentences(count, seed=0):
    """'Anna went to Paris': texts and their spans."""
    rng = np.random.default_rng(seed)
    texts, spans = [], []
    for _sentence in range(count):
        person, place = rng.choice(PEOPLE), rng.choice(PLACES)
        form = rng.choice(["{} went to {} today", "yesterday {} came back from {}", "{} likes {} a lot"])
        text = form.format(person, place)
        marks = [(person, "person"), (place, "place")]
        spans.append(
            [Stretch(text.index(word), text.index(word) + len(word), label) for word, label in marks]
        )
        texts.append(text)
    return texts, spans


def said(model, texts, **more):
    return [[(one.start, one.end, one.label) for one in found] for found in model.predict(texts, **more)]


@pytest.fixture(scope="module", params=[True, False], ids=["instant", "thorough"])
def model(request):
    texts, spans = sentences(60)
    return fit_spans(texts, spans, instant=request.param)


def test_it_finds_what_was_marked_in_new_sentences(model):
    texts, spans = sentences(40, seed=1)
    assert said(model, texts) == [[tuple(span) for span in sorted(marked)] for marked in spans]


def test_only_the_thorough_model_says_how_sure_it_is(model):
    [found] = model.predict(["Anna went to Paris today"])
    assert all(0.5 < one.score <= 1 for one in found)
    assert model.knows_how_sure == any(one.score < 1 for one in found)


def test_a_strange_sentence_is_more_doubtful_than_a_known_one(model):
    known, strange = model.doubts(["Anna went to Paris today", "purple from Zog , Anna quickly Rome likes"])
    assert known.normalised < strange.normalised
    assert known.total < strange.total


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_whatever_it_proposes_lies_inside_the_text(model, text):
    for one in model.predict([text])[0]:
        assert 0 <= one.start < one.end <= len(text)
        assert not text[one.start].isspace()
        assert not text[one.end - 1].isspace()


def test_it_comes_back_from_its_files(model):
    texts, _spans = sentences(20, seed=2)
    again = SpanModel.from_files(model.to_files())
    assert again.read(texts) == model.read(texts)
    assert again.describe() == model.describe()


def test_changed_weights_are_refused(model):
    files = model.to_files()
    files["spans-0.crfsuite"] += b"!"
    with pytest.raises(ModelDamaged, match=r"spans-0\.crfsuite is missing or was changed"):
        SpanModel.from_files(files)


@pytest.mark.parametrize("instant", [True, False])
def test_the_same_answers_give_the_same_model(instant):
    texts, spans = sentences(30)
    one, other = (fit_spans(texts, spans, instant=instant).to_files() for _time in range(2))
    assert one == other


def test_labels_that_overlap_get_a_model_each_and_the_others_share_one():
    texts = ["the University of Oslo opened with Anna", "the University of Rome opened with Bob"] * 15
    spans = [
        [
            Stretch(4, 22, "organisation"),
            Stretch(18, 22, "place"),
            Stretch(35, len(text), "person"),
            Stretch(23, 29, "act"),
        ]
        for text in texts
    ]
    model = fit_spans(texts, spans, instant=False)
    assert len(model.weights) == 3
    assert said(model, texts[:2]) == [sorted(tuple(span) for span in marked) for marked in spans[:2]]


def test_a_list_of_phrases_is_a_cue_where_nothing_else_tells_names_apart():
    names = [
        f"{one}{two}" for one in "Ba Do Ki Ren Mal Tor Fin Ge".split() for two in "da lo mi su ra ne".split()
    ]
    towns = set(np.random.default_rng(0).permutation(names)[:24].tolist())
    texts = [f"we met {name} again" for name in names]
    spans = [[Stretch(7, 7 + len(name), "town")] if name in towns else [] for name in names]
    model = fit_spans(texts, spans, instant=False, dictionaries={"towns": [*towns, "Vela Nox", "Vox"]})
    asked = ["we met Vox again", "we met Vol again"]
    assert said(model, asked) == [[(7, 10, "town")], []]
    assert said(SpanModel.from_files(model.to_files()), asked) == said(model, asked)


def test_what_rules_found_is_a_cue():
    rng = np.random.default_rng(0)
    texts = [f"{rng.choice(['x', 'y', 'z'])}{at} {rng.choice(['u', 'v'])}{at}" for at in range(80)]
    spans = [
        [Stretch(text.index(" ") + 1, len(text), "code")] if at % 2 else [] for at, text in enumerate(texts)
    ]
    hints = [[Stretch(one.start, one.end, "rule 7") for one in marked] for marked in spans]
    model = fit_spans(texts, spans, instant=False, hints=hints)
    with_rule, without = model.predict(["q999 r999"] * 2, hints=[[Stretch(5, 9, "rule 7")], []])
    assert [(one.start, one.end) for one in with_rule] == [(5, 9)]
    assert without == []


def test_a_script_without_spaces_is_marked_to_the_character():
    texts = ["私は東京へ行く", "私は大阪へ行く", "彼は東京に住む", "彼は京都に住む"] * 8
    spans = [[Stretch(2, 4, "place")]] * len(texts)
    model = fit_spans(texts, spans, instant=False)
    assert said(model, ["私は東京に住む"]) == [[(2, 4, "place")]]


@pytest.mark.parametrize("instant", [True, False])
@pytest.mark.parametrize(
    ("texts", "spans"),
    [
        ([], []),
        ([""], [[]]),
        (["nothing here", " "], [[], []]),
        (["one word"], [[Stretch(0, 3, "x")]]),
        (["a b"] * 3, [[Stretch(1, 2, "blank")]] * 3),
    ],
)
def test_little_or_nothing_to_learn_from_is_no_error(instant, texts, spans):
    model = fit_spans(texts, spans, instant=instant)
    assert len(model.predict(["one word", ""])) == 2
    assert model.doubts([""])[0].total == 0


def test_a_text_of_half_a_megabyte_is_read():
    texts, spans = sentences(60)
    text = "Anna went to Paris today. " * 20_000
    [found] = fit_spans(texts, spans, instant=True).predict([text])
    assert sum(text[one.start : one.end] == "Paris" for one in found) > 19_900


@pytest.mark.parametrize("span", [(0, 99), (3, 3), (-1, 2), (4, 2)])
def test_a_span_outside_its_text_is_refused(span):
    with pytest.raises(ValueError, match="is not inside a text of 4 characters"):
        fit_spans(["four"], [[Stretch(*span, "x")]], instant=True)


def test_each_text_needs_its_spans():
    with pytest.raises(ValueError, match="2 texts, 1 lists of spans"):
        fit_spans(["a", "b"], [[]], instant=True)
