"""The label model of a question: fitted after every change, with every figure its pages show."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Job, Project, Question
from annotate.services.rankings import Listed
from weaklabels.labelmodel import (
    Analysis,
    CavityEM,
    Check,
    Comparison,
    DawidSkene,
    LabelModel,
    MajorityVote,
    Proportion,
    SpanNoisyOr,
    compare,
    disagreement,
    losses_without,
)
from weaklabels.labelmodel.analysis import Pairs, RuleFigures
from weaklabels.labelmodel.clashes import ProposalFigures
from weaklabels.models import FunctionVersion, LabelingFunction, LabelModelFit, RuleSettings, SoftLabels
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, PROBABILITIES, packed
from weaklabels.services.checks import checks_by_number, checks_of, with_judged
from weaklabels.services.functions import FIT
from weaklabels.services.gold import KnownDocuments, known_documents
from weaklabels.services.learning.due import LEARN
from weaklabels.services.matrices import QuestionVotes, votes_on
from weaklabels.services.ranking import Source, compose, most_disputed, offer
from weaklabels.services.spans import clashes_of, right_proposals, span_votes, true_spans
from weaklabels.services.suggesting import Picked, forget_where_no_rule_is, keep_picked, pick

KEPT = 2  # fits of a question, beside the one in use
MODELS: dict[str, type[LabelModel]] = {
    RuleSettings.Model.CAVITY: CavityEM,
    RuleSettings.Model.DAWID_SKENE: DawidSkene,
    RuleSettings.Model.MAJORITY: MajorityVote,
}


@handler(FIT, lane=Job.Lane.QUICK, name=_("weigh the rules"))
def fit_label_models(run: Run) -> None:
    """A new fit for every question that has living rules."""
    project = Project.objects.get(id=run.job.project_id)
    questions = list(questions_with_rules(project))
    for number, question in enumerate(questions):
        run.report_progress(number, len(questions))
        outcome = weighed(question)
        with run.commit():
            keep(outcome)
    with run.commit():
        forget_where_no_rule_is(project, questions)
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


@dataclass
class Weighed:
    """What came of a fit, not yet kept: figures, soft labels, and the documents the rules dispute most."""

    fit: LabelModelFit
    soft: SoftLabels
    picked: Picked | None = None
    disputed: Listed = field(default_factory=lambda: Listed([], [], []))


def weighed(question: Question) -> Weighed:
    """What the rules say together."""
    begun = time.monotonic()
    votes, known, settings = votes_on(question), known_documents(question), settings_of(question)
    weigh = _weigh_choice if question.kind == Question.Kind.CHOICE else _weigh_proposals
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
    """Make this the question's fit. Soft labels of earlier ones go, but for the last few."""
    fit = outcome.fit
    if settings_of(fit.question).orders_queue:
        offer(fit.question, Source.RULES, outcome.disputed)
        fit.ranking = compose(fit.project)
    fit.save()
    outcome.soft.fit = fit
    outcome.soft.save(force_insert=True)
    if outcome.picked:
        keep_picked(fit, outcome.picked)
    kept = LabelModelFit.objects.filter(question=fit.question_id).order_by("-id").values("id")[: KEPT + 1]
    SoftLabels.objects.filter(fit__question=fit.question_id).exclude(
        fit__in=list(kept.values_list("id", flat=True))
    ).delete()


