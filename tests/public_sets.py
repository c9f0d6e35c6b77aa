"""The public data sets of ../shared/data as label matrices: sms, trec, youtube; ncbi and snips as spans.

Sets that are not on this machine are skipped with a sentence. SHARED_DATA names another place.
"""

import csv
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from weaklabels.labelmodel import LabelMatrix, Span

DATA = Path(os.environ.get("SHARED_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
needs_public_sets = pytest.mark.skipif(
    not DATA.is_dir(), reason="the data sets in ../shared/data are not on this machine"
)
TREC = {"DESC": "DESCRIPTION", "ENTY": "ENTITY", "HUM": "HUMAN", "ABBR": "ABBREVIATION"}
TREC |= {"LOC": "LOCATION", "NUM": "NUMERIC"}


@dataclass(frozen=True)
class Texts:
    """One file of a set: texts, true labels, and dense votes (-1: silent)."""

    texts: list[str]
    truth: np.ndarray
    votes: np.ndarray


@dataclass(frozen=True)
class PublicSet:
    """Train, valid and test; of a set with a rare label, `rare` is that label and F1 its measure."""

    name: str
    classes: int
    train: Texts
    valid: Texts
    test: Texts
    rare: int | None = None


def sms() -> PublicSet:
    rules = regular_expressions("sms", ["ham", "spam"])

    def read(part: str) -> Texts:
        with (DATA / f"sms/{part}.csv").open(encoding="utf-8", errors="replace", newline="") as file:
            rows = list(csv.reader(file))[1:]
        return labelled([row[1] for row in rows], [int(row[0] == "spam") for row in rows], rules)

    return PublicSet("sms", 2, read("train"), read("valid"), read("test"), rare=1)


def trec() -> PublicSet:
    short, rules = list(TREC), regular_expressions("trec", list(TREC.values()))

    def read(part: str) -> Texts:
        lines = (DATA / f"trec/{part}.txt").read_text(encoding="latin-1").split("\n")
        pairs = [line.split(":", 1) for line in lines if ":" in line]
        if part == "test":  # a finer label stands before the question there
            pairs = [(label, text.partition(" ")[2]) for label, text in pairs]
        return labelled(
            [text for _label, text in pairs], [short.index(label) for label, _text in pairs], rules
        )

    return PublicSet("trec", 6, read("train"), read("valid"), read("test"))


def youtube() -> PublicSet:
    def read(part: str) -> Texts:
        rows = json.loads((DATA / f"youtube/{part}.json").read_text()).values()
        return Texts(
            [row["data"]["text"] for row in rows],
            np.array([row["label"] for row in rows]),
            np.array([row["weak_labels"] for row in rows]),
        )

    return PublicSet("youtube", 2, read("train"), read("valid"), read("test"))


def ncbi(part: str, first_document: int = 0) -> tuple[list[list[Span]], list[Span], int]:
    """Spans of each recommended function, the true ones, and the number of documents."""
    meta = json.loads((DATA / "ncbi/meta.json").read_text())
    chosen = [meta["lf"].index(name) for name in meta["lf_rec"]]
    rows = list(json.loads((DATA / f"ncbi/{part}.json").read_text()).values())

    def spans(found: Sequence[Sequence]) -> list[Span]:
        return [
            Span(first_document + number, start, end, 0)
            for number, here in enumerate(found)
            for start, end, _kind in here
        ]

    votes = [spans([row["weak_labels"][function] for row in rows]) for function in chosen]
    return votes, spans([row["label"] for row in rows]), len(rows)


def snips(part: str) -> tuple[list[str], list[list[tuple[int, int, str]]]]:
    """Sentences of all intents, `train` or `validate`, and the spans of each: start, end, slot."""
    texts, spans = [], []
    for path in sorted((DATA / "snips").glob(f"{part}_*.json")):
        [rows] = json.loads(path.read_text(encoding="utf-8", errors="replace")).values()
        for row in rows:
            text, marked = "", []
            for piece in row["data"]:
                if "entity" in piece and piece["text"]:
                    marked.append((len(text), len(text) + len(piece["text"]), piece["entity"]))
                text += piece["text"]
            texts.append(text)
            spans.append(marked)
    return texts, spans


def ten_rules(part: Texts, classes: int) -> np.ndarray:
    """The votes of the rules that hit most, five for each of two labels: as many as a demo has."""
    hits = (part.votes >= 0).sum(axis=0)
    says = part.votes.max(axis=0)
    each = 10 // classes
    chosen = [
        np.flatnonzero(says == label)[np.argsort(-hits[says == label], kind="stable")[:each]]
        for label in range(classes)
    ]
    return part.votes[:, np.concatenate(chosen)]


def regular_expressions(name: str, labels: list[str]) -> list[tuple[int, re.Pattern[str]]]:
    lines = (DATA / name / "rule.txt").read_text(encoding="utf-8", errors="replace").splitlines()
    rules = [line.split("\t") for line in lines if line.count("\t") >= 1]
    return [(labels.index(rule[0]), re.compile(rule[1], re.IGNORECASE)) for rule in rules]


def labelled(texts: list[str], truth: list[int], rules: list[tuple[int, re.Pattern[str]]]) -> Texts:
    votes = [[label if rule.search(text) else -1 for label, rule in rules] for text in texts]
    return Texts(texts, np.array(truth), np.array(votes))


def matrix(*parts: np.ndarray, classes: int) -> LabelMatrix:
    return LabelMatrix.from_dense(np.vstack(parts), classes)
