"""One training of a question with labels: a model, what it says, and the order it wishes."""

import secrets
import time
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annotate.jobs import Run
from annotate.models import Stream
from annotate.services.rankings import Listed
from weaklabels.active.background import Background
from weaklabels.active.classifiers import ChoiceModel
from weaklabels.active.learners import COUNTS, WORDS
from weaklabels.active.scoring import Strategy
from weaklabels.active.strategies import Ranked
from weaklabels.active.vectors import VectorStore
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, packed
from weaklabels.services.learning.answers import Lesson, Said, lesson_of, said_about
from weaklabels.services.learning.crosschecking import judged_before
from weaklabels.services.learning.duelling import NOWHERE, Ground, ground_of, keep_duels
from weaklabels.services.learning.fitting import fit
from weaklabels.services.learning.ordering import Asked, order
from weaklabels.services.learning.pieces import keep_pieces, picked_of, soon_lent
from weaklabels.services.learning.pools import audited, unanswered
from weaklabels.services.learning.recording import newest_run, record_run
from weaklabels.services.learning.softly import RulesWord, with_rules, word_of_rules
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.learning.trust import Trust, trust_of
from weaklabels.services.learning.vectors import Places
from weaklabels.services.ranking import Source, offer

AT_ONCE = 50_000  # documents asked about at once
STEPS = 4  # of a question: learned, asked, ordered, kept
CHANCES = "<f2"


@dataclass
class Training:
    """One run of one question."""

    run: Run
    subject: Subject
    store: VectorStore
    background: Background
    done: int
    begun: float = field(default_factory=time.monotonic)

    said: Said = field(init=False)
    word: RulesWord | None = field(init=False)
    trust: Trust = field(init=False)
    lesson: Lesson = field(init=False)
    model: ChoiceModel = field(init=False)
    ranked: Ranked | None = field(init=False, default=None)
    order: Listed = field(init=False, default_factory=lambda: Listed([], [], []))
    ground: Ground = field(init=False, default=NOWHERE)

    def prepare(self) -> bool:
        """Read what is known. Is there anything to learn from?"""
        self.seed = secrets.randbits(32)
        self.said = said_about(self.subject)
        self.word = word_of_rules(self.subject)
        self.trust = trust_of(self.subject)
        self.lesson = with_rules(lesson_of(self.said.open(), self.trust), self.word, seed=self.seed)
        return len(self.lesson) > 0

    def work(self) -> None:
        """All that takes time, and changes nothing yet."""
        self.model = self._fit()
        self._step()
        before = newest_run(self.subject.question)
        self.saved = before and before.report.get("saved")
        self.before = judged_before(self.subject, self.said.open(), before, self._ask)
        self.audit = self._known(audited(self.subject.project, len(self.subject.labels)))
        self.audit_chances = self._ask(self.audit, self.model)
        self.asked = self._asked()
        self._step()
        if self.subject.orders_queue and len(self.asked.documents):
            self.ranked, self.order = order(
                self.subject, self.lesson, self.asked, self.word, self.store, self.seed
            )
            self.ground = ground_of(
                self.subject,
                self.said.open(),
                self.asked,
                self.store,
                self.background,
                self.model,
                seed=self.seed,
            )
        self._step()
        soon = soon_lent(self.subject.project, self.order.documents, self.lesson.documents)
        self.soon = self._known(soon)
        self.soon_chances = self._ask(self.soon, self.model)

    def keep(self) -> ModelRun:
        """Write it all down. The caller holds the transaction in which this attempt counts."""
        made = record_run(
            self.subject,
            self.said.open(),
            self.model,
            self.begun,
            {"documents": len(self.store), "background": self.background.documents},
            seed=self.seed,
            fit=self.word and self.word.fit,
            documents=self.lesson.answered,
            softly=self.lesson.softly,
            counts=self.lesson.counts.round(2).tolist(),
            audit=packed(self.audit, DOCUMENTS),
            audit_chances=packed(self.audit_chances, CHANCES),
            report=self._report(),
        )
        self._keep_wishes(made)
        kept = slice(None) if self.subject.settings.suggests else slice(0)
        soon, chances = self.soon[kept], self.soon_chances[kept]
        keep_pieces(made, picked_of(self.subject, soon, chances, self.model.thresholds))
        return made

    def _keep_wishes(self, made: ModelRun) -> None:
        offer(self.subject.question, Source.MODEL, self.order)
        offer(self.subject.question, Source.MODEL, self.ground.listed(), Stream.DUEL)
        keep_duels(made, self.ground)

    def _fit(self, kind: str | None = None) -> ChoiceModel:
        return fit(self.subject, self.lesson, self.store, self.background, seed=self.seed, kind=kind)

    def _asked(self) -> Asked:
        documents = self._known(unanswered(self.subject.project, len(self.subject.labels)))
        members: tuple[NDArray[np.float32], ...] = ()
        if self.subject.settings.strategy == Strategy.COMMITTEE:
            members = tuple(self._ask(documents, self._fit(kind)) for kind in (WORDS, COUNTS))
        return Asked(documents, self._ask(documents, self.model), members)

    def _ask(self, documents: NDArray[np.int64], model: ChoiceModel) -> NDArray[np.float32]:
        """The chances of each label, some documents at a time: the features of a million are too many to hold."""
        positions = self.places.of(documents)
        parts = (positions[start : start + AT_ONCE] for start in range(0, len(positions), AT_ONCE))
        found = [model.predict(self.store.rows(part)) for part in parts]
        return np.concatenate([np.empty((0, len(model.labels)), np.float32), *found])

    def _known(self, documents: NDArray[np.int64]) -> NDArray[np.int64]:
        """Without those that came after the others were vectorised: the next run asks about them."""
        return documents[self.places.of(documents) >= 0]

    @cached_property
    def places(self) -> Places:
        return Places(self.store)

    def _report(self) -> dict[str, object]:
        found = self.ranked
        return {
            "model": {key: value for key, value in self.model.describe().items() if key != "labels"},
            "trust": {str(person): round(weight, 4) for person, weight in self.trust.items()},
            "strategy": found and str(found.strategy),
            "because": found and str(found.because),
            "asked": len(self.asked.documents),
            "listed": len(self.order.documents),
            "duels": len(self.ground.documents),
            "disagreement": self.ground.disagreement,
            "before": self.before,
            "saved": self.saved,  # as it was last counted
        }

    def _step(self) -> None:
        self.done += 1
        self.run.report_progress(self.done)