def _weigh_choice(votes: QuestionVotes, known: KnownDocuments, settings: RuleSettings) -> Weighed:
    matrix, tuning = votes.matrix(), known.tuning
    teaching = votes.gold(tuning)
    folds, groups = _of_gold(votes, teaching.positions, known)
    model = _model(settings, checks_of(votes, known.judged)).fit(matrix, teaching)
    comparison = compare(model, matrix, teaching, folds, groups) if len(teaching) else None
    used = settings.label_model
    if comparison and comparison.majority_is_better and used != RuleSettings.Model.MAJORITY:
        model, used = MajorityVote().fit(matrix), RuleSettings.Model.MAJORITY
    [spoken] = np.nonzero(matrix.rows.counts)
    probabilities = model.predict_proba(matrix)[spoken][:, : len(votes.labels)]
    analysis = Analysis(matrix, votes.gold(known.held_out))
    report = {
        "rules": _rows(analysis, votes, known, model, folds),
        "project": _project_row(analysis),
        "pairs": _pairs(analysis.pairs()),
        "evidence": _evidence(model, votes),
        "comparison": _comparison(comparison),
        "chosen": settings.label_model,
    }
    soft = SoftLabels(
        documents=packed(votes.ids[spoken], DOCUMENTS), probabilities=packed(probabilities, PROBABILITIES)
    )
    weights = model.weights if isinstance(model, CavityEM) else None
    disputed = most_disputed(votes.ids, disagreement(matrix, weights))
    return Weighed(LabelModelFit(label_model=used, report=report), soft, disputed=disputed)


def _model(settings: RuleSettings, checks: list[Check]) -> LabelModel:
    """Only the default one knows what to do with judged hits."""
    made = MODELS[settings.label_model]
    return CavityEM(checks) if made is CavityEM else made()


def _weigh_proposals(votes: QuestionVotes, known: KnownDocuments, settings: RuleSettings) -> Weighed:
    """Spans, and labels of which a document may have several: noisy-or, with precisions learned from gold."""
    proposals = span_votes(votes)
    truth, gold_documents = true_spans(votes, known.tuning)
    model = SpanNoisyOr(checks_by_number(votes, known.judged)).fit(proposals, truth, gold_documents)
    scores = model.predict_proba(proposals)
    clashes = clashes_of(votes.question, proposals)
    report = {
        "rules": [
            _proposing_row(votes, known, version, figures)
            for version, figures in zip(votes.versions, clashes.rules(), strict=True)
        ],
        "project": {"documents": len(votes.ids), **_contradicting(votes, clashes.project())},
        "threshold": model.threshold,
        "precisions": _precisions(model, votes),
    }
    if votes.question.kind == Question.Kind.SPANS:
        report["pairs"] = _pairs(clashes.pairs())
    labels = np.array(votes.labels, dtype=np.int64)
    soft = SoftLabels(
        documents=packed(votes.ids[proposals.spans[:, 0]], DOCUMENTS),
        labels=packed(labels[proposals.spans[:, 3]], LABELS),
        starts=packed(proposals.spans[:, 1], OFFSETS),
        ends=packed(proposals.spans[:, 2], OFFSETS),
        probabilities=packed(scores, PROBABILITIES),
    )
    return Weighed(LabelModelFit(label_model=RuleSettings.Model.NOISY_OR, report=report), soft)


def _evidence(model: LabelModel, votes: QuestionVotes) -> dict[int, dict[int, list[float]]]:
    """What a vote of each rule for each label adds, so that a document can be explained without a fit."""
    class_of, classes = votes.class_of(), max(len(votes.labels), 2)
    return {
        version.id: {
            label: model.explain({version.id: class_of[label]}, classes).contributions[0].evidence.tolist()
            for label in np.unique(votes.votes[version.id].labels).tolist()
            if label in class_of
        }
        for version in votes.versions
    }


def _precisions(model: SpanNoisyOr, votes: QuestionVotes) -> dict[int, dict[int, float]]:
    """The same for proposals: how far each rule is trusted with each label it says."""
    class_of = votes.class_of()
    return {
        version.id: {
            label: float(model.precisions[number, class_of[label]])
            for label in np.unique(votes.votes[version.id].labels).tolist()
            if label in class_of
        }
        for number, version in enumerate(votes.versions)
    }


