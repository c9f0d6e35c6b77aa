"""The jobs of learning: models, what they say, the new order; a commit for each question.

A killed worker leaves the state before; a wiped Redis leaves the job's row, and the reconciler sends it again. Two
trainings of a project never go on at once: a lock of the database goes with the process that holds it.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.jobs.alone import alone_with
from annotate.models import Job, Project, Question
from weaklabels.active.choosing import Blend
from weaklabels.models import ModelRun, ModelServer, PredictedPiece
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.due import (
    ASK_SERVERS,
    COUNT_SAVINGS,
    LEARN,
    LEARN_WORDS,
    TRY_OTHERS,
    looked,
)
from weaklabels.services.learning.people import want_second_answers
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.rivals.estimators import named, try_estimators
from weaklabels.services.learning.savings import count_savings, is_to_be_counted
from weaklabels.services.learning.setbacks import Setbacks
from weaklabels.services.learning.spans.training import SpanTraining
from weaklabels.services.learning.subjects import MARKED, Subject, subjects_of
from weaklabels.services.learning.training import STEPS, Training
from weaklabels.services.learning.vectors import background_of, vectors_of
from weaklabels.services.learning.verdicts import follow_verdict, judged
from weaklabels.services.ranking import Source, compose, take_back

ONE_LABEL = (Question.Kind.CHOICE, Question.Kind.RATING)
AGAIN = timedelta(seconds=5)
# An answer that was being committed when we looked is counted twice, never left out.
MARGIN = timedelta(seconds=2)


@handler(LEARN, lane=Job.Lane.QUICK, name=_("learn from the answers"))
def learn(run: Run) -> None:
    """A new run for every question that learns, and the order of the queue that follows."""
    project = Project.objects.select_related("schema").get(id=run.job.project_id)
    with alone_with(f"learning of project {project.id}") as alone:
        if not alone:
            with run.commit():
                jobs.start(LEARN, project=project, owner=None, due_at=timezone.now() + AGAIN)
                run.finish()
        elif project.is_open:
            train_all(run, project)


@handler(LEARN_WORDS, lane=Job.Lane.BULK, name=_("learn the marked words thoroughly"))
def learn_words(run: Run) -> None:
    """A thorough model for every question for words from whose answers it could not be made at once."""
    project = Project.objects.select_related("schema").get(id=run.job.project_id)
    subjects = learning(subjects_of(project, MARKED)) if project.is_open else []
    setbacks = Setbacks()
    for number, subject in enumerate(subjects):
        run.report_progress(number, len(subjects))
        with setbacks.put_off(subject.question.id):
            training = SpanTraining(run, subject, at_once=False)
            if training.prepare() and not training.is_quick:
                keep(run, training)
    with run.commit():
        compose(project)
        if not setbacks:
            run.finish({"questions": len(subjects)})
    setbacks.tell()


@handler(TRY_OTHERS, lane=Job.Lane.BULK, name=_("try the operator's models"))
def try_others(run: Run) -> None:
    """Each class that the operator has named, on the answers to every question that takes one label."""
    project = Project.objects.select_related("schema").get(id=run.job.project_id)
    subjects = learning(subjects_of(project, ONE_LABEL)) if project.is_open else []
    for number, subject in enumerate(subjects):
        run.report_progress(number, len(subjects))
        try_estimators(subject)
    with run.commit():
        run.finish({"questions": len(subjects)})


@handler(COUNT_SAVINGS, lane=Job.Lane.BULK, name=_("count what the order saves"))
def count_what_is_saved(run: Run) -> None:
    """Twenty small models: an order does not wait for them."""
    project = Project.objects.select_related("schema").get(id=run.job.project_id)
    subject = first_compared(learning(subjects_of(project))) if project.is_open else None
    said = said_about(subject) if subject else None
    current = newest_run(subject.question) if subject else None
    if said and current and is_to_be_counted(judged(said).verdict, said, current):
        store = vectors_of(project, lambda done: run.report_progress(done))
        blend = Blend.of(current.report.get("model", {}))
        found = count_savings(said, store, background_of(project, store), blend)
        with run.commit():
            newest = newest_run(said.subject.question)
            if found and newest:
                report = newest.report | {"saved": found.as_json()}
                ModelRun.objects.filter(id=newest.id).update(report=report)
    with run.commit():
        run.finish()


def train_all(run: Run, project: Project) -> None:
    since = timezone.now() - MARGIN
    subjects, for_words = learning(subjects_of(project)), learning(subjects_of(project, MARKED))
    setbacks = Setbacks()
    documents = train_labels(run, project, subjects, setbacks) if subjects else 0
    is_behind = [train_words(run, subject, setbacks) for subject in for_words]
    with run.commit():
        want_second_answers(project)
    with run.commit():
        forget_questions_that_learn_no_more(project, [*subjects, *for_words])
        compose(project)
        looked(project, since)
        follow_first(subjects)
        if any(is_behind):
            jobs.due(LEARN_WORDS, project.id)
        if named():
            jobs.due(TRY_OTHERS, project.id)
        if ModelServer.objects.filter(project=project).exists():
            jobs.due(ASK_SERVERS, project.id)
        if not setbacks:
            run.finish({"questions": len(subjects) + len(for_words), "documents": documents})
    setbacks.tell()


def train_labels(run: Run, project: Project, subjects: Sequence[Subject], setbacks: Setbacks) -> int:
    """Of all documents as vectors, which they share: how many there are."""
    store = vectors_of(project, lambda done: run.report_progress(done))
    background = background_of(project, store)
    for number, subject in enumerate(subjects):
        run.report_progress(number * STEPS, len(subjects) * STEPS)
        with setbacks.put_off(subject.question.id):
            training = Training(run, subject, store, background, number * STEPS)
            if training.prepare():
                keep(run, training)
    return len(store)


def train_words(run: Run, subject: Subject, setbacks: Setbacks) -> bool:
    """Is there more to learn from than can be learned thoroughly at once?"""
    with setbacks.put_off(subject.question.id):
        training = SpanTraining(run, subject, at_once=True)
        if training.prepare():
            keep(run, training)
            return not training.is_quick
    return False


def keep(run: Run, training: Training | SpanTraining) -> None:
    training.work()
    with run.commit():
        training.keep()


def learning(subjects: Sequence[Subject]) -> list[Subject]:
    return [subject for subject in subjects if subject.settings.learns]


def follow_first(subjects: Sequence[Subject]) -> None:
    """The mix follows what is found of the first question whose order can be judged."""
    if (subject := first_compared(subjects)) is None:
        return
    said = said_about(subject)
    judgement = follow_verdict(said)
    if is_to_be_counted(judgement.verdict, said, newest_run(subject.question)):
        jobs.due(COUNT_SAVINGS, subject.project.id)


def first_compared(subjects: Sequence[Subject]) -> Subject | None:
    return next((one for one in subjects if one.orders_queue and one.kind == Question.Kind.CHOICE), None)


def forget_questions_that_learn_no_more(project: Project, subjects: list[Subject]) -> None:
    """A question that was retired, or may learn no more, wishes and suggests nothing."""
    learning = {subject.question.id for subject in subjects}
    for question in project.questions.filter(candidate_lists__source=Source.MODEL).distinct():
        if question.id not in learning:
            take_back(question, Source.MODEL)
    ours = PredictedPiece.objects.filter(question__project=project, server=None)
    ours.exclude(question__in=learning).delete()
