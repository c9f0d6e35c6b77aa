"""Worlds whose truth is known: documents with a label, and rules that find it more or less often."""

from dataclasses import dataclass

import numpy as np

from weaklabels.labelmodel import Gold, LabelMatrix


@dataclass(frozen=True)
class World:
    """True labels, dense votes, and each rule's class-balanced accuracy."""

    classes: int
    truth: np.ndarray
    votes: np.ndarray
    accuracies: np.ndarray

    @property
    def matrix(self):
        return LabelMatrix.from_dense(self.votes, self.classes)

    @property
    def covered(self):
        return (self.votes >= 0).any(axis=1)

    def gold(self, number, seed=0):
        chosen = np.random.default_rng(seed).choice(len(self.truth), number, replace=False)
        return Gold.of(chosen, self.truth[chosen])

    def with_votes(self, votes, accuracies):
        return World(
            self.classes,
            self.truth,
            np.hstack([self.votes, votes]),
            np.concatenate([self.accuracies, accuracies]),
        )


def truth_of(documents, shares, seed):
    return np.random.default_rng(seed).choice(len(shares), documents, p=np.array(shares) / sum(shares))


def independent(documents=4_000, rules=30, classes=2, accuracy=(0.6, 0.9), coverage=(0.05, 0.1), seed=0):
    """Rules that say any label, and err evenly and each for itself: what the model supposes."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, documents)
    accuracies = rng.uniform(*accuracy, rules)
    votes = np.full((documents, rules), -1)
    for rule in range(rules):
        wrong = (truth + rng.integers(1, classes, documents)) % classes
        says = np.where(rng.random(documents) < accuracies[rule], truth, wrong)
        speaks = rng.random(documents) < rng.uniform(*coverage)
        votes[speaks, rule] = says[speaks]
    return World(classes, truth, votes, accuracies)


def one_class(documents=4_000, rules=30, shares=(1, 1), accuracy=(0.6, 0.9), coverage=(0.02, 0.06), seed=0):
    """Rules that each say one label, as regular expressions do; the labels take turns."""
    rng = np.random.default_rng(seed)
    classes, truth = len(shares), truth_of(documents, shares, seed + 1_000)
    frequency = np.bincount(truth, minlength=classes) / documents
    accuracies = rng.uniform(*accuracy, rules)
    votes = np.full((documents, rules), -1)
    for rule in range(rules):
        label = rule % classes
        odds = accuracies[rule] * (classes - 1) / (1 - accuracies[rule])
        fires = rng.uniform(*coverage) / (frequency[label] * odds + 1 - frequency[label])
        chance = np.where(truth == label, np.minimum(1, fires * odds), fires)
        votes[rng.random(documents) < chance, rule] = label
    return World(classes, truth, votes, accuracies)


def with_copies(world, rule, copies, noise=0.05, seed=0):
    """Further rules that nearly repeat one: what people write when they look at the same example."""
    rng = np.random.default_rng(seed)
    votes = np.repeat(world.votes[:, [rule]], copies, axis=1)
    votes[rng.random(votes.shape) < noise] = -1
    return world.with_votes(votes, np.repeat(world.accuracies[rule], copies))
