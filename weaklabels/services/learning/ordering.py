"""What the model wants answered next, with a reason that an annotator can read."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from annotate.services.rankings import Listed
from weaklabels.active.pools import Pool, RulesSay
from weaklabels.active.reasons import NOBODY, Reason
from weaklabels.active.scoring import Strategy
from weaklabels.active.strategies import Plan, Ranked, rank
from weaklabels.active.vectors import VectorStore
from weaklabels.services.learning.answers import Lesson
from weaklabels.services.learning.softly import RulesWord
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.learning.vectors import Places

LONGEST_NAME = 40  # of a label in a reason; a reason has at most 200 characters


@dataclass(frozen=True)
class Asked:
    """Open documents that nobody has answered, and what the models say of them."""

    documents: NDArray[np.int64]
    chances: NDArray[np.float32]
    committee: tuple[NDArray[np.float32], ...] = ()


def order(
    subject: Subject, lesson: Lesson, asked: Asked, word: RulesWord | None, store: VectorStore, seed: int
) -> tuple[Ranked, Listed]:
    """The next list for these documents, by the question's strategy."""
    strategy = Strategy(subject.settings.strategy)
    pool = Pool(
        counts=np.rint(lesson.counts).astype(np.int64),
        probabilities=asked.chances,
        features=store.rows(Places(store).of(asked.documents)) if strategy == Strategy.K_CENTRE else None,
        committee=asked.committee,
        rules=_rules(asked.documents, word, len(subject.labels)),
        size=len(asked.documents),
        answers=lesson.answered,
    )
    plan = Plan(strategy, answers_a_ranking=subject.settings.answers_a_run)
    ranked = rank(pool, plan, np.random.default_rng(seed))
    return ranked, listed_of(subject, asked.documents, ranked)


def listed_of(subject: Subject, documents: NDArray[np.int64], ranked: Ranked) -> Listed:
    """The list as the queue takes it, each document with its reason in words."""
    return Listed(
        documents[ranked.rows].tolist(),
        np.asarray(ranked.scores, np.float64).round(4).tolist(),
        [
            reason_of(reason, pair, subject)
            for reason, pair in zip(ranked.reasons.tolist(), ranked.labels.tolist(), strict=True)
        ],
    )


def reason_of(reason: int, pair: list[int], subject: Subject) -> str:
    """One plain sentence; "" where chance alone chose, which is told as all random documents are."""
    one, other = (_name(place, subject) for place in pair)
    return {
        Reason.RANDOM: "",
        Reason.TORN: _("the model is torn between “%(one)s” and “%(other)s”"),
        Reason.UNSURE: _("the model is unsure between many labels"),
        Reason.UNLIKE: _("the model is torn between “%(one)s” and “%(other)s”, and knows nothing like it"),
        Reason.MODELS_DISAGREE: _("models that learned differently disagree here"),
        Reason.RULES_DISAGREE: _("rules disagree here"),
        Reason.RULE_SAYS: _("a rule says “%(one)s”, of which there are few answers yet"),
        Reason.RARE: _("it may be “%(one)s”, of which there are few answers yet"),
        Reason.SPANS_TORN: _("the model is torn about some words"),
    }[Reason(reason)] % {"one": one, "other": other}


def _name(place: int, subject: Subject) -> str:
    return "" if place == NOBODY else subject.names[place][:LONGEST_NAME]


def _rules(documents: NDArray[np.int64], word: RulesWord | None, labels: int) -> RulesSay | None:
    """The rules' word on exactly these documents."""
    if word is None:
        return None
    order = np.argsort(word.documents)
    known = word.documents[order]
    places = np.minimum(np.searchsorted(known, documents), len(known) - 1)
    there = known[places] == documents
    soft = np.zeros((len(documents), labels))
    soft[there] = word.soft[order[places[there]]]
    behind = np.partition(soft, -2, axis=1)
    disagreement = np.divide(behind[:, -2], behind[:, -1], out=np.zeros(len(soft)), where=behind[:, -1] > 0)
    return RulesSay(soft, disagreement)