def _proposing_row(
    votes: QuestionVotes, known: KnownDocuments, version: FunctionVersion, figures: ProposalFigures
) -> dict[str, Any]:
    """What one rule proposes, and how much of it is right on gold."""
    said = votes.votes[version.id]
    on_gold = Proportion(*right_proposals(votes, known.authoring, version.id))
    authoring = with_judged(votes, known.judged, version, on_gold)
    return {
        "version": version.id,
        "polarity": np.unique(said.labels).tolist(),
        **_contradicting(votes, figures),
        "proposed": len(said),
        "held_out": right_proposals(votes, known.held_out, version.id),
        "authoring": [authoring.right, authoring.of],
    }


def _contradicting(votes: QuestionVotes, figures: ProposalFigures) -> dict[str, int]:
    """Several labels of one document stand side by side: there is no conflict to count."""
    counts = figures._asdict()
    if votes.question.kind != Question.Kind.SPANS:
        del counts["conflicting"]
    return counts


def _of_gold(
    votes: QuestionVotes, positions: np.ndarray, known: KnownDocuments
) -> tuple[np.ndarray, np.ndarray]:
    """Fold and group of each gold document, in the order of the gold."""
    place = {one.document_id: number for number, one in enumerate(known.documents)}
    numbers = [place[document] for document in votes.ids[positions].tolist()]
    groups = np.array([known.documents[number].group for number in numbers], dtype=object)
    return known.split.folds[numbers], groups


def _rows(
    analysis: Analysis, votes: QuestionVotes, known: KnownDocuments, model: LabelModel, folds: np.ndarray
) -> list[dict[str, Any]]:
    """The table of all rules: counted on held-out gold and, for their authors, on gold they may look at."""
    matrix = analysis.matrix
    seen = Analysis(matrix, votes.gold(known.authoring)).rules()
    authoring = [
        with_judged(votes, known.judged, version, row.accuracy)
        for version, row in zip(votes.versions, seen, strict=True)
    ]
    teaching = votes.gold(known.tuning)
    losses = losses_without(model, matrix, teaching, folds) if len(teaching) else np.zeros(len(matrix.keys))
    trusts = {trust.key: trust for trust in model.trust} if isinstance(model, CavityEM) else {}
    return [
        _row(row, float(loss), trusts.get(row.key), votes)
        | {"authoring": [judged.right, judged.of], "authoring_lift": other.lift}
        for row, other, judged, loss in zip(analysis.rules(), seen, authoring, losses, strict=True)
    ]


def _row(row: RuleFigures, loss: float, trust: Any, votes: QuestionVotes) -> dict[str, Any]:
    return {
        "version": row.key,
        "polarity": [votes.labels[number] for number in row.polarity],
        "covered": row.covered,
        "overlapping": row.overlapping,
        "conflicting": row.conflicting,
        "alone": row.alone,
        "held_out": [row.accuracy.right, row.accuracy.of],
        "lift": row.lift,
        "loss_without": loss,
        "trust": trust and round(trust.accuracy, 4),
        "weight": trust and round(trust.weight, 4),
    }


def _project_row(analysis: Analysis) -> dict[str, int]:
    figures = analysis.project()
    return {
        "documents": figures.documents,
        "covered": figures.covered,
        "overlapping": figures.overlapping,
        "conflicting": figures.conflicting,
    }


def _pairs(pairs: Pairs) -> dict[str, list[list[int]]]:
    return {"overlaps": pairs.overlaps.tolist(), "conflicts": pairs.conflicts.tolist()}


def _comparison(comparison: Comparison | None) -> dict[str, Any] | None:
    return comparison and {
        "documents": comparison.documents,
        "model": comparison.model,
        "majority": comparison.majority,
        "interval": comparison.interval,
        "majority_is_better": comparison.majority_is_better,
    }


def _counts(known: KnownDocuments) -> dict[str, int]:
    parts = [str(part) for part in known.split.parts]
    return {part: parts.count(part) for part in sorted(set(parts))}


def _unsaid(votes: QuestionVotes) -> list[int]:
    said = {int(label) for said in votes.votes.values() for label in np.unique(said.labels)}
    return [label for label in votes.labels if label not in said]
