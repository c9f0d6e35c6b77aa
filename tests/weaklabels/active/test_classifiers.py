"""From answers to a model: does it learn, say how sure it is, and bear whatever answers there are?"""

import numpy as np
import pytest

from weaklabels.active.background import Background
from weaklabels.active.classifiers import (
    COUNTS,
    LATENT,
    WORDS,
    fit_choice,
    fit_choices,
    fit_rating,
)
from weaklabels.active.features import WIDTH, vectorise
from weaklabels.active.linear import LinearModel
from weaklabels.active.storing import ModelDamaged

FITS = [fit_choice, fit_choices, fit_rating]


def one_hot(truth, labels=2):
    return np.eye(labels)[truth]


def rows(texts):
    return vectorise(texts).rows()


@pytest.mark.parametrize("kind", [None, LATENT, WORDS, COUNTS])
def test_every_way_learns_what_tells_the_labels_apart(made_up, kind):
    texts, truth = made_up(60)
    asked, right = made_up(200, seed=1)
    model = fit_choice(rows(texts), one_hot(truth), seed=0, kind=kind)
    assert (model.predict(rows(asked)).argmax(axis=1) == right).mean() > 0.95


def test_the_project_s_own_documents_help_where_answers_are_few(made_up):
    texts, truth = made_up(8)
    others, _unknown = made_up(800, seed=2)
    asked, right = made_up(400, seed=1)

    def accuracy(background, kind):
        model = fit_choice(rows(texts), one_hot(truth), seed=0, background=background, kind=kind)
        return (model.predict(rows(asked)).argmax(axis=1) == right).mean()

    assert accuracy(Background.of_rows(rows(others)), LATENT) > accuracy(None, WORDS)


def test_the_same_seed_and_answers_give_the_same_model(made_up):
    texts, truth = made_up(50)
    one, other = (fit_choice(rows(texts), one_hot(truth), seed=7).to_files() for _time in range(2))
    assert one == other


def test_probabilities_are_as_sure_as_they_are_right(made_up):
    texts, truth = made_up(300)
    rng = np.random.default_rng(0)
    noisy = np.where(rng.random(300) < 0.25, 1 - truth, truth)
    asked, right = made_up(2000, seed=1)
    wrong = np.where(rng.random(2000) < 0.25, 1 - right, right)
    found = fit_choice(rows(texts), one_hot(noisy), seed=0).predict(rows(asked))
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)
    assert abs(found.max(axis=1).mean() - (found.argmax(axis=1) == wrong).mean()) < 0.07


def test_soft_labels_of_rules_alone_make_a_first_model(made_up):
    texts, truth = made_up(200)
    soft = np.where(one_hot(truth) > 0, 0.8, 0.2)
    asked, right = made_up(200, seed=1)
    found = fit_choice(rows(texts), soft, seed=0).predict(rows(asked))
    assert (found.argmax(axis=1) == right).mean() > 0.95


def test_weights_say_which_answers_count(made_up):
    texts, truth = made_up(80)
    targets = np.vstack([one_hot(truth), one_hot(1 - truth)])
    twice = rows(texts + texts)
    weights = np.repeat([1.0, 0.05], 80)
    asked, right = made_up(100, seed=1)
    found = fit_choice(twice, targets, weights, seed=0).predict(rows(asked))
    assert (found.argmax(axis=1) == right).mean() > 0.9
    other = fit_choice(twice, targets, weights[::-1], seed=0).predict(rows(asked))
    assert (other.argmax(axis=1) == right).mean() < 0.1


def test_an_answer_of_weight_0_is_as_if_it_were_not_there(made_up):
    texts, truth = made_up(60)
    without = fit_choice(rows(texts[:40]), one_hot(truth[:40]), seed=0)
    weights = np.repeat([1.0, 0.0], [40, 20])
    background = Background.of_rows(rows(texts[:40]))
    with_them = fit_choice(rows(texts), one_hot(truth), weights, seed=0, background=background)
    assert without.to_files() == with_them.to_files()


@pytest.mark.parametrize("fit", FITS)
def test_no_answer_at_all_makes_every_label_as_probable(fit):
    found = fit(rows([]), np.empty((0, 4)), seed=0).predict(rows(["anything", ""]))
    assert found.shape == (2, 4)
    assert np.ptp(found) < 1e-6


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("answers", [1, 2, 3, 10, 30])
def test_one_label_only_so_far_is_thought_probable_not_certain(made_up, fit, answers):
    texts, _truth = made_up(answers)
    found = fit(rows(texts), one_hot(np.zeros(answers, int), 3), seed=0).predict(rows([*texts, "else"]))
    assert (found.argmax(axis=1) == 0).all()
    assert (found[:, 0] < 1).all()


@pytest.mark.parametrize("fit", FITS)
def test_a_label_with_two_examples_is_learned_beside_one_with_many(made_up, fit):
    texts, truth = made_up(60)
    chosen = np.concatenate([np.flatnonzero(truth == 0), np.flatnonzero(truth == 1)[:2]])
    model = fit(rows([texts[at] for at in chosen]), one_hot(truth[chosen]), seed=0)
    found = model.predict(rows([texts[chosen[-1]], texts[chosen[0]]]))
    assert found[0, 1] > found[1, 1]


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("texts", [[""] * 12, ["same words"] * 12, ["", "a", "", "b"] * 5])
def test_texts_that_say_nothing_are_no_error(fit, texts):
    targets = one_hot(np.arange(len(texts)) % 2)
    found = fit(rows(texts), targets, seed=0).predict(rows(texts))
    assert np.isfinite(found).all()


