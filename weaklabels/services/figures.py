"""The figures of a question's rules as its page shows them: each with its n, and "too few" where that is small."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from annotate.models import Label, Question
from weaklabels.labelmodel import Part, Proportion
from weaklabels.models import FunctionVersion, LabelingFunction, LabelModelFit, RuleSettings
from weaklabels.services.definitions import in_words
from weaklabels.services.fitting import newest_fit, settings_of
from weaklabels.services.gold import Known, known_documents
from weaklabels.services.judging import Precision, precision_of
from weaklabels.services.matrices import newest_versions
from weaklabels.services.newer import newer_documents
from weaklabels.services.troubles import Trouble, troubles_of
from weaklabels.services.votes import Votes, read_votes

LEVELS = 6  # shades of the picture
PARTS = {
    Part.HELD_OUT: _("held-out"),
    Part.AUTHORING: _("authoring"),
    Part.TUNING: _("tuning"),
    Part.SHARED: _("shared"),
}


@dataclass(frozen=True)
class Row:
    """One rule of the table."""

    version: FunctionVersion
    sentence: str
    labels: list[Label]
    votes: int  # documents it says something of, now
    error: str
    figures: Mapping[str, Any]  # of the newest fit; empty while that is older than the rule
    documents: int
    checked: Precision
    newer: int  # documents it has not seen and will not see before somebody acts

    @property
    def function(self) -> LabelingFunction:
        return self.version.function

    @property
    def coverage(self) -> float:
        return self.votes / self.documents if self.documents else 0.0

    @property
    def held_out(self) -> Proportion:
        return Proportion(*self.figures.get("held_out", (0, 0)))

    @property
    def authoring(self) -> Proportion:
        return Proportion(*self.figures.get("authoring", (0, 0)))

    @property
    def lift(self) -> float | None:
        """How many times as right as its labels are frequent: on held-out gold, if that is enough to say."""
        held_out = self.figures.get("lift")
        return held_out if held_out and not self.held_out.too_few else self.figures.get("authoring_lift")


@dataclass(frozen=True)
class Cell:
    """A pair of rules in the picture."""

    one: LabelingFunction
    other: LabelingFunction
    overlap: int
    conflict: int
    level: int


@dataclass(frozen=True)
class Board:
    """All there is to say of a question's rules."""

    question: Question
    rows: list[Row]
    settings: RuleSettings
    fit: LabelModelFit | None
    documents: int
    unsaid: list[Label] = field(default_factory=list)
    # On how many gold documents of it no rule speaks
    unhit: list[tuple[Label, int]] = field(default_factory=list)
    picture: list[tuple[LabelingFunction, list[Cell]]] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def is_weighed(self) -> bool:
        """Whether rules are weighed against each other here; spans and several labels are proposals, each by itself."""
        return self.question.kind == Question.Kind.CHOICE

    @property
    def has_conflicts(self) -> bool:
        """Whether rules can contradict each other: several labels of one document stand side by side."""
        return self.question.kind != Question.Kind.CHOICES

    @property
    def project_row(self) -> Mapping[str, int]:
        return self.fit.report.get("project", {}) if self.fit else {}

    @property
    def comparison(self) -> Mapping[str, Any] | None:
        return self.fit.report.get("comparison") if self.fit else None

    @property
    def gold(self) -> Mapping[str, int]:
        """How many documents each part of the gold has, by the name people read."""
        counts = self.fit.report.get("gold", {}) if self.fit else {}
        return {str(PARTS.get(part, part)): count for part, count in counts.items()}


def board_of(question: Question) -> Board:
    versions = newest_versions(question)
    fit, documents = (
        newest_fit(question),
        question.project.documents.filter(erased_at=None, withdrawn_at=None).count(),
    )
    labels = {label.id: label for label in question.labels.all()}
    figures = {row["version"]: row for row in fit.report["rules"]} if fit else {}
    votes = read_votes([version.id for version in versions])
    rows = [
        _row(version, votes[version.id], figures.get(version.id, {}), labels, documents)
        for version in versions
    ]
    unsaid = [
        labels[label]
        for label in (fit.report.get("labels_without_rule", []) if fit else [])
        if label in labels
    ]
    picture = _picture(fit, {version.id: version.function for version in versions})
    authoring = known_documents(question).authoring
    return Board(
        question,
        rows,
        settings_of(question),
        fit,
        documents,
        unsaid,
        _unhit(authoring, votes, labels),
        picture,
        troubles_of(versions, votes, labels, authoring),
    )


def _unhit(
    authoring: Sequence[Known], votes: Mapping[int, Votes], labels: Mapping[int, Label]
) -> list[tuple[Label, int]]:
    """Labels with the number of gold documents, of those authors may look at, of which all rules are silent."""
    hit = (
        set(np.unique(np.concatenate([one.documents for one in votes.values()])).tolist()) if votes else set()
    )
    counts = Counter(
        label for known in authoring if known.document_id not in hit for label in set(known.labels)
    )
    return [(labels[label], count) for label, count in counts.most_common() if label in labels]


def _row(
    version: FunctionVersion,
    votes: Votes,
    figures: Mapping[str, Any],
    labels: Mapping[int, Label],
    documents: int,
) -> Row:
    said = [version.label_id] if version.label_id else sorted(set(votes.labels.tolist()))
    return Row(
        version=version,
        sentence=in_words(version),
        labels=[labels[label] for label in said if label in labels],
        votes=votes.hits,
        error=version.column.error,
        figures=figures,
        documents=documents,
        checked=precision_of(version.function, votes),
        newer=newer_documents(version),
    )


def _picture(
    fit: LabelModelFit | None, functions: Mapping[int, LabelingFunction]
) -> list[tuple[LabelingFunction, list[Cell]]]:
    """Who overlaps and conflicts with whom. A rule that changed since the fit is left out."""
    pairs = fit.report.get("pairs") if fit else None
    if not pairs:
        return []
    places = [
        (place, functions[version]) for place, version in enumerate(fit.columns) if version in functions
    ]
    most = max((pairs["conflicts"][one][other] for one, _f in places for other, _g in places), default=0)

    def cell(one: int, first: LabelingFunction, other: int, second: LabelingFunction) -> Cell:
        conflict = pairs["conflicts"][one][other]
        level = -(-conflict * LEVELS // most) if conflict else 0
        return Cell(first, second, pairs["overlaps"][one][other], conflict, level)

    return [(first, [cell(one, first, other, second) for other, second in places]) for one, first in places]
