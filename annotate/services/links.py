"""How a question or label names another one: by its id or, before it has one, by its place. Pure.

A place counts from 0: among the questions, or among the labels of the question that is spoken of.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from annotate.problems import Invalid

Link = int | dict[str, int] | None  # an id, {"place": 2}, or nothing
MOST = 2**63


def read_link(value: object, name: str) -> Link:
    """A link as somebody wrote it. Raises Invalid."""
    if isinstance(value, Mapping):
        place = value.get("place")
        if type(place) is int and 0 <= place < MOST:
            return {"place": place}
    elif value is None or (type(value) is int and 0 < value < MOST):
        return value
    raise Invalid(
        _(
            "“%(name)s” must be the id of something published, or its place, such as {“place”: 0}, or left out."
        )
        % {"name": name},
        field=name,
    )


def place_of(link: Link, rows: Sequence[Mapping[str, Any]]) -> int | None:
    """Where among these rows is what the link names? None if it is not among them."""
    if link is None:
        return None
    if isinstance(link, Mapping):
        return link["place"] if link["place"] < len(rows) else None
    return next((place for place, row in enumerate(rows) if row["id"] == link), None)


def places_above(labels: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """For each label the place of the one it stands below. Looked up together: there may be many."""
    by_id = {label["id"]: place for place, label in enumerate(labels) if label["id"]}
    links = [label["parent"] for label in labels]
    return [place_of(link, labels) if isinstance(link, Mapping) else by_id.get(link) for link in links]


def id_at(link: Link, rows: Sequence[Mapping[str, Any]]) -> int | None:
    """The id of what the link names; None where that has none yet."""
    place = place_of(link, rows)
    return None if place is None else rows[place]["id"]


def with_ids(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same questions with ids for places, as far as there are ids."""
    return [_linked(question, questions) for question in questions]


def _linked(question: dict[str, Any], questions: list[dict[str, Any]]) -> dict[str, Any]:
    labels = question["labels"]
    above = [None if place is None else labels[place]["id"] for place in places_above(labels)]
    linked = {
        **question,
        "labels": [{**label, "parent": parent} for label, parent in zip(labels, above, strict=True)],
    }
    if "between" in question:
        linked["between"] = id_at(question["between"], questions)
    if question.get("shown_when"):
        linked["shown_when"] = _condition(question["shown_when"], questions)
    return linked


def _condition(condition: dict[str, Any], questions: list[dict[str, Any]]) -> dict[str, Any]:
    place = place_of(condition["question"], questions)
    labels = [] if place is None else questions[place]["labels"]
    return {
        "question": id_at(condition["question"], questions),
        "labels": [link for label in condition["labels"] if (link := id_at(label, labels))],
    }
