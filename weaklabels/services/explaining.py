"""Which rules fire on one document, on which words, and what the label model makes of it: worked out for it alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annotate.models import Document, Label, Question
from weaklabels.labelmodel.posterior import softmax
from weaklabels.matching.compiled import Compiled, Hit
from weaklabels.matching.documents import Document as Read
from weaklabels.matching.sentences import Refused
from weaklabels.models import FunctionVersion, LabelingFunction, LabelModelFit, RuleSettings, VotePiece
from weaklabels.services.definitions import dictionaries_for, in_words, rules_of
from weaklabels.services.fitting import newest_fit, questions_with_rules
from weaklabels.services.hits import Excerpt, excerpt
from weaklabels.services.matrices import newest_versions
from weaklabels.services.votes import votes_of

HARDLY = 0.01  # a probability


@dataclass(frozen=True)
class Said:
    """A label, for spans with its place."""

    label_id: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Firing:
    """A rule that says something of the document."""

    version: FunctionVersion
    sentence: str
    labels: list[Label]
    excerpt: Excerpt | None  # the words it fired on; what is code or was uploaded does not tell

    @property
    def function(self) -> LabelingFunction:
        return self.version.function


@dataclass(frozen=True)
class Share:
    """How probable the label model makes a label, or a span with it."""

    label: Label
    probability: float
    words: str = ""


@dataclass(frozen=True)
class Explained:
    """What a question's rules say of a document, one by one and together."""

    question: Question
    firings: list[Firing]
    silent: int
    label_model: str
    shares: list[Share] = field(default_factory=list)
    unlikely: int = 0  # labels that are hardly worth a line
    unweighed: list[LabelingFunction] = field(default_factory=list)  # they are newer than the label model


def explained(document: Document) -> list[Explained]:
    """Question by question, those first that have rules for longer."""
    return [_of_question(question, document) for question in questions_with_rules(document.project)]


def said_of_text(question: Question, text: str) -> dict[int, list[Said]]:
    """What the rules without code say of a text that is no document, by version: no text or vote is stored."""
    versions = [
        one for one in newest_versions(question) if one.function.kind == LabelingFunction.Kind.DECLARATIVE
    ]
    document = Document(project=question.project, text=text, metadata={})
    hits = _hits(question, versions, document)
    return {version.id: said for version in versions if (said := _said(version, document, hits))}


def shares_of_text(question: Question, text: str, said: Mapping[int, Sequence[Said]]) -> list[Share]:
    """How probable the label model makes what the rules said; none without a label model."""
    fit = newest_fit(question)
    labels = Label.objects.filter(question=question).in_bulk()
    return _shares(question, fit, said, labels, text) if fit and said else []


def _of_question(question: Question, document: Document) -> Explained:
    versions = newest_versions(question)
    labels = Label.objects.filter(question=question).in_bulk()
    hits = _hits(question, versions, document)
    said = {version.id: _said(version, document, hits) for version in versions}
    firings = [
        Firing(version, in_words(version), _labels(said[version.id], labels), _words(version, document, hits))
        for version in versions
        if said[version.id]
    ]
    fit = newest_fit(question)
    weighed = set(fit.columns) if fit else set()
    shares = _shares(question, fit, said, labels, document.text) if fit and firings else []
    likely = [share for share in shares if share.probability >= HARDLY]
    return Explained(
        question,
        firings,
        silent=len(versions) - len(firings),
        label_model=str(RuleSettings.Model(fit.label_model).label) if fit else "",
        shares=likely,
        unlikely=len(shares) - len(likely),
        unweighed=[one.function for one in firings if one.version.id not in weighed],
    )


