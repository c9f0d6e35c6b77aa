"""What is said to one question, written as PostgreSQL's COPY reads it: publishing parses nothing again."""

from collections.abc import Iterable
from typing import Any

import orjson

from annotate.services.responses import ResponseAnswer, SpanAnswer

NULL = "\\N"


def row_of(response: ResponseAnswer, score: float | None) -> str:
    """The columns from the question on; those before it say whose answer it belongs to."""
    return row(
        response.question,
        response.state,
        response.labels or [span.label for span in response.spans],
        [span.start for span in response.spans],
        [span.end for span in response.spans],
        NULL if score is None else repr(score),
        _content_of(response) or NULL,
    )


def row(
    question: int,
    state: str,
    labels: Iterable[int],
    starts: Iterable[int],
    ends: Iterable[int],
    score: str = NULL,
    more: str = NULL,
) -> str:
    return f"\t{question}\t{state}\t{array(labels)}\t{array(starts)}\t{array(ends)}\t{score}\t{more}\n"


def array(numbers: Iterable[int]) -> str:
    """
    >>> array([1, 2])
    '{1,2}'
    """
    return f"{{{','.join(map(str, numbers))}}}"


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _content_of(response: ResponseAnswer) -> str:
    """Relations, a text or a rating in the form of a suggestion's content; "" for what has columns of its own."""
    content: dict[str, Any] = {}
    if response.text:
        content["text"] = response.text
    elif response.rating is not None:
        content["rating"] = response.rating
    elif response.relations:
        content["relations"] = [
            {"from": _span(relation.head), "to": _span(relation.tail), "label": relation.label}
            for relation in response.relations
        ]
    return orjson.dumps(content).decode().replace("\\", "\\\\") if content else ""


def _span(span: SpanAnswer) -> dict[str, int]:
    return {"start": span.start, "end": span.end, "label": span.label}
