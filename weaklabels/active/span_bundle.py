"""A model of words to take along: the weights of crfsuite's own file as arrays, so that numpy alone can read them."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weaklabels.active.bundle import (
    CARD,
    NAMES,
    NEEDS,
    PREDICTOR,
    Card,
    card_text,
    names_of_labels,
    needs_numpy,
)
from weaklabels.active.cues import LONGEST as LONGEST_PHRASE
from weaklabels.active.sequences import LONGEST
from weaklabels.active.spans import SpanModel, opened
from weaklabels.active.storing import ARRAYS, Files, with_manifest, zipped
from weaklabels.active.tokens import UNSPACED, tokens_of

CUES = "cues.json"
NAME = "spans in numpy"


def bundle_spans(model: SpanModel, card: Card, *, may_overlap: bool) -> Files:
    """All files of the download, by name."""
    arrays: dict[str, NDArray] = {}
    cues, tags = [], []
    for group, weights in enumerate(model.weights):
        known, mine, found = as_arrays(weights)
        cues.append(known)
        tags.append(mine)
        arrays |= {f"{name}_{group}": array for name, array in found.items()}
    facts = {
        "labels": list(model.labels),
        "tags": tags,
        "knows_how_sure": model.knows_how_sure,
        "may_overlap": may_overlap,
        "dictionaries": {name: phrases_of(phrases) for name, phrases in model.dictionaries.items()},
        "longest": LONGEST,
        "unspaced": UNSPACED,
        "about": dict(model.about),
    }
    files = {ARRAYS: zipped(arrays), CUES: json.dumps(cues, ensure_ascii=False).encode()}
    return {
        **with_manifest(NAME, files, facts),
        PREDICTOR: Path(__file__).with_name("span_predictor.py").read_bytes(),
        CARD: card_text(model.describe(), card, gives="the spans").encode(),
        NAMES: names_of_labels(card),
        NEEDS: needs_numpy(),
    }


def as_arrays(weights: bytes) -> tuple[list[str], list[str], dict[str, NDArray]]:
    """Cues and tags by their numbers; the weights of the cues as rows of a sparse matrix, and those of the moves."""
    found = opened(weights).info()
    cues, tags = sorted(found.attributes), sorted(found.labels)
    row_of, column_of = ({name: at for at, name in enumerate(names)} for names in (cues, tags))
    cells = sorted((row_of[cue], column_of[tag], value) for (cue, tag), value in found.state_features.items())
    rows = np.array([row for row, _column, _value in cells], np.int64)
    moves = np.zeros((len(tags), len(tags)))
    for (before, after), value in found.transitions.items():
        moves[column_of[before], column_of[after]] = value
    arrays = {
        "starts": np.searchsorted(rows, np.arange(len(cues) + 1)),
        "columns": np.array([column for _row, column, _value in cells], np.int16),
        "weights": np.array([value for _row, _column, value in cells], np.float64),
        "moves": moves,
    }
    return cues, tags, arrays


def phrases_of(phrases: Sequence[str]) -> list[list[str]]:
    """Each phrase as the words it is looked up by, once."""
    found = {tuple(token.text.casefold() for token in tokens_of(phrase)) for phrase in phrases}
    return sorted(list(words) for words in found if 0 < len(words) <= LONGEST_PHRASE)
