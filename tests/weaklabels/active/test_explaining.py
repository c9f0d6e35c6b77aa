"""Which words spoke for an answer: do they sum to the score, and are they the right ones?"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weaklabels.active.classifiers import fit_choice, fit_choices
from weaklabels.active.explaining import explain
from weaklabels.active.features import vectorise


@pytest.fixture(scope="module")
def model(made_up):
    texts, truth = made_up(80)
    return fit_choice(vectorise(texts).rows(), np.eye(3)[truth], seed=0)


def test_the_word_that_tells_the_labels_apart_speaks_loudest(model):
    words = explain(model, "there was the old Horse, always", 0)
    assert max(words, key=lambda word: word.weight).text == "Horse"
    against = explain(model, "there was the old Horse, always", 1)
    assert min(against, key=lambda word: word.weight).text == "Horse"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40).map(lambda text: f"{text} horse of hammers"))
def test_the_words_sum_to_the_score(model, text):
    [scores] = model.scores(vectorise([text]).rows()) - model.bias
    words = explain(model, text, 0)
    assert sum(word.weight for word in words) == pytest.approx(scores[0] - scores.mean(), abs=1e-4)
    assert all(text[word.start : word.end] == word.text for word in words)


def test_of_many_labels_each_has_its_own_words(made_up):
    texts, truth = made_up(80)
    model = fit_choices(vectorise(texts).rows(), np.eye(2)[truth], seed=0)
    [scores] = model.scores(vectorise(["a duck with a saw"]).rows()) - model.bias
    words = explain(model, "a duck with a saw", 1)
    assert max(words, key=lambda word: word.weight).text == "saw"
    assert sum(word.weight for word in words) == pytest.approx(scores[1], abs=1e-4)


@pytest.mark.parametrize("text", ["", "   ", "zzzz"])
def test_a_text_that_says_nothing_is_no_error(model, text):
    assert all(abs(word.weight) < 1 for word in explain(model, text, 0))


def test_for_a_label_without_answers_nothing_speaks(model):
    assert {word.weight for word in explain(model, "horse", 2)} == {0}
