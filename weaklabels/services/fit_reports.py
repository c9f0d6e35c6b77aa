"""What a fit says of itself and its rules, as its pages show it: plain numbers, kept as JSON."""

from typing import Any

import numpy as np

from annotate.models import Question
from weaklabels.labelmodel import (
    Analysis,
    CavityEM,
    Comparison,
    LabelModel,
    Proportion,
    SpanNoisyOr,
    losses_without,
)
from weaklabels.labelmodel.analysis import Pairs, RuleFigures
from weaklabels.labelmodel.clashes import ProposalFigures
from weaklabels.models import FunctionVersion
from weaklabels.services.checks import with_judged
from weaklabels.services.gold import KnownDocuments
from weaklabels.services.matrices import QuestionVotes
from weaklabels.services.spans import right_proposals


def rule_rows(
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


def project_row(analysis: Analysis) -> dict[str, int]:
    figures = analysis.project()
    return {
        "documents": figures.documents,
        "covered": figures.covered,
        "overlapping": figures.overlapping,
        "conflicting": figures.conflicting,
    }


def pair_rows(pairs: Pairs) -> dict[str, list[list[int]]]:
    return {"overlaps": pairs.overlaps.tolist(), "conflicts": pairs.conflicts.tolist()}


def comparison_row(comparison: Comparison | None) -> dict[str, Any] | None:
    return comparison and {
        "documents": comparison.documents,
        "model": comparison.model,
        "majority": comparison.majority,
        "interval": comparison.interval,
        "majority_is_better": comparison.majority_is_better,
    }


def evidence(model: LabelModel, votes: QuestionVotes) -> dict[int, dict[int, list[float]]]:
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


def precisions(model: SpanNoisyOr, votes: QuestionVotes) -> dict[int, dict[int, float]]:
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


def proposing_row(
    votes: QuestionVotes, known: KnownDocuments, version: FunctionVersion, figures: ProposalFigures
) -> dict[str, Any]:
    """What one rule proposes, and how much of it is right on gold."""
    said = votes.votes[version.id]
    on_gold = Proportion(*right_proposals(votes, known.authoring, version.id))
    authoring = with_judged(votes, known.judged, version, on_gold)
    return {
        "version": version.id,
        "polarity": np.unique(said.labels).tolist(),
        **contradicting(votes, figures),
        "proposed": len(said),
        "held_out": right_proposals(votes, known.held_out, version.id),
        "authoring": [authoring.right, authoring.of],
    }


def contradicting(votes: QuestionVotes, figures: ProposalFigures) -> dict[str, int]:
    """Several labels of one document stand side by side: there is no conflict to count."""
    counts = figures._asdict()
    if votes.question.kind != Question.Kind.SPANS:
        del counts["conflicting"]
    return counts
