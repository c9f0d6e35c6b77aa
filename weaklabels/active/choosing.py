"""How far does each way of learning suit these answers? Tried out on folds of them, and blended accordingly."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import scipy  # its optimize is loaded at first use: processes that learn nothing save 20 MB
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from weaklabels.active.background import Background
from weaklabels.active.folding import folds
from weaklabels.active.learners import (
    FEW,
    LATENT,
    WORDS,
    Prepared,
    as_counts,
    in_components,
    in_words,
    learn,
)
from weaklabels.active.logistic import Loss, softmax_loss

TRIED_ON = 600  # answers that the ways of learning are tried out on
ENOUGH = 10  # answers below which nothing can be tried out
PULL = 0.02  # nats for a share that is 1 from the equal one, squared
BLEND = "blend"
MANY = 300  # labels, above which only the fast way is gone


@dataclass(frozen=True)
class Answers:
    """What is learned from: rows, targets, weights and groups of the answered documents."""

    rows: sparse.csr_matrix
    targets: NDArray[np.float64]
    weights: NDArray[np.float64]
    groups: NDArray[np.integer]

    @classmethod
    def checked(
        cls,
        features: sparse.csr_matrix,
        targets: ArrayLike,
        weights: ArrayLike | None,
        groups: ArrayLike | None = None,
    ) -> "Answers":
        """Those that count. Raises ValueError where shapes do not fit or something is no share or no weight."""
        shares = np.asarray(targets, dtype=np.float64)
        if shares.ndim != 2 or shares.shape[0] != features.shape[0]:
            msg = (
                f"Targets need a row for each of {features.shape[0]} documents, not the shape {shares.shape}."
            )
            raise ValueError(msg)
        counts = np.ones(len(shares)) if weights is None else np.asarray(weights, dtype=np.float64)
        if counts.shape != (len(shares),) or not np.isfinite(counts).all() or counts.min(initial=0) < 0:
            msg = f"Each of {len(shares)} documents needs one weight from 0 on."
            raise ValueError(msg)
        if not np.isfinite(shares).all() or shares.min(initial=0) < 0 or shares.max(initial=0) > 1 + 1e-6:
            msg = "Targets are shares between 0 and 1."
            raise ValueError(msg)
        numbers = np.arange(len(shares)) if groups is None else np.asarray(groups)
        if numbers.shape != (len(shares),):
            msg = f"Each of {len(shares)} documents needs one group, not {numbers.shape}."
            raise ValueError(msg)
        return cls(features, shares, counts, numbers).only(counts > 0)

    def __len__(self) -> int:
        return len(self.weights)

    def only(self, chosen: NDArray) -> "Answers":
        return Answers(self.rows[chosen], self.targets[chosen], self.weights[chosen], self.groups[chosen])

    def about(self, targets: NDArray[np.float64]) -> "Answers":
        """The same documents and other targets."""
        return Answers(self.rows, targets, self.weights, self.groups)


@dataclass(frozen=True)
class Aim:
    """What a good answer is: the loss, what each cell of it counts, and the ways of learning that can serve it.

    `fast` is the one of them for very many labels.
    """

    loss: Loss
    importance: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
    kinds: tuple[str, ...] = (LATENT, WORDS)
    fast: str = LATENT


@dataclass(frozen=True)
class Outcome:
    """How a way of learning did on answers it had not seen.

    `scores` are those of the documents when they were not learned from, times `stretch`, which makes them as sure
    as they are right; `loss` is in nats.
    """

    kind: str
    stretch: float
    loss: float
    scores: NDArray[np.float64]


@dataclass(frozen=True)
class Fitted:
    """Weights of hashed features, how they were found, and what the answers tried on got when not learned from."""

    kind: str
    columns: NDArray[np.int32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    about: dict[str, Any]
    tried: Answers
    scores: NDArray[np.float64] | None


@dataclass(frozen=True)
class Blend:
    """How ways of learning are mixed: what each counts, and by what its scores are stretched first."""

    shares: Mapping[str, float]
    stretches: Mapping[str, float]

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> "Blend | None":
        """The mix that a model was made with, from what it says about itself; None: it learned from nothing."""
        return cls(about["shares"], about["stretches"]) if about.get("stretches") else None


def best_blend(
    answers: Answers,
    background: Background,
    aim: Aim,
    *,
    seed: int,
    kind: str | None = None,
    blend: Blend | None = None,
) -> Fitted:
    """Every way that can serve, each for its share: what they add up to is again a weight of each feature.

    The ways are good at different numbers of answers, and a choice between them on few answers is a gamble; their
    shares, fitted on folds, are not. With `blend` nothing is tried: they are mixed as it says.
    """
    rng = np.random.default_rng(seed)
    kinds = possible(aim, background, answers.targets.shape[1])
    if kind is not None and kind not in kinds:
        msg = f"{kind!r} is no way of learning here; there are: {', '.join(kinds)}."
        raise ValueError(msg)
    kinds = [kind] if kind else kinds
    prepared = {one: prepare(one, answers, background) for one in kinds}
    chosen = np.sort(rng.permutation(len(answers))[:TRIED_ON])
    tried, outcomes = answers.only(chosen), []
    if blend is None and can_be_tried(tried, aim):
        for one in kinds:
            again = one == WORDS and len(answers) > FEW  # in fewer dimensions it is faster by far
            part = prepare(one, tried, background) if again else prepared[one].only(chosen)
            outcomes.append(outcome(one, part, tried, aim, rng))
    mix = blend or blend_of(kinds, outcomes, tried, aim)
    shares = {one: mix.shares.get(one, 0.0) for one in kinds}
    counting = [one for one in kinds if shares[one]] or kinds[
        :1
    ]  # of ways that all know nothing, one says so
    columns, weights, bias = added_up(
        [
            scaled(one, prepared[one], answers, aim, shares[one] * mix.stretches.get(one, 1.0))
            for one in counting
        ]
    )
    about = {
        "answers": len(answers),
        "seed": seed,
        "shares": {one: round(share, 4) for one, share in shares.items()},
        "stretches": {one: round(mix.stretches.get(one, 1.0), 4) for one in kinds},
        "losses": {one.kind: round(one.loss, 4) for one in outcomes},
    }
    unseen = sum(shares[one.kind] * one.scores for one in outcomes) if outcomes else None
    return Fitted(kind or BLEND, columns, weights, bias, about, tried, unseen)


def blend_of(kinds: Sequence[str], outcomes: list[Outcome], tried: Answers, aim: Aim) -> Blend:
    stretches = {one.kind: one.stretch for one in outcomes} or dict.fromkeys(kinds, 1.0)
    shares = best_shares(outcomes, tried, aim, len(kinds)).tolist()
    return Blend(dict(zip(kinds, shares, strict=True)), stretches)


def can_be_tried(answers: Answers, aim: Aim) -> bool:
    return len(answers) >= ENOUGH and (answers.targets.shape[1] > 1 or aim.loss is not softmax_loss)


def best_shares(outcomes: list[Outcome], answers: Answers, aim: Aim, ways: int) -> NDArray[np.float64]:
    """What each way counts, for the least loss on answers not learned from; drawn to equal shares, not below 0."""
    equal = np.full(ways, 1 / ways)
    if len(outcomes) < 2:
        return equal
    plain = np.broadcast_to(answers.weights[:, None], answers.targets.shape)

    def loss(shares: NDArray[np.float64]) -> float:
        scores = sum(share * one.scores for share, one in zip(shares, outcomes, strict=True))
        return loss_of(scores, answers.targets, plain, aim.loss) + PULL * ((shares - equal) ** 2).sum()

    return scipy.optimize.minimize(loss, equal, bounds=[(0, 10)] * ways, method="L-BFGS-B").x


Scaled = tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float64]]  # columns, weights, bias


def scaled(kind: str, prepared: Prepared, answers: Answers, aim: Aim, factor: float) -> Scaled:
    importance = aim.importance(answers.targets, answers.weights)
    weights, bias = learn(kind, prepared.rows, answers.targets, importance, aim.loss)
    return prepared.columns, prepared.back(weights * factor), bias * factor


def added_up(parts: list[Scaled]) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    columns = reduce(np.union1d, [own for own, _weights, _bias in parts]).astype(np.int32)
    weights = np.zeros((len(columns), parts[0][1].shape[1]), np.float32)
    for own, part, _bias in parts:
        weights[np.searchsorted(columns, own)] += part
    return columns, weights, sum(bias for _own, _weights, bias in parts).astype(np.float32)


def possible(aim: Aim, background: Background, labels: int) -> list[str]:
    """The latent components only where the project has some; of very many labels only what is fast."""
    kinds = [kind for kind in aim.kinds if kind != LATENT or background.components.size]
    return [kind for kind in kinds if labels <= MANY or kind == aim.fast] or kinds


def prepare(kind: str, answers: Answers, background: Background) -> Prepared:
    if kind == LATENT:
        return in_components(answers.rows, background)
    if kind == WORDS:
        return in_words(answers.rows, background, answers.targets.shape[1])
    return as_counts(answers.rows, background, answers.targets.shape[1])


def outcome(kind: str, prepared: Prepared, answers: Answers, aim: Aim, rng: np.random.Generator) -> Outcome:
    scores = scored_on_folds(kind, prepared, answers, aim, rng)
    plain = np.broadcast_to(answers.weights[:, None], scores.shape)
    targets = hedged(answers.targets)
    stretch = best_stretch(lambda factor: loss_of(factor * scores, targets, plain, aim.loss))
    importance = aim.importance(answers.targets, answers.weights)
    loss = loss_of(stretch * scores, answers.targets, importance, aim.loss)
    return Outcome(kind, stretch, loss, stretch * scores)


def scored_on_folds(
    kind: str, prepared: Prepared, answers: Answers, aim: Aim, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Scores of each document from a fit without it and without its group."""
    scores = np.zeros(answers.targets.shape)
    for learned, asked in folds(answers.groups, rng):
        targets = answers.targets[learned]
        importance = aim.importance(targets, answers.weights[learned])
        weights, bias = learn(kind, prepared.rows[learned], targets, importance, aim.loss)
        scores[asked] = prepared.rows[asked] @ weights + bias
    return scores


def hedged(targets: NDArray[np.float64]) -> NDArray[np.float64]:
    """The targets as far as so many documents can make one sure of them: the rest is how frequent each label is.

    Where every held-out document is right, however far scores are stretched, the least loss would be at certainty; and
    of documents that are all certain none is the next to ask about.

    References
    ----------
    Platt (1999). Probabilistic outputs for support vector machines: targets of (n + 1) / (n + 2) in place of 1.
    """
    doubt = 1 / (len(targets) + 2)
    return (1 - doubt) * targets + doubt * targets.mean(axis=0)


def best_stretch(loss: Callable[[float], float]) -> float:
    """By what to multiply scores for the least loss: calibration that never changes which label is first.

    References
    ----------
    Guo, Pleiss, Sun, Weinberger (2017). On calibration of modern neural networks. ICML. (1 / temperature there.)
    """
    minimize = scipy.optimize.minimize_scalar
    return float(np.exp(minimize(lambda log: loss(np.exp(log)), bounds=(-3, 3), method="bounded").x))


def loss_of(scores: NDArray, targets: NDArray, importance: NDArray, loss: Loss) -> float:
    cells, _slopes = loss(scores, targets)
    return float((cells * importance).sum() / max(importance.sum(), 1e-12))
