"""A classifier that learns in milliseconds: TF-IDF and logistic regression, fitted in the span of its examples.

Under L2 the weights are a sum of the examples, so that n examples need n columns: the rows of the Cholesky factor of
their likeness. The optimum is that of the same regression on all 50,000 columns.
"""

import warnings

import numpy as np
from scipy.linalg import solve_triangular
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

NAME = "tf-idf and logistic regression"
STRENGTH = 1.0
JITTERS = (1e-4, 1e-3, 1e-2)  # documents that are the same twice; the least that does


class Classifier:
    """Logistic regression, C = 1 (people err), labels balanced; with one label only it says that one."""

    def __init__(self, corpus, rows, answers):
        self.corpus, self.rows = corpus, np.asarray(rows, int)
        self.answers = np.asarray(answers, int)
        self.known = np.unique(self.answers)
        if len(self.known) > 1:
            self._fit()

    def _fit(self):
        examples = np.asarray(self.corpus.likeness[self.rows][:, self.rows], float)
        factor = root_of(examples)
        regression = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=40, tol=1e-3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            regression.fit(factor, self.answers)
        self.weights = solve_triangular(factor, regression.coef_.T, lower=True, trans="T")
        self.intercept = regression.intercept_

    def probabilities(self, rows):
        """Rows by labels. Rows from `len(corpus)` on are the tested documents."""
        found = np.zeros((len(rows), self.corpus.labels))
        if len(self.known) < 2:
            found[:, self.known] = 1
            return found
        scores = self.corpus.likeness[self.rows][:, rows].T @ self.weights + self.intercept
        if len(self.known) == 2:
            scores = np.hstack([np.zeros_like(scores), scores])
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        found[:, self.known] = scores / scores.sum(axis=1, keepdims=True)
        return found

    def says(self, rows):
        return self.probabilities(rows).argmax(axis=1)


def root_of(likeness):
    """The Cholesky factor; many copies of many documents need more on the diagonal than a few."""
    for jitter in JITTERS[:-1]:
        try:
            return np.linalg.cholesky(likeness + jitter * np.eye(len(likeness)))
        except np.linalg.LinAlgError:
            continue
    return np.linalg.cholesky(likeness + JITTERS[-1] * np.eye(len(likeness)))
