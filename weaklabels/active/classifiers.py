"""From answers to a model: of a choice, of choices, of a rating. Ways of learning are blended as the answers suggest.

Targets are shares of labels, so that answers, gold and the soft labels of rules come in one table; rules alone make
a first model. Nothing here may fail on little data: one label, two examples, no text at all give a model that
knows little and says so.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.special import expit

from weaklabels.active.background import Background
from weaklabels.active.choosing import Aim, Answers, Blend, Fitted, best_blend
from weaklabels.active.learners import COUNTS, LATENT, WORDS
from weaklabels.active.linear import EACH, ONE, ORDERED, Label, LinearModel, constant
from weaklabels.active.logistic import balanced, balanced_each, each_loss, softmax_loss
from weaklabels.active.thresholds import shrunk_thresholds

__all__ = ["COUNTS", "LATENT", "WORDS", "ChoiceModel", "fit_choice", "fit_choices", "fit_rating"]

ChoiceModel = LinearModel
CHOICE = Aim(softmax_loss, balanced, (LATENT, WORDS, COUNTS), fast=COUNTS)
CHOICES = Aim(each_loss, balanced_each)
RATING = Aim(each_loss, lambda targets, weights: np.broadcast_to(weights[:, None], targets.shape))


def fit_choice(
    features: sparse.csr_matrix,
    targets: ArrayLike,
    weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    *,
    seed: int,
    labels: Sequence[Label] | None = None,
    background: Background | None = None,
    kind: str | None = None,
    blend: Blend | None = None,
) -> ChoiceModel:
    """A model that gives each document one of the labels.

    Parameters
    ----------
    features
        Rows of the answered documents: `vectorise(texts).rows()`, or `VectorStore.rows`.
    targets
        Shape (documents, labels); a row holds shares that sum to 1, or to 0 where nothing is known.
    weights
        What each answer counts; none: all the same. An answer of weight 0 is not there.
    groups
        A number for each document; those of a conversation or a file have the same, and are never tried out on one
        another. None: each stands alone.
    seed
        Of the folds; the same seed and answers give the same model.
    labels
        Their names or ids, for the model's files; none: their numbers.
    background
        What the project's documents say without answers; none: what the answered ones say.
    kind
        One of `LATENT`, `WORDS`, `COUNTS`; none: a blend, by how each does on folds of the answers.
    blend
        The mix of another model, in place of an own one.
    """
    answers = Answers.checked(features, targets, weights, groups)
    answers = answers.only(answers.targets.sum(axis=1) > 0)
    names = names_of(labels, answers.targets.shape[1])
    seen = np.flatnonzero(answers.weights @ answers.targets > 0)
    if not len(seen):
        return constant(names, ONE, answers=0, seed=seed)
    known = answers.about(answers.targets[:, seen])
    fitted = best_blend(
        known, background or Background.of_rows(features), CHOICE, seed=seed, kind=kind, blend=blend
    )
    unseen = (len(names) - len(seen)) / (len(names) + 10 * float(answers.weights.sum()))
    return model(fitted, names, ONE, seen, unseen)


def fit_choices(
    features: sparse.csr_matrix,
    targets: ArrayLike,
    weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    *,
    seed: int,
    labels: Sequence[Label] | None = None,
    background: Background | None = None,
    kind: str | None = None,
    blend: Blend | None = None,
) -> ChoiceModel:
    """A model that says yes or no to every label by itself. Parameters as of `fit_choice`; rows may sum to anything.

    Its `thresholds` say from which probability on a label is given.
    """
    answers = Answers.checked(features, targets, weights, groups)
    names = names_of(labels, answers.targets.shape[1])
    seen = np.flatnonzero(answers.weights @ answers.targets > 0)
    if not len(seen):
        return constant(names, EACH, answers=len(answers), seed=seed)
    known = answers.about(unsure(answers.targets[:, seen], answers.weights))
    fitted = best_blend(
        known, background or Background.of_rows(features), CHOICES, seed=seed, kind=kind, blend=blend
    )
    return model(fitted, names, EACH, seen, 0.0, thresholds_of(fitted, len(names), seen))


def fit_rating(
    features: sparse.csr_matrix,
    targets: ArrayLike,
    weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    *,
    seed: int,
    labels: Sequence[Label] | None = None,
    background: Background | None = None,
    kind: str | None = None,
    blend: Blend | None = None,
) -> ChoiceModel:
    """A model that knows that the labels have an order, the columns' own. Parameters as of `fit_choice`.

    It learns of every label but the last how probable it is that the rating is above it.

    References
    ----------
    Frank, Hall (2001). A simple approach to ordinal classification. ECML.
    """
    answers = Answers.checked(features, targets, weights, groups)
    answers = answers.only(answers.targets.sum(axis=1) > 0)
    names = names_of(labels, answers.targets.shape[1])
    if not len(answers) or len(names) < 2:
        return constant(names, ORDERED if len(names) > 1 else ONE, answers=len(answers), seed=seed)
    shares = answers.targets / answers.targets.sum(axis=1, keepdims=True)
    above = np.clip(1 - np.cumsum(shares, axis=1)[:, :-1], 0, 1)
    known = answers.about(unsure(above, answers.weights))
    fitted = best_blend(
        known, background or Background.of_rows(features), RATING, seed=seed, kind=kind, blend=blend
    )
    return model(fitted, names, ORDERED, np.arange(len(names) - 1), 0.0)


def names_of(labels: Sequence[Label] | None, count: int) -> tuple[Label, ...]:
    names = tuple(range(count)) if labels is None else tuple(labels)
    if len(names) != count:
        msg = f"{len(names)} names for {count} labels; each column of the targets needs one."
        raise ValueError(msg)
    return names


def unsure(targets: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Nothing is quite certain (Laplace): answers that all say yes do not make no impossible."""
    doubt = 1 / (weights.sum() + 2)
    return targets * (1 - doubt) + doubt / 2


def thresholds_of(fitted: Fitted, labels: int, seen: NDArray[np.intp]) -> NDArray[np.float32]:
    found = np.full(labels, 0.5, np.float32)
    if fitted.scores is not None:
        found[seen] = shrunk_thresholds(expit(fitted.scores), fitted.tried.targets > 0.5)
    return found


def model(
    fitted: Fitted,
    names: tuple[Label, ...],
    links: str,
    seen: NDArray[np.intp],
    unseen: float,
    thresholds: NDArray[np.float32] | None = None,
) -> ChoiceModel:
    return LinearModel(
        names,
        links,
        fitted.kind,
        fitted.columns,
        fitted.weights,
        fitted.bias,
        seen,
        unseen,
        thresholds,
        fitted.about,
    )
