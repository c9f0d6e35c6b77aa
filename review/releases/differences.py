"""How do two data sets differ? Pure: what is said of documents in, a table of changes out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review.releases.holding import plain

Told = Mapping[str, Any]  # a record of a release


@dataclass(frozen=True, order=True)
class Change:
    """What a question's label was, in words, and what it is; "": there was none, or there is none."""

    question: str
    was: str
    now: str


def changed_in(was: Told, now: Told) -> list[Change]:
    """The questions of one document of which something else is said.

    Examples
    --------
    >>> was = {"responses": {"Tone": "glad"}, "answers": {}}
    >>> now = {"responses": {"Tone": "cross"}, "answers": {}}
    >>> changed_in(was, now), changed_in(now, now)
    ([Change(question='Tone', was='glad', now='cross')], [])
    """
    names = {name: None for told in (was, now) for part in ("responses", "answers") for name in told[part]}
    both = ((name, said_of(was, name), said_of(now, name)) for name in names)
    return [Change(name, in_words(one), in_words(other)) for name, one, other in both if one != other]


def said_of(told: Told, name: str) -> Any:
    """The one label where there is one, or where all answer the same; else what each has answered."""
    if name in told["responses"]:
        return told["responses"][name]
    if name not in told["answers"]:
        return None
    said = [one.get("response") for one in told["answers"][name]]
    return said[0] if len(set(map(plain, said))) == 1 else said


def in_words(said: Any) -> str:
    """Short enough for a cell, the same for what is the same kind of answer; of a text only that there is one.

    Examples
    --------
    >>> in_words("glad"), in_words(None), in_words({"text": "Ann"}), in_words([])
    ('glad', '', '…', '–')
    >>> in_words([{"start": 0, "end": 3, "label": "person"}, {"start": 5, "end": 7, "label": "person"}])
    'person ×2'

    Where several people each gave several labels, a stroke stands between what one and what another gave.

    >>> in_words([["need", "budget"], ["need"], []])
    'budget, need / need / –'
    """
    if said is None:
        return ""
    if not isinstance(said, list):
        return "…" if isinstance(said, dict) else str(said)
    if any(isinstance(one, list) for one in said):
        return " / ".join(sorted(in_words(one) or "–" for one in said))
    counts = Counter(_label(one) for one in said)
    words = [name if count == 1 else f"{name} ×{count}" for name, count in sorted(counts.items())]
    return ", ".join(words) or "–"


def _label(one: Any) -> str:
    if isinstance(one, dict):
        return one.get("label", "…")
    return in_words(one) or "–"
