"""Relations, texts and ratings in an export. Asked for only in projects that ever had a question about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from annotate.exports.names import Names
from annotate.models import Question

KINDS = "SELECT DISTINCT kind FROM annotate_question WHERE project_id = %s"

RELATIONS = """
SELECT r.annotation_id, r.question_id, n.label_id, head.start, head."end", head.label_id,
    tail.start, tail."end", tail.label_id
FROM annotate_response r
JOIN annotate_relation n ON n.response_id = r.id
JOIN annotate_span head ON head.id = n.head_id
JOIN annotate_span tail ON tail.id = n.tail_id
WHERE r.annotation_id = ANY(%s)
ORDER BY r.annotation_id, r.id, n.id
"""
TEXTS = """
SELECT r.annotation_id, r.question_id, t.text
FROM annotate_response r JOIN annotate_freetext t ON t.response_id = r.id
WHERE r.annotation_id = ANY(%s)
"""
RATINGS = """
SELECT r.annotation_id, r.question_id, n.value
FROM annotate_response r JOIN annotate_rating n ON n.response_id = r.id
WHERE r.annotation_id = ANY(%s)
"""
STATEMENTS = {Question.Kind.RELATIONS: RELATIONS, Question.Kind.TEXT: TEXTS, Question.Kind.RATING: RATINGS}

Row = tuple[Any, ...]  # annotation, question, and what the statement gives


def statements_for(kinds: Iterable[str]) -> list[str]:
    """What must be asked for each batch of a project with questions of these kinds."""
    return [STATEMENTS[kind] for kind in kinds if kind in STATEMENTS]


def add_contents(responses: dict[str, Any], rows: Iterable[Row], text: str, names: Names) -> None:
    """Put what these rows say beside the other responses of an answer."""
    relations: dict[str, list[Any]] = defaultdict(list)
    for _annotation, question, *said in rows:
        name, kind = names.questions[question], names.kinds[question]
        if kind == Question.Kind.RELATIONS:
            label, start, end, head, *tail = said
            relations[name].append(
                {
                    "from": span(start, end, names.labels[head], text),
                    "to": span(tail[0], tail[1], names.labels[tail[2]], text),
                    "label": names.labels[label],
                }
            )
        else:
            responses[name] = {"text": said[0]} if kind == Question.Kind.TEXT else said[0]
    responses.update(relations)


def content_of(content: Mapping[str, Any], text: str, names: Names) -> Any:
    """The same from gold, which keeps ids."""
    if "text" in content:
        return {"text": content["text"]}
    if "rating" in content:
        return content["rating"]
    return [
        {
            "from": _span_of(relation["from"], text, names),
            "to": _span_of(relation["to"], text, names),
            "label": names.labels[relation["label"]],
        }
        for relation in content["relations"]
    ]


def _span_of(kept: Mapping[str, int], text: str, names: Names) -> dict[str, Any]:
    return span(kept["start"], kept["end"], names.labels[kept["label"]], text)


def span(start: int, end: int, label: str, text: str) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, "quote": text[start:end]}