def test_two_thousand_labels_are_no_error(made_up):
    texts, _truth = made_up(2500)
    texts = [f"{text} nr{at % 2000}" for at, text in enumerate(texts)]
    targets = np.zeros((2500, 2000))
    targets[np.arange(2500), np.arange(2500) % 2000] = 1
    model = fit_choice(rows(texts), targets, seed=0)
    found = model.predict(rows(texts[:50]))
    assert (found.argmax(axis=1) == np.arange(50)).mean() > 0.8
    assert len(model.weights) * 2000 <= 6_000_000


def test_two_thousand_labels_of_many_are_no_error(made_up):
    texts, _truth = made_up(600)
    targets = np.random.default_rng(0).random((600, 2000)) < 0.01
    found = fit_choices(rows(texts), targets, seed=0).predict(rows(texts[:5]))
    assert found.shape == (5, 2000)
    assert np.isfinite(found).all()


def test_annotators_who_all_disagree_leave_the_model_unsure(made_up):
    texts, _truth = made_up(60)
    found = fit_choice(rows(texts), np.full((60, 3), 1 / 3), seed=0).predict(rows(texts))
    assert found.max() < 0.5


def test_labels_of_many_are_judged_one_by_one(made_up):
    texts, truth = made_up(120)
    rng = np.random.default_rng(0)
    marked = rng.random(120) < 0.4
    texts = [f"{text} urgent" if now else text for text, now in zip(texts, marked, strict=True)]
    targets = np.column_stack([one_hot(truth), marked, np.zeros(120)])
    model = fit_choices(rows(texts), targets, seed=0, labels=["animal", "tool", "urgent", "never"])
    [found] = model.predict(rows(["an old horse urgent"]))
    assert (found[[0, 2]] > model.thresholds[[0, 2]]).all()
    assert (found[[1, 3]] < model.thresholds[[1, 3]]).all()
    assert model.describe()["unseen_labels"] == ["never"]


def test_a_rating_between_two_is_learned_as_between_them():
    """Words of both ends in one text: the middle, which was never seen with these words, is not far."""
    rng = np.random.default_rng(0)
    good, bad = ["great", "lovely", "superb"], ["awful", "dire", "poor"]
    truth = rng.integers(0, 5, 200)
    texts = [" ".join(rng.choice(good, at).tolist() + rng.choice(bad, 4 - at).tolist()) for at in truth]
    model = fit_rating(rows(texts), np.eye(5)[truth], seed=0)
    found = model.predict(rows(texts)) @ np.arange(5)
    assert np.abs(found - truth).mean() < 0.6
    assert np.corrcoef(found, truth)[0, 1] > 0.9


def test_ratings_are_probabilities_even_where_the_parts_contradict():
    model = LinearModel(
        ("a", "b", "c"),
        "ordered",
        WORDS,
        np.empty(0, np.int32),
        np.empty((0, 2), np.float32),
        np.array([-1, 1], np.float32),  # less sure to be above a than above b
        np.arange(2),
    )
    found = model.predict(rows(["x"]))
    assert found.sum() == pytest.approx(1)
    assert found.min() >= 0


@pytest.mark.parametrize(
    ("targets", "weights", "labels", "said"),
    [
        (np.ones(3), None, None, "a row for each of 3 documents"),
        (np.ones((2, 2)), None, None, "a row for each of 3 documents"),
        (np.full((3, 2), np.nan), None, None, "shares between 0 and 1"),
        (np.full((3, 2), 2.0), None, None, "shares between 0 and 1"),
        (np.ones((3, 2)), [1, 1], None, "one weight from 0 on"),
        (np.ones((3, 2)), [1, 1, -1], None, "one weight from 0 on"),
        (np.ones((3, 2)), None, ["only one"], "1 names for 2 labels"),
    ],
)
@pytest.mark.parametrize("fit", FITS)
def test_it_says_what_is_wrong_with_answers(fit, targets, weights, labels, said):
    with pytest.raises(ValueError, match=said):
        fit(rows(["a", "b", "c"]), targets, weights, seed=0, labels=labels)


def test_a_way_of_learning_that_does_not_exist_is_named_with_those_that_do(made_up):
    texts, truth = made_up(20)
    with pytest.raises(ValueError, match=r"'magic' is no way of learning here; there are: .*naive Bayes"):
        fit_choice(rows(texts), one_hot(truth), seed=0, kind="magic")


@pytest.mark.parametrize("fit", FITS)
def test_a_model_comes_back_from_its_files(made_up, fit):
    texts, truth = made_up(60)
    model = fit(rows(texts), one_hot(truth, 3), seed=0, labels=[11, 12, 13])
    again = LinearModel.from_files(model.to_files())
    assert np.array_equal(again.predict(rows(texts)), model.predict(rows(texts)))
    assert (again.labels, again.describe()) == (model.labels, model.describe())


def test_a_changed_model_is_refused(made_up):
    texts, truth = made_up(20)
    files = fit_choice(rows(texts), one_hot(truth), seed=0).to_files()
    files["weights.npz"] = files["weights.npz"][:-1] + b"!"
    with pytest.raises(ModelDamaged, match=r"weights\.npz is missing or was changed"):
        LinearModel.from_files(files)


def test_a_model_has_weights_only_where_something_was_seen(made_up):
    texts, truth = made_up(20)
    model = fit_choice(rows(texts), one_hot(truth), seed=0)
    assert len(model.columns) < WIDTH / 100
    assert np.allclose(model.scores(rows([""])), model.bias)


def test_counts_and_rows_made_of_them_get_the_same_answer(made_up):
    texts, truth = made_up(60)
    model = fit_choice(rows(texts), one_hot(truth), seed=0)
    asked = ["cat cat cat", "", *texts]
    assert np.allclose(model.predict(vectorise(asked)), model.predict(rows(asked)), atol=1e-5)
