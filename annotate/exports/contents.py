"""What was said to a question, by its kind: the rows it is read from, and what a record says of it."""

from collections.abc import Callable, Mapping
from typing import Any

from annotate.models import Question

# Each by the ids of responses alone, which the database finds in one walk through an index; a join would look them
# up one by one. The first column is the response; the order is that of the record.
CHOICES = """
SELECT response_id, label_id FROM annotate_choice WHERE response_id = ANY(%s::bigint[]) ORDER BY id
"""
SPANS = """
SELECT response_id, start, "end", label_id FROM annotate_span WHERE response_id = ANY(%s::bigint[])
ORDER BY response_id, start, "end" DESC, label_id
"""
RELATIONS = """
SELECT n.response_id, head.start, head."end", head.label_id, tail.start, tail."end", tail.label_id, n.label_id
FROM annotate_relation n
JOIN annotate_span head ON head.id = n.head_id
JOIN annotate_span tail ON tail.id = n.tail_id
WHERE n.response_id = ANY(%s::bigint[])
ORDER BY n.id
"""
TEXTS = "SELECT response_id, text FROM annotate_freetext WHERE response_id = ANY(%s::bigint[])"
RATINGS = "SELECT response_id, value FROM annotate_rating WHERE response_id = ANY(%s::bigint[])"

Kind = Question.Kind
STATEMENTS: dict[str, str] = {
    Kind.CHOICE: CHOICES,
    Kind.CHOICES: CHOICES,
    Kind.SPANS: SPANS,
    Kind.RELATIONS: RELATIONS,
    Kind.TEXT: TEXTS,
    Kind.RATING: RATINGS,
}

Row = tuple[Any, ...]  # the response, and what the statement gives
Labels = Mapping[int, str]  # their names


def _one_label(rows: list[Row], _text: str, labels: Labels) -> str:
    return labels[rows[-1][1]]


def _labels(rows: list[Row], _text: str, labels: Labels) -> list[str]:
    return [labels[label] for _response, label in rows]


def _spans(rows: list[Row], text: str, labels: Labels) -> list[dict[str, Any]]:
    """As `span` would, without a call for each: there are so many."""
    return [
        {"start": start, "end": end, "label": labels[label], "quote": text[start:end]}
        for _response, start, end, label in rows
    ]


def _relations(rows: list[Row], text: str, labels: Labels) -> list[dict[str, Any]]:
    return [
        {
            "from": span(start, end, labels[head], text),
            "to": span(tail[0], tail[1], labels[tail[2]], text),
            "label": labels[label],
        }
        for _response, start, end, head, *tail, label in rows
    ]


def _text(rows: list[Row], _text: str, _labels: Labels) -> dict[str, str]:
    [(_response, written)] = rows
    return {"text": written}


def _rating(rows: list[Row], _text: str, _labels: Labels) -> int:
    [(_response, value)] = rows
    return value


# What a record says of a response, from its rows and the document's text.
SAID: dict[str, Callable[[list[Row], str, Labels], Any]] = {
    Kind.CHOICE: _one_label,
    Kind.CHOICES: _labels,
    Kind.SPANS: _spans,
    Kind.RELATIONS: _relations,
    Kind.TEXT: _text,
    Kind.RATING: _rating,
}


def kept(kind: str, content: Mapping[str, Any], text: str, labels: Labels) -> Any:
    """The same from gold, which keeps ids in JSON."""
    if "spans" in content:
        return [_kept_span(one, text, labels) for one in content["spans"]]
    if "text" in content:
        return {"text": content["text"]}
    if "rating" in content:
        return content["rating"]
    if "relations" in content:
        return [
            {
                "from": _kept_span(relation["from"], text, labels),
                "to": _kept_span(relation["to"], text, labels),
                "label": labels[relation["label"]],
            }
            for relation in content["relations"]
        ]
    names = [labels[label] for label in content["labels"]]
    return names[0] if kind == Kind.CHOICE and len(names) == 1 else names


def _kept_span(one: Mapping[str, int], text: str, labels: Labels) -> dict[str, Any]:
    return span(one["start"], one["end"], labels[one["label"]], text)


def span(start: int, end: int, label: str, text: str) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, "quote": text[start:end]}
