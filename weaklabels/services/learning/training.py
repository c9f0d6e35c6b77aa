"""One training of every question that learns: models, what they say, the new order; a commit for each question.

A killed worker leaves the state before; a wiped Redis leaves the job's row, and the reconciler sends it again. Two
trainings of a project never go on at once: a lock of the database goes with the process that holds it.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import numpy as np
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Job, Project, Question, Stream
from annotate.services.rankings import Listed
from weaklabels.active.background import Background
from weaklabels.active.classifiers import ChoiceModel
from weaklabels.active.learners import COUNTS, WORDS
from weaklabels.active.scoring import Strategy
from weaklabels.active.strategies import Ranked
from weaklabels.active.vectors import VectorStore
from weaklabels.models import ModelRun, PredictedPiece, PublishedModel
from weaklabels.packing import DOCUMENTS, packed
from weaklabels.services.learning.answers import Lesson, Said, lesson_of, said_about
from weaklabels.services.learning.due import LEARN, looked
from weaklabels.services.learning.duelling import NOWHERE, Ground, ground_of, keep_duels
from weaklabels.services.learning.fitting import VERSIONS, fit, keep_model
from weaklabels.services.learning.ordering import Asked, order
from weaklabels.services.learning.pieces import keep_pieces, soon_lent
from weaklabels.services.learning.pools import audited, unanswered
from weaklabels.services.learning.softly import RulesWord, with_rules, word_of_rules
from weaklabels.services.learning.subjects import Subject, subjects_of
from weaklabels.services.learning.vectors import Places, background_of, vectors_of
from weaklabels.services.learning.verdicts import follow_verdict
from weaklabels.services.ranking import Source, compose, offer, take_back

LOCK = "SELECT pg_try_advisory_lock(hashtextextended('learning of project ' || %s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('learning of project ' || %s, 0))"
AGAIN = timedelta(seconds=5)
MARGIN = timedelta(
    seconds=2
)  # an answer that was being committed when we looked is counted twice, never left out
KEPT_MODELS = 10  # runs whose files are kept
AT_ONCE = 50_000  # documents asked about at once
STEPS = 4  # of a question: learned, asked, ordered, kept
CHANCES = "<f2"


@handler(LEARN, lane=Job.Lane.QUICK, name=_("learn from the answers"))
def learn(run: Run) -> None:
    """A new run for every question that learns, and the order of the queue that follows."""
    project = Project.objects.select_related("schema").get(id=run.job.project_id)
    with _only_one(project) as mine:
        if not mine:
            with run.commit():
                jobs.start(LEARN, project=project, owner=None, due_at=timezone.now() + AGAIN)
                run.finish()
        elif project.is_open:
            train_all(run, project)


def train_all(run: Run, project: Project) -> None:
    since = timezone.now() - MARGIN
    subjects = [subject for subject in subjects_of(project) if subject.settings.learns]
    store = vectors_of(project, lambda done: run.report_progress(done))
    background = background_of(project, store)
    for number, subject in enumerate(subjects):
        run.report_progress(number * STEPS, len(subjects) * STEPS)
        training = Training(run, subject, store, background, number * STEPS)
        if training.prepare():
            training.work()
            with run.commit():
                training.keep()
    with run.commit():
        forget_questions_that_learn_no_more(project, subjects)
        compose(project)
        looked(project, since)
        follow_first(subjects)
        run.finish({"questions": len(subjects), "documents": len(store)})


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
        self.lesson = with_rules(lesson_of(self.said.open()), self.word, seed=self.seed)
        return len(self.lesson) > 0

    def work(self) -> None:
        """All that takes time, and changes nothing yet."""
        self.model = self._fit()
        self._step()
        self.audit = self._known(audited(self.subject.project))
        self.audit_chances = self._ask(self.audit, self.model)
        self.asked = self._asked()
        self._step()
        if self.subject.settings.orders_queue and len(self.asked.documents):
            self.ranked, self.order = order(
                self.subject, self.lesson, self.asked, self.word, self.store, self.seed
            )
            self.ground = ground_of(
                self.subject, self.said.open(), self.asked, self.store, self.background, seed=self.seed
            )
        self._step()
        soon = soon_lent(self.subject.project, self.order.documents, self.lesson.documents)
        self.soon = self._known(soon)
        self.soon_chances = self._ask(self.soon, self.model)

    def keep(self) -> ModelRun:
        """Write it all down. The caller holds the transaction in which this attempt counts."""
        question, project = self.subject.question, self.subject.project
        before = newest_run(question)
        number = before.number + 1 if before else 1
        open_ = self.said.open()
        made = ModelRun.objects.create(
            project=project,
            question=question,
            schema=self.subject.schema,
            number=number,
            labels=self.subject.labels,
            seed=self.seed,
            answers=packed([one.annotation for one in open_.answers], DOCUMENTS),
            gold=packed([one.gold for one in open_.gold], DOCUMENTS),
            fit=self.word and self.word.fit,
            documents=self.lesson.answered,
            softly=self.lesson.softly,
            counts=self.lesson.counts.round(2).tolist(),
            active_ms=sum(one.active_ms for one in open_.answers),
            audit=packed(self.audit, DOCUMENTS),
            audit_chances=packed(self.audit_chances, CHANCES),
            report=self._report(),
            versions=VERSIONS | {"documents": len(self.store), "background": self.background.documents},
            file=keep_model(self.subject, self.model, number),
            took_ms=round((time.monotonic() - self.begun) * 1000),
        )
        self._keep_wishes(made)
        suggests = self.subject.settings.suggests
        kept = slice(None) if suggests else slice(0)
        keep_pieces(made, self.subject, self.soon[kept], self.soon_chances[kept], self.model.thresholds)
        forget_old_files(made)
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
        return np.concatenate([np.empty((0, len(self.subject.labels)), np.float32), *found])

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
            "strategy": found and str(found.strategy),
            "because": found and str(found.because),
            "asked": len(self.asked.documents),
            "listed": len(self.order.documents),
            "duels": len(self.ground.documents),
            "disagreement": self.ground.disagreement,
        }

    def _step(self) -> None:
        self.done += 1
        self.run.report_progress(self.done)


def follow_first(subjects: list[Subject]) -> None:
    """The mix follows what is found of the first question whose order can be judged."""
    for subject in subjects:
        if subject.settings.orders_queue and subject.kind == Question.Kind.CHOICE:
            follow_verdict(said_about(subject))
            return


def newest_run(question: Question) -> ModelRun | None:
    return ModelRun.objects.filter(question=question).order_by("-number").first()


def forget_questions_that_learn_no_more(project: Project, subjects: list[Subject]) -> None:
    """A question that was retired, or may learn no more, wishes and suggests nothing."""
    learning = {subject.question.id for subject in subjects}
    for question in project.questions.filter(candidate_lists__source=Source.MODEL).distinct():
        if question.id not in learning:
            take_back(question, Source.MODEL)
    PredictedPiece.objects.filter(question__project=project).exclude(question__in=learning).delete()


def forget_old_files(made: ModelRun) -> None:
    """The models of the last ten runs are kept, and those that were published; the sweep removes the others' bytes."""
    published = PublishedModel.objects.filter(question=made.question_id).values("run")
    old = ModelRun.objects.filter(question=made.question_id, number__lte=made.number - KEPT_MODELS)
    old.exclude(id__in=published).update(file=None)


@contextmanager
def _only_one(project: Project) -> Iterator[bool]:
    """Whether no other training of the project goes on. The lock belongs to the connection and goes with it."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [project.id])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute(UNLOCK, [project.id])
