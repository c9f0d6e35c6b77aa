"""What the rules of a question say together: a label model over their votes, or noisy-or over their proposals."""

from dataclasses import dataclass, field

import numpy as np

from annotate.models import Question
from annotate.services.rankings import Listed
from weaklabels.labelmodel import (
    Analysis,
    CavityEM,
    Check,
    DawidSkene,
    LabelModel,
    MajorityVote,
    SpanNoisyOr,
    compare,
    disagreement,
)
from weaklabels.models import LabelModelFit, RuleSettings, SoftLabels
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, PROBABILITIES, packed
from weaklabels.services.checks import checks_by_number, checks_of
from weaklabels.services.fit_reports import (
    comparison_row,
    contradicting,
    evidence,
    pair_rows,
    precisions,
    project_row,
    proposing_row,
    rule_rows,
)
from weaklabels.services.gold import KnownDocuments
from weaklabels.services.matrices import QuestionVotes
from weaklabels.services.ranking import most_disputed
from weaklabels.services.spans import clashes_of, span_votes, true_spans
from weaklabels.services.suggesting import Picked

MODELS: dict[str, type[LabelModel]] = {
    RuleSettings.Model.CAVITY: CavityEM,
    RuleSettings.Model.DAWID_SKENE: DawidSkene,
    RuleSettings.Model.MAJORITY: MajorityVote,
}


@dataclass
class Weighed:
    """What came of a fit, not yet kept: figures, soft labels, and the documents the rules dispute most."""

    fit: LabelModelFit
    soft: SoftLabels
    picked: Picked | None = None
    disputed: Listed = field(default_factory=lambda: Listed([], [], []))


def weigh(votes: QuestionVotes, known: KnownDocuments, settings: RuleSettings) -> Weighed:
    """The fit for a question's kind."""
    of_kind = _weigh_choice if votes.question.kind == Question.Kind.CHOICE else _weigh_proposals
    return of_kind(votes, known, settings)


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
        "rules": rule_rows(analysis, votes, known, model, folds),
        "project": project_row(analysis),
        "pairs": pair_rows(analysis.pairs()),
        "evidence": evidence(model, votes),
        "comparison": comparison_row(comparison),
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
            proposing_row(votes, known, version, figures)
            for version, figures in zip(votes.versions, clashes.rules(), strict=True)
        ],
        "project": {"documents": len(votes.ids), **contradicting(votes, clashes.project())},
        "threshold": model.threshold,
        "precisions": precisions(model, votes),
    }
    if votes.question.kind == Question.Kind.SPANS:
        report["pairs"] = pair_rows(clashes.pairs())
    labels = np.array(votes.labels, dtype=np.int64)
    soft = SoftLabels(
        documents=packed(votes.ids[proposals.spans[:, 0]], DOCUMENTS),
        labels=packed(labels[proposals.spans[:, 3]], LABELS),
        starts=packed(proposals.spans[:, 1], OFFSETS),
        ends=packed(proposals.spans[:, 2], OFFSETS),
        probabilities=packed(scores, PROBABILITIES),
    )
    return Weighed(LabelModelFit(label_model=RuleSettings.Model.NOISY_OR, report=report), soft)


def _of_gold(
    votes: QuestionVotes, positions: np.ndarray, known: KnownDocuments
) -> tuple[np.ndarray, np.ndarray]:
    """Fold and group of each gold document, in the order of the gold."""
    place = {one.document_id: number for number, one in enumerate(known.documents)}
    numbers = [place[document] for document in votes.ids[positions].tolist()]
    groups = np.array([known.documents[number].group for number in numbers], dtype=object)
    return known.split.folds[numbers], groups
