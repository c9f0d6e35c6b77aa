"""One record per document or answer, made from the rows of a batch. Pure: docs/exporting.md says what is in it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import orjson

from annotate.exports.contents import SAID, kept
from annotate.exports.names import Names
from annotate.exports.snapshot import Batch, DocumentRow, GoldRow
from annotate.exports.wishes import Contents
from annotate.models import Question

Record = dict[str, Any]
COUNTED = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.RATING)


def records_of(batch: Batch, contents: Contents, names: Names) -> Iterator[Record]:
    """The records of a batch, in its order."""
    if contents == Contents.GOLD:
        return _gold_records(batch, names)
    answers = _answers_by_document(batch, names)
    if contents == Contents.ANSWERS:
        return (document_keys(row) | answer for row in batch.documents for answer in answers.get(row.id, ()))
    return (_with_answers(row, answers.get(row.id, []), names) for row in batch.documents)


def document_keys(row: DocumentRow) -> Record:
    return {
        "id": row.external_id,
        "text": row.text,
        "group": row.group,
        "position": row.position,
        "metadata": orjson.Fragment(row.metadata),
    }


def _with_answers(row: DocumentRow, answers: list[Record], names: Names) -> Record:
    record = document_keys(row) | {"answers": answers}
    return record | {"distribution": distribution_of(answers, names)} if names.takes_variation else record


def distribution_of(answers: list[Record], names: Names) -> Record:
    """By question: the share of people who gave each label or rating, where there are any to count."""
    shares: Record = {}
    for question, name in names.questions.items():
        if names.kinds[question] not in COUNTED:
            continue
        said = [answer["responses"][name] for answer in answers if name in answer["responses"]]
        counts = Counter(
            str(one) for given in said for one in (given if isinstance(given, list) else [given])
        )
        if said:
            shares[name] = {one: count / len(said) for one, count in sorted(counts.items())}
    return shares


def _answers_by_document(batch: Batch, names: Names) -> dict[int, list[Record]]:
    told, cannot_tell = told_in(batch, names)
    answers: dict[int, list[Record]] = defaultdict(list)
    for row in batch.answers:
        kind, name = names.people[row.author]
        answers[row.document].append(
            {
                kind: name,
                "state": batch.states[row.id],
                "saved_at": row.saved_at,
                "seconds": row.active_ms / 1000,
                "schema": names.schemas[row.schema],
                "guideline": row.guideline,
                "phase": names.phases[row.phase] if row.phase else None,
                "stream": row.stream,
                "probability": row.probability,
                "suggestions": row.suggestions,
                "extra": row.is_extra,
                "rewritten_by": names.sources[row.rewritten_by] if row.rewritten_by else None,
                "responses": told[row.id],
                "cannot_tell": cannot_tell[row.id],
            }
        )
    return answers


def told_in(batch: Batch, names: Names) -> tuple[dict[int, Record], dict[int, list[str]]]:
    """Of each answer: what was said, by the name of the question, and the questions that could not be told."""
    texts = {row.id: row.text for row in batch.documents}
    text_of = {row.id: texts[row.document] for row in batch.answers}
    asked = {id_: (name, SAID[names.kinds[id_]]) for id_, name in names.questions.items()}
    told: dict[int, Record] = {id_: {} for id_ in text_of}
    cannot_tell: dict[int, list[str]] = {id_: [] for id_ in text_of}
    for answer, response, question, is_answered in batch.responses:
        name, said = asked[question]
        if not is_answered:
            cannot_tell[answer].append(name)
        elif rows := batch.contents.get(response):
            told[answer][name] = said(rows, text_of[answer], names.labels)
        else:
            told[answer][name] = []
    return told, cannot_tell


def _gold_records(batch: Batch, names: Names) -> Iterator[Record]:
    by_document: dict[int, list[GoldRow]] = defaultdict(list)
    for row in batch.gold:
        by_document[row.document].append(row)
    for document in batch.documents:
        rows = by_document.get(document.id, [])
        yield document_keys(document) | {
            "responses": {
                names.questions[row.question]: kept(
                    names.kinds[row.question], orjson.loads(row.content), document.text, names.labels
                )
                for row in rows
            },
            "gold": {names.questions[row.question]: _gold_keys(row, names) for row in rows},
        }


def _gold_keys(row: GoldRow, names: Names) -> Record:
    return {
        "origin": row.origin,
        "decided_by": names.people[row.decided_by][1],
        "decided_at": row.decided_at,
        "schema": names.schemas[row.schema],
        "chosen_by": row.chosen_by,
        "answered_by": [names.people[user][1] for user in row.answered_by],
    }
