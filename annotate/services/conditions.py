"""Is a question asked, given what was said so far? Pure: no database, no request."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.services.responses import ResponseAnswer

Question = Mapping[str, Any]


def is_asked(question: Question, questions: Iterable[Question], said: Mapping[int, ResponseAnswer]) -> bool:
    """Is the condition of the question met, if it has one, by what was said to the questions before it?

    A label is as good as those below it. A question that was not asked itself has no labels, so that what
    depends on it is not asked either.
    """
    condition = question.get("shown_when")
    if not condition:
        return True
    response = said.get(condition["question"])
    if response is None or not response.labels:
        return False
    asking = next((one for one in questions if one["id"] == condition["question"]), None)
    parents = {label["id"]: label.get("parent") for label in asking["labels"]} if asking else {}
    wished = set(condition["labels"])
    return any(not wished.isdisjoint(_upwards(label, parents)) for label in response.labels)


def with_descendants(labels: Iterable[int], question: Question) -> set[int]:
    """These labels and all below them in the question's hierarchy."""
    wished = set(labels)
    parents = {label["id"]: label.get("parent") for label in question["labels"]}
    return wished | {label for label in parents if not wished.isdisjoint(_upwards(label, parents))}


def _upwards(label: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    """The label, the one above it, and so on. A schema holds no circle; a file might."""
    seen: set[int] = set()
    above: int | None = label
    while above is not None and above not in seen:
        seen.add(above)
        yield above
        above = parents.get(above)
