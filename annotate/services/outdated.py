"""What an answer says in labels that went since, and which suggestions speak to that: those in the labels that came.

After a split its author is asked again, and need not begin with nothing. What they decided between labels that both
were there already is not proposed anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.models import Project

Suggested = dict[str, Any]


@dataclass(frozen=True)
class Outdated:
    """What stands in labels that are gone in the answer to one question, and the labels that are new since."""

    labels: frozenset[int]
    places: tuple[tuple[int, int], ...]  # words that lost their label

    def content(self, suggested: Mapping[str, Any]) -> dict[str, Any]:
        """What of this content of a suggestion speaks to it. `{}`: nothing.

        >>> outdated = Outdated(frozenset([8, 9]), ((0, 3),))
        >>> outdated.content({"spans": [{"start": 0, "end": 2, "label": 8}, {"start": 5, "end": 7, "label": 8}]})
        {'spans': [{'start': 0, 'end': 2, 'label': 8}]}
        >>> outdated.content({"labels": [7]})
        {}
        """
        spans = [one for one in suggested.get("spans", ()) if self._is_meant(one)]
        labels = [label for label in suggested.get("labels", ()) if label in self.labels]
        return {name: found for name, found in (("labels", labels), ("spans", spans)) if found}

    def _is_meant(self, span: Mapping[str, int]) -> bool:
        is_there = any(start < span["end"] and span["start"] < end for start, end in self.places)
        return is_there and span["label"] in self.labels


def outdated_in(project: Project, answer: Mapping[str, Any]) -> dict[int, Outdated]:
    """By question, what is outdated in an answer in its wire form. Most have nothing that is."""
    asked = project.schema.questions if project.schema else []
    in_use = {question["id"]: {label["id"] for label in question["labels"]} for question in asked}
    found = {}
    for response in answer["responses"]:
        labels = in_use.get(response["question"])
        gone = _said(response) - labels if labels else set()
        if gone:
            places = [(one["start"], one["end"]) for one in response["spans"] if one["label"] in gone]
            new = frozenset(labels - _beside(project, response["question"], min(gone)))
            found[response["question"]] = Outdated(new, tuple(places))
    return found


def speaking_to(outdated: Mapping[int, Outdated], suggestions: Iterable[Suggested]) -> list[Suggested]:
    """The suggestions of the wire that speak to what is outdated, each with no more than that."""
    kept = []
    for one in suggestions:
        content = outdated[one["question"]].content(one) if one["question"] in outdated else {}
        if content:
            kept.append({name: one[name] for name in ("id", "question", "source", "score")} | content)
    return kept


def _said(response: Mapping[str, Any]) -> set[int]:
    return {*response["labels"], *(span["label"] for span in response["spans"])}


def _beside(project: Project, question: int, label: int) -> set[int]:
    """The labels that were there with this one when it was there last."""
    named = {"questions": [{"id": question, "labels": [{"id": label}]}]}
    last = project.schemas.filter(body__contains=named).first()
    asked = last.questions if last else []
    return {one["id"] for had in asked if had["id"] == question for one in had["labels"]}