def _hits(question: Question, versions: Sequence[FunctionVersion], document: Document) -> dict[int, Hit]:
    """Where the rules without code fire, by version."""
    declarative = [
        one
        for one in versions
        if one.function.kind == LabelingFunction.Kind.DECLARATIVE and not one.column.error
    ]
    rules = rules_of(declarative)
    dictionaries = dictionaries_for(question.project, rules)
    read = Read.of(document.text, document.metadata)
    found = {}
    for version, rule in zip(declarative, rules, strict=True):
        try:
            hit = Compiled(rule.when, dictionaries).hit(read)
        except Refused:  # it can no more be applied; its page says why
            continue
        if hit:
            found[version.id] = hit
    return found


def _said(version: FunctionVersion, document: Document, hits: Mapping[int, Hit]) -> list[Said]:
    if version.function.kind != LabelingFunction.Kind.DECLARATIVE:
        return _stored(version, document)
    if version.id not in hits or version.label_id is None:
        return []
    if version.function.question.kind != Question.Kind.SPANS:
        return [Said(version.label_id)]
    return [Said(version.label_id, start, end) for start, end in hits[version.id].spans]


def _stored(version: FunctionVersion, document: Document) -> list[Said]:
    """What a rule said of the document when it last looked."""
    piece = VotePiece.objects.filter(column=version.id, first__lte=document.id, last__gte=document.id).first()
    if piece is None:
        return []
    votes = votes_of(piece)
    first, last = np.searchsorted(votes.documents, [document.id, document.id + 1])
    labels = votes.labels[first:last].tolist()
    if votes.starts is None or votes.ends is None:
        return [Said(label) for label in labels]
    return list(map(Said, labels, votes.starts[first:last].tolist(), votes.ends[first:last].tolist()))


def _labels(said: Iterable[Said], labels: Mapping[int, Label]) -> list[Label]:
    return [labels[label_id] for label_id in sorted({one.label_id for one in said}) if label_id in labels]


def _words(version: FunctionVersion, document: Document, hits: Mapping[int, Hit]) -> Excerpt | None:
    hit = hits.get(version.id)
    return excerpt(document.text, hit) if hit and (hit.spans or hit.beside) else None


def _shares(
    question: Question,
    fit: LabelModelFit,
    said: Mapping[int, Sequence[Said]],
    labels: Mapping[int, Label],
    text: str,
) -> list[Share]:
    """The likeliest first."""
    of_kind = _of_labels if question.kind == Question.Kind.CHOICE else _of_proposals
    shares = of_kind(fit, said, labels, text)
    return sorted(shares, key=lambda share: -share.probability)


def _of_labels(
    fit: LabelModelFit, said: Mapping[int, Sequence[Said]], labels: Mapping[int, Label], _text: str
) -> list[Share]:
    """The label model's own sum, of what each vote adds (fit_reports.py keeps it with the fit)."""
    parts = [
        fit.report.get("evidence", {}).get(str(version), {}).get(str(one.label_id))
        for version, votes in said.items()
        for one in votes
    ]
    known = [part for part in parts if part]
    if not known:
        return []
    total = np.sum(known, axis=0)
    if fit.label_model == RuleSettings.Model.MAJORITY:
        total = np.where(total == total.max(), 0.0, -np.inf)
    shares = softmax(total[None, :].astype(np.float64))[0].tolist()
    return [
        Share(labels[label], share)
        for label, share in zip(fit.labels, shares, strict=False)  # of one label the other share is nobody's
        if label in labels
    ]


def _of_proposals(
    fit: LabelModelFit, said: Mapping[int, Sequence[Said]], labels: Mapping[int, Label], text: str
) -> list[Share]:
    """Noisy-or: the chance that not all of the rules that propose this very thing are wrong."""
    wrong: dict[Said, float] = defaultdict(lambda: 1.0)
    for version, votes in said.items():
        precisions: Mapping[str, Any] = fit.report.get("precisions", {}).get(str(version), {})
        for one in set(votes):
            if str(one.label_id) in precisions:
                wrong[one] *= 1 - precisions[str(one.label_id)]
    return [
        Share(labels[one.label_id], 1 - chance, "" if one.start is None else text[one.start : one.end])
        for one, chance in wrong.items()
        if one.label_id in labels
    ]
