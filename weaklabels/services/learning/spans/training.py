"""One training of a question for words: a model, what it finds, and the order it wishes.

L-BFGS knows how sure it is, and takes time. While that is short it alone learns; later an averaged perceptron learns at
once after each batch of answers, and L-BFGS behind it in a job of its own.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotate.jobs import Run
from annotate.queue.chances import HEAD
from annotate.services.rankings import Listed
from weaklabels.active.alike import near_duplicates
from weaklabels.active.features import vectorise
from weaklabels.active.pools import Pool, SpanDoubts
from weaklabels.active.scoring import OF_TOKENS, Strategy
from weaklabels.active.spans import SpanModel, fit_spans
from weaklabels.active.strategies import Plan, Ranked, laid_out, most_uncertain, rank
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, packed
from weaklabels.services.learning.answers import Said, said_about
from weaklabels.services.learning.ordering import MOST_COMPARED, knowing_copies, listed_of
from weaklabels.services.learning.pieces import keep_pieces, soon_lent
from weaklabels.services.learning.pools import audited, unanswered
from weaklabels.services.learning.recording import record_run
from weaklabels.services.learning.spans.lessons import SpanLesson, span_lesson, texts_within, with_rules
from weaklabels.services.learning.spans.lists import lists_of
from weaklabels.services.learning.spans.readings import (
    Reader,
    Reading,
    packed_spans,
    picked_spans,
)
from weaklabels.services.learning.spans.softly import FoundByRules, found_by_rules
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.ranking import Source, offer

QUICK = 2_000_000  # characters times tags that L-BFGS learns in about four seconds
READ = 400_000  # characters of open documents that are read for an order, and as many of the audit share
CHOOSABLE = (*OF_TOKENS, Strategy.RANDOM)


@dataclass
class SpanTraining:
    """One run of one question: `at_once` after a batch of answers, or as thoroughly as it takes."""

    run: Run
    subject: Subject
    at_once: bool
    begun: float = field(default_factory=time.monotonic)

    said: Said = field(init=False)
    word: FoundByRules | None = field(init=False)
    lesson: SpanLesson = field(init=False)
    model: SpanModel = field(init=False)
    reader: Reader = field(init=False)
    ranked: Ranked | None = field(init=False, default=None)
    order: Listed = field(init=False, default_factory=lambda: Listed([], [], []))

    def prepare(self) -> bool:
        """Read what is known. Is any span known to anybody, or to the rules?"""
        self.seed = secrets.randbits(32)
        self.said = said_about(self.subject)
        answered = span_lesson(self.said.open())
        self.word = found_by_rules(self.subject)
        soft = self.word.some(answered.answered, seed=self.seed) if self.word else {}
        self.lesson = with_rules(answered, soft)
        return any(self.lesson.spans)

    @property
    def is_quick(self) -> bool:
        """Is the thorough way short enough to be gone at once?"""
        return self.lesson.cost <= QUICK

    def work(self) -> None:
        """All that takes time, and changes nothing yet."""
        instant = self.at_once and not self.is_quick
        self.model = fit_spans(
            self.lesson.texts,
            self.lesson.spans,
            instant=instant,
            dictionaries=lists_of(self.subject.question),
        )
        self.reader = Reader(self.model, self.subject, lambda: self.run.report_progress(self.run.progress))
        self.audit, self.audit_said = self._read(audited(self.subject.project))
        free = unanswered(self.subject.project, labels=1)
        texts = texts_within(self.subject.project, free.tolist(), READ)
        self.asked, said = np.array([*texts], np.int64), self.reader.read(texts)
        if self.subject.orders_queue and len(self.asked):
            self.ranked, self.order = order(self.subject, self.lesson, texts, said, self.seed)
        soon = soon_lent(self.subject.project, self.order.documents, np.unique(self.lesson.documents))
        self.soon, self.soon_said = self._read(soon)

    def keep(self) -> ModelRun:
        """Write it all down. The caller holds the transaction in which this attempt counts."""
        made = record_run(
            self.subject,
            self.said.open(),
            self.model,
            self.begun,
            {},
            seed=self.seed,
            fit=self.word and self.word.fit,
            documents=len(self.lesson.answered),
            softly=self.lesson.softly,
            counts=self.lesson.counts.astype(float).tolist(),
            audit=packed(self.audit, DOCUMENTS),
            audit_spans=packed_spans(self.subject, self.audit_said),
            report=self._report(),
        )
        offer(self.subject.question, Source.MODEL, self.order)
        kept = slice(None) if self.subject.settings.suggests else slice(0)
        keep_pieces(made, picked_spans(self.soon[kept].tolist(), self.soon_said[kept]))
        return made

    def _read(self, documents: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[Reading]]:
        """The first of these, as many as there is time for, and what the model says of them."""
        texts = texts_within(self.subject.project, documents.tolist(), READ)
        return np.array([*texts], np.int64), self.reader.read(texts)

    def _report(self) -> dict[str, object]:
        found = self.ranked
        return {
            "model": {key: value for key, value in self.model.describe().items() if key != "labels"},
            "strategy": found and str(found.strategy),
            "because": found and str(found.because),
            "asked": len(self.asked),
            "listed": len(self.order.documents),
        }


def order(
    subject: Subject, lesson: SpanLesson, texts: Mapping[int, str], said: Sequence[Reading], seed: int
) -> tuple[Ranked, Listed]:
    """The next list for these documents: by doubt a word, unless somebody wishes otherwise."""
    wish = Strategy(subject.settings.strategy)
    pool = Pool(
        counts=lesson.counts,
        doubts=SpanDoubts(
            np.array([one.doubt.normalised for one in said]), np.array([one.doubt.total for one in said])
        ),
        answers=len(lesson.answered),
    )
    plan = Plan(
        wish if wish in CHOOSABLE else Strategy.SPANS_NORMALISED,
        answers_a_ranking=subject.settings.answers_a_run,
    )
    ranked = rank(pool, plan, np.random.default_rng(seed))
    if ranked.strategy != Strategy.RANDOM:
        pool = with_likeness(pool, ranked, lesson, [*texts.values()])
        ranked = rank(pool, plan, np.random.default_rng(seed))
    ranked = laid_out(ranked, len(texts), HEAD, np.random.default_rng(seed))
    return ranked, listed_of(subject, np.array([*texts], np.int64), ranked)


def with_likeness(pool: Pool, ranked: Ranked, lesson: SpanLesson, texts: Sequence[str]) -> Pool:
    """The same, knowing which of the first are near-duplicates, of one another and of answered documents."""
    first = ranked.rows[: most_uncertain(len(texts))]
    read = [*(texts[row] for row in first.tolist()), *lesson.answered_texts[-MOST_COMPARED:]]
    return knowing_copies(pool, first, near_duplicates(vectorise(read).rows()))
