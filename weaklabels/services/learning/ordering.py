"""What the model wants answered next, with a reason that an annotator can read in their own language."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annotate.queue.chances import HEAD
from annotate.services.rankings import Listed
from weaklabels.active.alike import beside_answered, near_duplicates
from weaklabels.active.pools import Pool, RulesSay
from weaklabels.active.reasons import NOBODY, Reason
from weaklabels.active.scoring import Strategy
from weaklabels.active.spreading import ALONE
from weaklabels.active.strategies import Plan, Ranked, laid_out, most_uncertain, rank
from weaklabels.active.vectors import VectorStore
from weaklabels.services.learning.answers import Lesson
from weaklabels.services.learning.softly import RulesWord
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.learning.vectors import Places

MOST_COMPARED = 5_000  # answered documents, with which the first of the list are compared
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
        takes_several=subject.takes_several,
    )
    plan = Plan(strategy, answers_a_ranking=subject.settings.answers_a_run)
    ranked = rank(pool, plan, np.random.default_rng(seed))
    if ranked.strategy not in (Strategy.RANDOM, Strategy.RULES_FIRST):
        pool = with_likeness(pool, ranked, lesson, asked, store)
        ranked = rank(pool, plan, np.random.default_rng(seed))
    ranked = laid_out(ranked, len(asked.documents), HEAD, np.random.default_rng(seed))
    return ranked, listed_of(subject, asked.documents, ranked)


def with_likeness(pool: Pool, ranked: Ranked, lesson: Lesson, asked: Asked, store: VectorStore) -> Pool:
    """The same, knowing which of the first are near-duplicates, of one another and of answered documents."""
    first = ranked.rows[: most_uncertain(len(asked.documents))]
    answered = lesson.documents[: lesson.answered][-MOST_COMPARED:]
    positions = Places(store).of(np.concatenate([asked.documents[first], answered]))
    groups = np.full(len(positions), ALONE)
    groups[positions >= 0] = near_duplicates(store.rows(positions[positions >= 0]))
    return knowing_copies(pool, first, groups)


def knowing_copies(pool: Pool, first: NDArray[np.int64], groups: NDArray[np.int64]) -> Pool:
    """The pool with the near-duplicate groups of these rows; behind theirs stand those of answered documents."""
    alike, answered_alike = np.full(len(pool), ALONE), np.zeros(len(pool), np.int64)
    alike[first], answered_alike[first] = beside_answered(groups, len(first))
    return replace(pool, groups=alike, answered_alike=answered_alike)


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
    """A code and the labels it speaks of; "" where chance alone chose, which is told as all random documents are."""
    if reason == Reason.RANDOM:
        return ""
    names = [subject.names[place].replace("\t", " ")[:LONGEST_NAME] for place in pair if place != NOBODY]
    return "\t".join([Reason(reason).name.lower(), *names])


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
