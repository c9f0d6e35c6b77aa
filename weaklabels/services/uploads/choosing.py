"""What a file would become: its columns and values as they were read, and what is guessed and chosen of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from annotate.models import Label, Question
from annotate.problems import Invalid
from weaklabels.models import LabelingFunction
from weaklabels.numbers import LONGEST, number_in
from weaklabels.services.functions import LONGEST_NAME
from weaklabels.services.votes import Votes
from weaklabels.votefiles.columns import Column, VoteFile

MOST_SHOWN_VALUES = 500


def report_of(found: VoteFile, question: Question) -> dict[str, Any]:
    """For the page and the API: columns with their hits, values with what they are taken for, problems."""
    counts: dict[int, int] = dict.fromkeys(range(len(found.values)), 0)
    first_lines: dict[int, int] = {}
    for column in found.columns.values():
        values, lines = column.numbers("values"), column.numbers("lines")
        numbers, firsts, times = np.unique(values, return_index=True, return_counts=True)
        for number, first, count in zip(numbers.tolist(), firsts.tolist(), times.tolist(), strict=True):
            counts[number] += count
            line = int(lines[first])
            first_lines[number] = min(line, first_lines.get(number, line))
    guessed = guess_labels(found, question)
    by_count = sorted(found.values.items(), key=lambda pair: -counts[pair[1]])
    return {
        "lines": found.lines,
        "documents": found.documents,
        "unknown_documents": found.unknown_documents,
        "refused": found.problems.count,
        "problems": found.problems.named,
        "columns": [
            {"name": column.name, "votes": len(column), "documents": len(set(column.documents))}
            for column in found.columns.values()
        ],
        "values": [
            {
                "value": value,
                "votes": counts[number],
                "line": first_lines.get(number, 0),
                "label": guessed.get(value),
            }
            for value, number in by_count[:MOST_SHOWN_VALUES]
        ],
    }


def guess_labels(found: VoteFile, question: Question) -> dict[str, int]:
    """By name, whatever its case; else, where all values are Snorkel's numbers, by the labels' order."""
    labels = list(question.labels.filter(retired_at=None).order_by("id"))
    by_name = {label.name.casefold(): label.id for label in labels}
    named = {value: by_name[value.casefold()] for value in found.values if value.casefold() in by_name}
    if named or not all(value.isdecimal() for value in found.values):
        return named
    numbers = {value: number_in(value) for value in found.values if len(value) <= LONGEST}
    return {value: labels[number].id for value, number in numbers.items() if number < len(labels)}


@dataclass(frozen=True)
class Choices:
    """Which columns are kept under which names, and what label each value is. A value without one is silence.

    Where they are `adding`, rules that are there go on saying what they said of documents the file does not name.
    """

    names: Mapping[str, str]  # column -> the rule's name
    labels: Mapping[str, int]  # value -> label id
    adding: bool = False

    @classmethod
    def read(cls, values: Mapping[str, Any], report: Mapping[str, Any], question: Question) -> "Choices":
        """From what somebody sent. Raises Invalid."""
        names, labels = dict(values.get("columns", {})), dict(values.get("labels", {}))
        _check_known(names, [column["name"] for column in report["columns"]], _("column"))
        _check_known(labels, [value["value"] for value in report["values"]], _("value"))
        living = set(question.labels.filter(retired_at=None).values_list("id", flat=True))
        chosen = {value: label for value, label in labels.items() if label is not None}
        if foreign := set(chosen.values()) - living:
            raise Invalid(
                _("There is no label %(label)s in use in “%(question)s”.")
                % {"label": min(foreign), "question": question.name},
                field="labels",
            )
        if not names:
            raise Invalid(_("Choose at least one column to keep."), field="columns")
        if not chosen:
            raise Invalid(_("Say of at least one value which label it is."), field="labels")
        _check_names(question, list(names.values()))
        stripped = {column: name.strip() for column, name in names.items()}
        return cls(stripped, chosen, values.get("adding") is True)

    def as_json(self) -> dict[str, Any]:
        return {"columns": dict(self.names), "labels": dict(self.labels), "adding": self.adding}


def guessed_choices(report: Mapping[str, Any]) -> dict[str, Any]:
    """What is proposed before anybody chose."""
    return {
        "columns": {
            column["name"]: column["name"][:LONGEST_NAME] for column in report["columns"] if column["votes"]
        },
        "labels": {value["value"]: value["label"] for value in report["values"] if value["label"]},
    }


def _check_known(chosen: Mapping[str, Any], known: list[str], what: str) -> None:
    if strange := set(chosen) - set(known):
        raise Invalid(_("The file has no %(what)s “%(name)s”.") % {"what": what, "name": min(strange)})


def _check_names(question: Question, names: list[str]) -> None:
    """A name is new, or that of a rule of the same kind and question, which gets its next version. Raises Invalid."""
    stripped = [name.strip() for name in names]
    if not all(stripped) or max(map(len, stripped)) > LONGEST_NAME:
        raise Invalid(
            _("Give each rule a name of at most %(most)s characters.") % {"most": LONGEST_NAME},
            field="columns",
        )
    if len(set(stripped)) < len(stripped):
        raise Invalid(_("Give each column a name of its own."), field="columns")
    taken = question.project.labeling_functions.living().filter(name__in=stripped)
    other = taken.exclude(kind=LabelingFunction.Kind.UPLOADED, question=question).first()
    if other:
        raise Invalid(
            _("Another rule is called “%(name)s”. Choose another name.") % {"name": other.name},
            field="columns",
        )


def votes_of_column(column: Column, values: Mapping[str, int], labels: Mapping[str, int]) -> Votes:
    """As they are kept: sorted, each once, silence left out."""
    label_of = np.zeros(len(values) + 1, dtype=np.int64)
    for value, number in values.items():
        label_of[number] = labels.get(value, 0)
    said = label_of[column.numbers("values")]
    marks = bool(len(column.starts))
    places = [column.numbers("starts"), column.numbers("ends")] if marks else []
    table = np.stack([column.numbers("documents"), *places, said], axis=1)[said > 0]
    table = np.unique(table, axis=0)
    return Votes(
        table[:, 0],
        table[:, -1].astype(np.int32),
        table[:, 1].astype(np.int32) if marks else None,
        table[:, 2].astype(np.int32) if marks else None,
    )


def labels_of(question: Question) -> list[Label]:
    return list(question.labels.filter(retired_at=None).order_by("id"))
