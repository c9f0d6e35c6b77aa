"""Searching for suspicious labels, as a job: a model fitted without each document, the rules, the other annotators."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Job, Membership, Question
from annotate.models.queueing import Pool
from annotate.problems import Invalid
from review.models import Suspicion, SuspicionRun
from review.services.suspicions.collecting import (
    Case,
    Tally,
    cases_of,
    marks_by_rules,
    people_on,
    rules_on,
    without,
)
from review.services.suspicions.sets import Whole, suspicions_of_marks, suspicions_of_sets, wholes_of
from review.services.suspicions.weighing import Opposed, opposed
from weaklabels.active.confident import (
    NONE,
    capped,
    confident_joint,
    confident_labels,
    estimated_joint,
    margins,
    self_confidence,
    wrong_share,
)
from weaklabels.services.learning.answers import Said, said_about
from weaklabels.services.learning.subjects import Subject, subject_of
from weaklabels.services.learning.unseen import FITS, FOLDS, chances_unseen
from weaklabels.services.learning.vectors import background_of, vectors_of

SEARCH = "suspect_labels"
KINDS = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.RATING, Question.Kind.SPANS)
Found = tuple[list[Suspicion], dict[str, Any]]
FEWEST = 30  # open documents with an answer: with fewer a model that leaves some out knows too little
MOST_KEPT = 2_000


def start_search(membership: Membership, question: Question) -> Job:
    """Raises Invalid or TooMany."""
    subject = subject_of(question)
    if subject is None or subject.kind not in KINDS:
        raise Invalid(_("There is no such question to search. Choose one of the list."), field="question")
    answered = len({one.document for one in said_about(subject).open().answers})
    if answered < FEWEST:
        raise Invalid(
            _(
                "Only %(count)s documents are answered from which a model may learn. From %(least)s on a search says"
                " something."
            )
            % {"count": answered, "least": FEWEST}
        )
    return jobs.start(
        SEARCH, project=membership.project, owner=membership.user, arguments={"question": question.id}
    )


@handler(SEARCH, lane=Job.Lane.BULK, name=gettext_lazy("searching for suspicious labels"))
def search(run: Run) -> None:
    question = Question.objects.select_related("project__schema").get(id=run.job.arguments["question"])
    subject = subject_of(question)
    if subject is None:
        raise Invalid(_("This question is not asked any more."))
    said = said_about(subject)
    of_kind = SEARCHES.get(question.kind, _one_label)
    found, about = of_kind(run, subject, said)
    found.sort(key=lambda one: (-one.sources, one.margin if one.margin is not None else 1.0))
    about |= {"found": len(found)} | counts_of(said)
    with run.commit():
        keep(run.job, question, about, found[:MOST_KEPT])
        run.finish({"count": len(found)})


def _one_label(run: Run, subject: Subject, said: Said) -> Found:
    """Of labels and ratings: the model, the rules and the others may say another one."""
    cases = cases_of(said)
    chances = chances_of(run, subject, said, cases)
    doubts, about = model_doubts(subject, cases, chances)
    rules, count = rules_on(subject.question, {case.document for case in cases})
    people = people_on(said)
    found = [
        row
        for place, case in enumerate(cases)
        if (row := suspicion_of(case, doubts.get(place, {}), rules, people))
    ]
    return found, about | {"rules": count, "cases": len(cases)}


def _sets(run: Run, subject: Subject, said: Said) -> Found:
    """Label by label, by the model, the rules and the others."""
    wholes = wholes_of(said)
    rules, count = rules_on(subject.question, {one.document for one in wholes})
    chances = chances_of(run, subject, said, wholes)
    found, about = suspicions_of_sets(subject, said, wholes, chances, rules)
    return found, about | {"rules": count, "cases": len(wholes), "folds": FOLDS}


def _marks(_run: Run, subject: Subject, said: Said) -> Found:
    """Mark by mark, by the rules and the others."""
    wholes = wholes_of(said)
    rules, count = marks_by_rules(subject.question, {one.document for one in wholes})
    about = {"rules": count, "cases": len(wholes), "folds": 0, "wrong": 0}
    return suspicions_of_marks(said, wholes, rules), about


SEARCHES: dict[str, Callable[[Run, Subject, Said], Found]] = {
    Question.Kind.CHOICES: _sets,
    Question.Kind.SPANS: _marks,
}


def chances_of(run: Run, subject: Subject, said: Said, cases: Sequence[Case | Whole]) -> NDArray[np.float64]:
    """A row for each case: several answers to a document have the same."""
    store = vectors_of(subject.project, lambda done: run.report_progress(done))
    documents = np.unique([case.document for case in cases])
    run.report_progress(0, FITS)
    found = chances_unseen(
        subject,
        said,
        documents,
        store,
        background_of(subject.project, store),
        seed=subject.question.id,
        progress=run.report_progress,
    )
    return found[np.searchsorted(documents, [case.document for case in cases])]


def model_doubts(
    subject: Subject, cases: list[Case], chances: NDArray[np.float64]
) -> tuple[dict[int, dict[str, Any]], dict[str, Any]]:
    """What the model holds against each case, by its place; and the thresholds, from open documents alone."""
    given = np.array([subject.place_of[case.said] for case in cases], np.intp)
    known = ~np.isnan(chances).any(axis=1)
    is_open = known & np.array([case.pool == Pool.OPEN for case in cases], bool)
    limits = capped(self_confidence(chances[is_open], given[is_open]))
    found = confident_labels(np.where(known[:, None], chances, -1.0), limits)
    joint = confident_joint(given[is_open], found[is_open], len(subject.labels))
    apart = margins(np.nan_to_num(chances), given)
    doubts = {
        place: {
            "model_says": subject.labels[found[place]],
            "model_chance": float(chances[place, found[place]]),
            "said_chance": float(chances[place, given[place]]),
            "margin": float(apart[place]),
        }
        for place in np.flatnonzero(known & (found != NONE) & (found != given)).tolist()
    }
    thresholds = {
        str(label): round(float(limit), 4)
        for label, limit in zip(subject.labels, limits, strict=True)
        if np.isfinite(limit)
    }
    share = round(wrong_share(estimated_joint(joint, given[is_open])), 4)
    return doubts, {"folds": FOLDS, "seed": subject.question.id, "thresholds": thresholds, "wrong": share}


def suspicion_of(case: Case, doubt: dict[str, Any], rules: Tally, people: Tally) -> Suspicion | None:
    """None where nobody contradicts."""
    by_rules = opposed(case.said, rules.get(case.document, {}))
    by_people = opposed(case.said, without(case, people))
    sources = bool(doubt) + bool(by_rules) + bool(by_people)
    if not sources:
        return None
    return Suspicion(
        document_id=case.document,
        annotation_id=case.annotation,
        gold_id=case.gold,
        said=case.said,
        sources=sources,
        **doubt,
        **_columns("rules", by_rules),
        **_columns("people", by_people),
    )


def _columns(name: str, found: Opposed | None) -> dict[str, int]:
    if found is None:
        return {}
    return {f"{name}_say": found.label, f"{name}_against": found.against, f"{name}_agreeing": found.agreeing}


def counts_of(said: Said) -> dict[str, int]:
    """What the search was computed on."""
    is_open = said.open()
    return {
        "answers": len(said.answers),
        "gold": len(said.gold),
        "learned_documents": len({one.document for one in (*is_open.answers, *is_open.gold)}),
        "audit_answers": len(said.audit().answers),
        "newest_answer": max((one.annotation for one in said.answers), default=0),
    }


def keep(job: Job, question: Question, about: dict[str, Any], found: list[Suspicion]) -> None:
    """The newest search takes the place of those before."""
    SuspicionRun.objects.filter(question=question).delete()
    run = SuspicionRun.objects.create(
        project_id=question.project_id, question=question, made_by=job.owner, computed_on=about
    )
    for one in found:
        one.run = run
    Suspicion.objects.bulk_create(found)
