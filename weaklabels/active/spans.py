"""From spans that people marked to a model that proposes spans: conditional random fields over words.

At once after each batch an averaged perceptron; in the background L-BFGS, which alone knows how sure it is. Labels
whose spans overlap others' get a model each; the rest share one. Offsets are code points of the text as it is.
"""

import ctypes
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from weaklabels.active.cues import Dictionaries, Lists
from weaklabels.active.sequences import Words, cues, cut_up
from weaklabels.active.storing import Files, checked, with_manifest
from weaklabels.active.tokens import Scored, Stretch, spans_of, tags_of

INSTANT = {"max_iterations": 25}
THOROUGH = {"c1": 0.02, "c2": 0.02, "max_iterations": 60, "feature.possible_transitions": False}
NAME = "spans"
Hints = Sequence[Iterable[Stretch]] | None  # for each text what rules and others found in it


@dataclass(frozen=True)
class Doubt:
    """How unsure the model is of one text: of the whole reading, per token; and summed over the tokens."""

    normalised: float
    total: float


@dataclass(frozen=True)
class SpanModel:
    """One crfsuite model for each group of labels that never overlap one another."""

    labels: tuple[str, ...]
    weights: tuple[bytes, ...]
    knows_how_sure: bool  # marginals mean something: not after the perceptron
    dictionaries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def predict(self, texts: Sequence[str], hints: Hints = None) -> list[list[Scored]]:
        """The spans of each text, in order."""
        return [found for found, _doubt in self.read(texts, hints)]

    def doubts(self, texts: Sequence[str], hints: Hints = None) -> list[Doubt]:
        return [doubt for _found, doubt in self.read(texts, hints)]

    def read(self, texts: Sequence[str], hints: Hints = None) -> list[tuple[list[Scored], Doubt]]:
        """Spans and doubt of each text, in one pass."""
        taggers = [opened(one) for one in self.weights]
        lists = Lists(self.dictionaries)
        return [
            self._read_one(text, hints[at] if hints else (), taggers, lists) for at, text in enumerate(texts)
        ]

    def _read_one(
        self, text: str, hints: Iterable[Stretch], taggers: Sequence[pycrfsuite.Tagger], lists: Lists
    ) -> tuple[list[Scored], Doubt]:
        found: list[Scored] = []
        log_sure, unsure, count = 0.0, 0.0, 0
        for sequence in cut_up(text):
            items = pycrfsuite.ItemSequence(cues(sequence, hints, lists))
            for tagger in taggers:
                tags = tagger.tag(items)
                sure = np.array([tagger.marginal(tag, at) for at, tag in enumerate(tags)])
                log_sure += float(np.log(max(tagger.probability(tags), 1e-300)))
                unsure += float((1 - sure).sum())
                count += len(tags)
                found += self._stretches(sequence, tags, sure)
        normalised = 1 - float(np.exp(log_sure / count)) if count else 0.0
        return sorted(found), Doubt(normalised, unsure)

    def _stretches(self, sequence: Words, tags: Sequence[str], sure: NDArray) -> Iterable[Scored]:
        for first, last, label in spans_of(sequence, tags):
            score = float(sure[first:last].min()) if self.knows_how_sure else 1.0
            yield Scored(sequence[first].start, sequence[last - 1].end, label, score)

    def describe(self) -> dict[str, Any]:
        """What the page and the model card say of it, as JSON."""
        return {
            "kind": "L-BFGS" if self.knows_how_sure else "averaged perceptron",
            "labels": list(self.labels),
            "models": len(self.weights),
            "dictionaries": {name: len(phrases) for name, phrases in self.dictionaries.items()},
            **self.about,
        }

    def to_files(self) -> Files:
        files = {f"spans-{at}.crfsuite": weights for at, weights in enumerate(self.weights)}
        facts = {
            "labels": list(self.labels),
            "knows_how_sure": self.knows_how_sure,
            "about": dict(self.about),
        }
        facts["dictionaries"] = {name: list(phrases) for name, phrases in self.dictionaries.items()}
        return with_manifest(NAME, files, facts | {"models": len(self.weights)})

    @classmethod
    def from_files(cls, files: Files) -> Self:
        """The model again; ModelDamaged where the files are not those that were written."""
        facts = checked(NAME, files)
        weights = tuple(files[f"spans-{at}.crfsuite"] for at in range(facts["models"]))
        return cls(
            tuple(facts["labels"]), weights, facts["knows_how_sure"], facts["dictionaries"], facts["about"]
        )


