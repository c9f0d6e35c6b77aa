"""A model to take along: weights, manifest, a predictor that needs numpy only, and a card: what is it worth?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from weaklabels.active.linear import LinearModel
from weaklabels.active.storing import Files

PREDICTOR, CARD, NAMES, NEEDS = "predict.py", "MODEL_CARD.md", "names.json", "requirements.txt"
LIMITS = (
    "It knows words and pieces of words, not meaning: irony, negation far away and new vocabulary mislead it.",
    "It was learned from the documents of one project and is worth nothing promised on others.",
    "Its probabilities were fitted to the answers it was trained on; where labels are rarer or more frequent, "
    "they are off.",
)


@dataclass(frozen=True)
class Figure:
    """One figure of the card; None where there were too few answers for one."""

    name: str
    value: float | None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Card:
    """What the reader of a downloaded model must know.

    Parameters
    ----------
    trained_on
        The data in words: how many answers, of whom, how drawn, until when.
    judged_on
        What the figures were computed on, as a sentence.
    """

    title: str
    question: str
    version: str
    trained_on: str
    judged_on: str
    figures: Sequence[Figure] = ()
    limits: Sequence[str] = ()
    names: Mapping[str | int, str] = field(default_factory=dict)  # of labels that are numbers in the files


def bundle(model: LinearModel, card: Card) -> Files:
    """All files of the download, by name."""
    return {
        **model.to_files(),
        PREDICTOR: Path(__file__).with_name("predictor.py").read_bytes(),
        CARD: card_text(model.describe(), card).encode(),
        NAMES: names_of_labels(card),
        NEEDS: needs_numpy(),
    }


def needs_numpy() -> bytes:
    return f"numpy>={version('numpy').split('.')[0]}\n".encode()


def names_of_labels(card: Card) -> bytes:
    """What the predictor calls the labels: by their numbers where two have one name."""
    names = {str(label): name for label, name in card.names.items()}
    return json.dumps(names if len({*names.values()}) == len(names) else {}, ensure_ascii=False).encode()


def card_text(facts: Mapping[str, Any], card: Card, *, gives: str = "the probability of each label") -> str:
    """In Markdown, of a model that describes itself so."""
    names = {label: card.names.get(label, str(label)) for label in facts["labels"]}
    lines = [
        f"# {card.title}",
        "",
        f"Version {card.version}. It answers: {card.question}",
        "",
        "## Labels",
        "",
        *(f"- {label}" + (f": {name}" if name != str(label) else "") for label, name in names.items()),
        "",
        "## Data",
        "",
        card.trained_on,
        "",
        how_it_learns(facts),
        *unseen_lines([names[label] for label in facts.get("unseen_labels", ())]),
        "",
        "## Figures",
        "",
        card.judged_on,
        "",
        *figure_lines(card.figures),
        "",
        "## Limits",
        "",
        *(f"- {one}" for one in (*card.limits, *LIMITS)),
        "",
        "## Use",
        "",
        f"`python {PREDICTOR} < texts.txt` writes {gives}, a line of JSON for a line of text.",
        "`predict(text)` in the same file does it for one text.",
    ]
    return "\n".join(lines) + "\n"


def how_it_learns(facts: Mapping[str, Any]) -> str:
    if "features" in facts:
        return f"How it learns: {facts['kind']} on {facts['features']:,} hashed features; seed {facts.get('seed')}."
    return (
        f"How it learns: a conditional random field over words, {facts['kind']}, on {facts['spans']:,} spans."
    )


def unseen_lines(labels: Sequence[str]) -> list[str]:
    return [f"Never seen in an answer, and never proposed: {', '.join(labels)}."] if labels else []


def figure_lines(figures: Sequence[Figure]) -> list[str]:
    if not figures:
        return ["None yet: too few documents were drawn at random and answered."]
    rows = ["| figure | value | 95 % interval |", "| --- | ---: | ---: |"]
    for one in figures:
        value = "too few answers" if one.value is None else f"{one.value:.3f}"
        interval = "" if one.interval is None else f"{one.interval[0]:.3f} to {one.interval[1]:.3f}"
        rows.append(f"| {one.name} | {value} | {interval} |")
    return rows
