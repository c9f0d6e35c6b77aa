"""What would this rule do? Asked of a sample of documents while somebody types."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from weaklabels.matching import definitions as d
from weaklabels.matching.applying import Plan, Texts, reads_metadata
from weaklabels.matching.columns import Column
from weaklabels.matching.compiled import NO_DICTIONARIES, Compiled, Dictionaries, Hit
from weaklabels.matching.documents import Document
from weaklabels.matching.sentences import Sentence, gettext_noop, ngettext

MOST_SHOWN = 20
EVERYWHERE = 0.95  # of the documents: a rule that says the same of nearly all says nothing


@dataclass(frozen=True)
class Sample:
    """Documents to try rules on: the whole project or a part of it, audit documents left out by the caller.

    `gold` holds label ids by position (the labels of a `choices` question may be several); `others` the columns of
    the project's other rules over the same documents.
    """

    source: Texts
    gold: Mapping[int, frozenset[int]] = field(default_factory=dict)
    others: Sequence[Column] = ()
    one_label: bool = True  # two labels of one document contradict each other


@dataclass(frozen=True)
class Shown:
    """One hit to be looked at. `right` is None where there is no gold."""

    position: int
    hit: Hit
    right: bool | None
    contradicted: bool


@dataclass(frozen=True)
class Preview:
    """Figures of a rule over a sample. `warning` is a sentence where it says nearly nothing."""

    documents: int
    hits: int
    right: int
    wrong: int
    contradicted: int
    shown: tuple[Shown, ...]
    column: Column
    warning: Sentence | None
    milliseconds: float

    @property
    def coverage(self) -> float:
        return self.hits / self.documents if self.documents else 0.0


def preview(
    rule: d.Rule,
    sample: Sample,
    dictionaries: Dictionaries = NO_DICTIONARIES,
    *,
    most_shown: int = MOST_SHOWN,
) -> Preview:
    """Apply the rule to the sample and say what comes of it. Raises Refused for a rule that cannot be."""
    begun = time.perf_counter()
    [column] = Plan([rule], dictionaries).apply(sample.source)
    positions = column.documents
    graded = {
        position: rule.label in sample.gold[position]
        for position in positions.tolist()
        if position in sample.gold
    }
    against = contradicted(rule, positions, sample)
    shown = _shown(rule, positions[:most_shown], sample, dictionaries, graded, set(against.tolist()))
    right = sum(graded.values())
    return Preview(
        documents=len(sample.source),
        hits=len(positions),
        right=right,
        wrong=len(graded) - right,
        contradicted=len(against),
        shown=shown,
        column=column,
        warning=_warning(len(positions), len(sample.source)),
        milliseconds=1000 * (time.perf_counter() - begun),
    )


def contradicted(rule: d.Rule, positions: np.ndarray, sample: Sample) -> np.ndarray:
    """Where another rule says another label of the same document."""
    if not sample.one_label or rule.says is d.Says.SPANS:
        return positions[:0]
    others = [other.documents for other in sample.others if other.label != rule.label]
    return np.intersect1d(positions, np.unique(np.concatenate(others))) if others else positions[:0]


def _shown(
    rule: d.Rule,
    positions: np.ndarray,
    sample: Sample,
    dictionaries: Dictionaries,
    graded: Mapping[int, bool],
    against: set[int],
) -> tuple[Shown, ...]:
    compiled = Compiled(rule.when, dictionaries)
    needs_metadata = reads_metadata(rule.when)
    shown = []
    for position in positions.tolist():
        [text] = sample.source.texts(position, position + 1)
        metadata = sample.source.metadata(position) if needs_metadata else {}
        hit = compiled.hit(Document.of(text.decode(), metadata))
        if hit is not None:
            shown.append(Shown(position, hit, graded.get(position), position in against))
    return tuple(shown)


def _warning(hits: int, documents: int) -> Sentence | None:
    if not documents:
        return None
    if not hits:
        message = ngettext("It does not match the one document.", "It matches none of %(count)s documents.")
        return Sentence(message, {"count": documents})
    if hits < EVERYWHERE * documents:
        return None
    return Sentence(
        gettext_noop(
            "It matches %(share)s %% of the documents. A rule that says the same of nearly all says little."
        ),
        {"share": round(100 * hits / documents)},
    )


@dataclass(frozen=True)
class Fired:
    """A rule that fires on a document, and how long it took to find out."""

    hit: Hit
    microseconds: float


def hits(rule: Compiled, document: Document) -> Fired | None:
    """Does it fire on this document, and on which words?"""
    begun = time.perf_counter()
    hit = rule.hit(document)
    return None if hit is None else Fired(hit, 1e6 * (time.perf_counter() - begun))