def fit_spans(
    texts: Sequence[str],
    spans: Sequence[Sequence[Stretch]],
    *,
    instant: bool,
    hints: Hints = None,
    dictionaries: Dictionaries | None = None,
) -> SpanModel:
    """A model of all labels that occur.

    Parameters
    ----------
    texts, spans
        Answered documents; one without spans teaches that there is nothing.
    instant
        By the averaged perceptron, in about a second; else by L-BFGS, which knows how sure it is.
    hints
        For each text stretches that rules found: they are cues, not answers.
    dictionaries
        Phrases by the name of their list; where one occurs is a cue too.
    """
    if len(texts) != len(spans) or (hints is not None and len(hints) != len(texts)):
        msg = (
            f"{len(texts)} texts, {len(spans)} lists of spans; each text needs one, and one of hints if any."
        )
        raise ValueError(msg)
    for text, marked in zip(texts, spans, strict=True):
        check(text, marked)
    kept = {name: sorted(set(phrases)) for name, phrases in (dictionaries or {}).items()}
    lists = Lists(kept)
    groups = groups_of(spans)
    items, sequences = [], []
    for at, text in enumerate(texts):
        for sequence in cut_up(text, spans[at]):
            items.append(pycrfsuite.ItemSequence(cues(sequence, hints[at] if hints else (), lists)))
            sequences.append((sequence, at))
    weights = []
    for group in groups:
        tags = [
            tags_of(sequence, (span for span in spans[at] if span.label in group))
            for sequence, at in sequences
        ]
        weights.append(trained(items, tags, instant=instant))
    labels = tuple(sorted(set().union(*groups))) if groups else ()
    about = {"answers": len(texts), "spans": sum(map(len, spans))}
    return SpanModel(labels, tuple(weights), not instant, kept, about)


def check(text: str, spans: Iterable[Stretch]) -> None:
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            msg = f"A span from {span.start} to {span.end} is not inside a text of {len(text)} characters."
            raise ValueError(msg)


def groups_of(spans: Iterable[Sequence[Stretch]]) -> list[set[str]]:
    """Labels that can share a model, in order; whatever overlaps another label is alone."""
    labels: set[str] = set()
    alone: set[str] = set()
    for marked in spans:
        ordered = sorted(marked)
        labels |= {span.label for span in ordered}
        for at, span in enumerate(ordered):
            for other in ordered[at + 1 :]:
                if other.start >= span.end:
                    break
                if other.label != span.label:
                    alone |= {span.label, other.label}
    together = labels - alone
    return [group for group in (together, *({label} for label in sorted(alone))) if group]


def trained(items: Sequence[pycrfsuite.ItemSequence], tags: Sequence[list[str]], *, instant: bool) -> bytes:
    trainer = pycrfsuite.Trainer(algorithm="ap" if instant else "lbfgs", verbose=False)
    trainer.set_params(INSTANT if instant else THOROUGH)
    for item, tag in zip(items, tags, strict=True):
        if tag:
            trainer.append(item, tag)
    # The perceptron shuffles by the C library's numbers and offers no seed of its own
    ctypes.CDLL(None).srand(1)
    with tempfile.TemporaryDirectory(prefix="gloss-spans-") as folder:
        path = Path(folder) / "model.crfsuite"
        trainer.train(str(path))
        return path.read_bytes()


def opened(weights: bytes) -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(weights)
    return tagger
