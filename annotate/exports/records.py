"""One record per document or answer, made from the rows of a batch. Pure: docs/exporting.md says what is in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotate.exports import contents as rarer
from annotate.exports.contents import Row
from annotate.exports.names import Names
from annotate.exports.snapshot import AnswerRow, Batch, DocumentRow, GoldRow, PartRow
from annotate.exports.wishes import Contents
from annotate.models import Question

Record = dict[str, Any]
ONE_LABEL = Question.Kind.CHOICE.value


def records_of(batch: Batch, contents: Contents, names: Names) -> Iterator[Record]:
    """The records of a batch, in its order."""
    if contents == Contents.GOLD:
        return _gold_records(batch, names)
    answers = _answers_by_document(batch, names)
    if contents == Contents.ANSWERS:
        return (document_keys(row) | answer for row in batch.documents for answer in answers.get(row.id, ()))
    return (document_keys(row) | {"answers": answers.get(row.id, [])} for row in batch.documents)


def document_keys(row: DocumentRow) -> Record:
    return {
        "id": row.external_id,
        "text": row.text,
        "group": row.group,
        "position": row.position,
        "metadata": orjson.Fragment(row.metadata),
    }


def _answers_by_document(batch: Batch, names: Names) -> dict[int, list[Record]]:
    texts = {row.id: row.text for row in batch.documents}
    parts = _grouped(batch.parts)
    contents = _grouped(batch.contents)
    answers: dict[int, list[Record]] = defaultdict(list)
    for row in batch.answers:
        responses, cannot_tell = _responses(parts.get(row.id, ()), texts[row.document], names)
        if row.id in contents:
            rarer.add_contents(responses, contents[row.id], texts[row.document], names)
        answers[row.document].append(
            _answer_keys(row, names) | {"responses": responses, "cannot_tell": cannot_tell}
        )
    return answers


def _answer_keys(row: AnswerRow, names: Names) -> Record:
    kind, name = names.people[row.author]
    return {
        kind: name,
        "state": row.state,
        "saved_at": row.saved_at,
        "seconds": row.active_ms / 1000,
        "schema": names.schemas[row.schema],
        "guideline": row.guideline,
        "phase": names.phases[row.phase] if row.phase else None,
        "stream": row.stream,
        "probability": row.probability,
        "suggestions": row.suggestions,
        "extra": row.is_extra,
    }


def _grouped(parts: Iterable[PartRow | Row]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for part in parts:
        grouped[part[0]].append(part)
    return grouped


def _responses(parts: Sequence[PartRow], text: str, names: Names) -> tuple[Record, list[str]]:
    """What was said, by the name of the question, and the questions that could not be told."""
    responses: Record = {}
    cannot_tell = []
    for _annotation, question, is_unknown, label, start, end in parts:
        name = names.questions[question]
        if start is not None:
            responses.setdefault(name, []).append(rarer.span(start, end, names.labels[label], text))
        elif is_unknown:
            cannot_tell.append(name)
        elif label is None:
            responses[name] = []
        elif names.kinds[question] == ONE_LABEL:
            responses[name] = names.labels[label]
        else:
            responses.setdefault(name, []).append(names.labels[label])
    return responses, cannot_tell


def _gold_records(batch: Batch, names: Names) -> Iterator[Record]:
    by_document: dict[int, list[GoldRow]] = defaultdict(list)
    for row in batch.gold:
        by_document[row.document].append(row)
    for document in batch.documents:
        rows = by_document.get(document.id, [])
        yield document_keys(document) | {
            "responses": {
                names.questions[row.question]: content_of(
                    orjson.loads(row.content), row.question, document.text, names
                )
                for row in rows
            },
            "gold": {names.questions[row.question]: _gold_keys(row, names) for row in rows},
        }


def content_of(content: Mapping[str, Any], question: int, text: str, names: Names) -> Any:
    """Gold and suggestions keep ids; here are the names, in the form of a response."""
    if "spans" in content:
        return [
            rarer.span(span["start"], span["end"], names.labels[span["label"]], text)
            for span in content["spans"]
        ]
    if "labels" not in content:
        return rarer.content_of(content, text, names)
    labels = [names.labels[label] for label in content["labels"]]
    return labels[0] if names.kinds[question] == ONE_LABEL and len(labels) == 1 else labels


def _gold_keys(row: GoldRow, names: Names) -> Record:
    return {
        "origin": row.origin,
        "decided_by": names.people[row.decided_by][1],
        "decided_at": row.decided_at,
        "schema": names.schemas[row.schema],
        "chosen_by": row.chosen_by,
        "answered_by": [names.people[user][1] for user in row.answered_by],
    }
