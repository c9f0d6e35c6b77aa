"""The label model of a question: fitted after every change, with every figure its pages show."""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.jobs.alone import alone_with
from annotate.models import Job, Project, Question
from weaklabels.models import CandidateList, LabelingFunction, LabelModelFit, RuleSettings, SoftLabels
from weaklabels.services.functions import FIT
from weaklabels.services.gold import KnownDocuments, known_documents
from weaklabels.services.learning.due import LEARN
from weaklabels.services.matrices import QuestionVotes, votes_on
from weaklabels.services.ranking import Source, compose, offer
from weaklabels.services.suggesting import forget_where_no_rule_is, keep_picked, pick
from weaklabels.services.weighing import Weighed, weigh

KEPT = 2  # fits of a question, beside the one in use
PAUSE = timedelta(seconds=1)  # where another job is weighing the project's rules


@handler(FIT, lane=Job.Lane.QUICK, name=_("weigh the rules"))
def fit_label_models(run: Run) -> None:
    """A new fit for every question that has living rules.

    One at a time: of two, that which has read the older votes might be kept last.
    """
    project = Project.objects.get(id=run.job.project_id)
    with alone_with(lock_of(project)) as alone:
        if alone:
            fit_all(run, project)
        else:
            jobs.start(FIT, project=project, owner=None, single=True, due_at=timezone.now() + PAUSE)


def lock_of(project: Project) -> str:
    """What only one job at a time may hold: it is weighing the project's rules."""
    return f"weighing the rules of project {project.id}"


def fit_all(run: Run, project: Project) -> None:
    questions = list(questions_with_rules(project))
    for number, question in enumerate(questions):
        run.report_progress(number, len(questions))
        outcome = weighed(question)
        with run.commit():
            keep(outcome)
    with run.commit():
        forget_where_no_rule_is(project, questions)
        forget_soft_labels(project, questions)
    run.report_progress(len(questions), len(questions))
    with run.commit():
        jobs.due(LEARN, project.id)  # rules teach a first model
        run.finish()


def questions_with_rules(project: Project) -> Iterable[Question]:
    living = LabelingFunction.objects.living().filter(project=project)
    return Question.objects.filter(id__in=living.values("question")).select_related("project").order_by("id")


def settings_of(question: Question) -> RuleSettings:
    return RuleSettings.objects.filter(question=question).first() or RuleSettings(question=question)


def newest_fit(question: Question) -> LabelModelFit | None:
    return LabelModelFit.objects.filter(question=question).order_by("-id").first()


def weighed(question: Question) -> Weighed:
    """What the rules say together."""
    begun = time.monotonic()
    votes, known, settings = votes_on(question), known_documents(question), settings_of(question)
    outcome = weigh(votes, known, settings)
    fit = outcome.fit
    fit.project, fit.question = question.project, question
    fit.columns = [version.id for version in votes.versions]
    fit.labels, fit.documents = votes.labels, len(votes.ids)
    fit.report |= {"gold": _counts(known), "labels_without_rule": _unsaid(votes)}
    learned_from = [one.document_id for one in (*known.documents, *known.judged)]
    outcome.picked = pick(question, fit, outcome.soft, settings, learned_from)
    fit.took_ms = round((time.monotonic() - begun) * 1000)
    return outcome


@transaction.atomic
def keep(outcome: Weighed) -> None:
    """Make this the question's fit. Soft labels and figures of earlier ones go, but for the last few."""
    fit = outcome.fit
    if settings_of(fit.question).orders_queue:
        offer(fit.question, Source.RULES, outcome.disputed)
        fit.ranking = compose(fit.project)
    fit.save()
    outcome.soft.fit = fit
    outcome.soft.save(force_insert=True)
    if outcome.picked:
        keep_picked(fit, outcome.picked)
    fits = LabelModelFit.objects.filter(question=fit.question_id)
    kept = list(fits.order_by("-id").values_list("id", flat=True)[: KEPT + 1])
    SoftLabels.objects.filter(fit__question=fit.question_id).exclude(fit__in=kept).delete()
    fits.exclude(id__in=kept).exclude(report={}).update(report={})


def forget_soft_labels(project: Project, questions: Sequence[Question]) -> None:
    """Where the last rule was retired no fit follows: what the last one made teaches no model and orders no queue."""
    SoftLabels.objects.filter(fit__project=project).exclude(fit__question__in=questions).delete()
    lists = CandidateList.objects.filter(project=project, source=Source.RULES)
    if lists.exclude(question__in=questions).delete()[0]:
        compose(project)


def _counts(known: KnownDocuments) -> dict[str, int]:
    parts = [str(part) for part in known.split.parts]
    return {part: parts.count(part) for part in sorted(set(parts))}


def _unsaid(votes: QuestionVotes) -> list[int]:
    said = {int(label) for said in votes.votes.values() for label in np.unique(said.labels)}
    return [label for label in votes.labels if label not in said]
