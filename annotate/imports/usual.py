"""The short way for answers as most files have them: the same label again, or spans in order that fit their text.

What is not exactly so goes the long way of answering.py, which knows every form and says what is wrong. A label, or a
list of labels, goes it once: what came of it there holds for every document. Nothing is decided here that is not
decided there in the same way (a test holds the two against each other).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from annotate.formats.offsets import counts_differ
from annotate.imports.options import AnswersAs, Options, Role
from annotate.imports.rows import row
from annotate.models import Question
from annotate.services.response_checks import MOST_SPANS

MOST_KNOWN = 10_000  # answers remembered
LONGEST_KNOWN = 1_000  # characters of one
LABELS = {Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.RATING}  # says the same of every text
ELSEWHERE = (Role.ANSWERS, Role.CANNOT_TELL, Role.ANSWER_LIST)


class UsualAnswers:
    """Rows of the answers of record after record, where they can be had without detours."""

    def __init__(self, options: Options, questions: Iterable[Mapping[str, Any]]) -> None:
        asked = {question["id"]: question for question in questions}
        columns = {question: column for column, question in options.question_columns.items()}
        has_conditions = options.answers_as == AnswersAs.ANNOTATIONS and any(
            question.get("shown_when") for question in asked.values()
        )
        self.is_possible = (
            not has_conditions
            and len(columns) == len(options.question_columns)
            and not any(options.columns_of(role) for role in ELSEWHERE)
        )
        self._asked = [(columns[question], question) for question in asked if question in columns]
        self._known: dict[int, dict[object, str]] = {
            question["id"]: {} for question in asked.values() if question["kind"] in LABELS
        }
        self._marks = {
            question["id"]: {
                label["name"]: label["id"]
                for label in question["labels"]
                if label["name"] == label["name"].strip()
            }
            for question in asked.values()
            if question["kind"] == Question.Kind.SPANS
        }

    def rows(self, fields: Mapping[str, Any], text: str) -> dict[int, str] | None:
        """A row for each question that is answered, or None when the long way has to be gone."""
        if not self.is_possible or counts_differ(text):
            return None
        rows = {}
        for column, question in self._asked:
            value = fields.get(column)
            if value is None or value == "":
                continue
            found = self._row(question, value, text)
            if found is None:
                return None
            if found:
                rows[question] = found
        return rows

    def learn(self, fields: Mapping[str, Any], rows: Mapping[int, str]) -> None:
        """Remember what came of these labels on the long way; "" where they say nothing."""
        for column, question in self._asked:
            known, value = self._known.get(question), _as_key(fields.get(column))
            if (
                known is not None
                and value is not None
                and len(known) < MOST_KNOWN
                and len(str(value)) <= LONGEST_KNOWN
            ):
                known[value] = rows.get(question, "")

    def _row(self, question: int, value: object, text: str) -> str | None:
        if question in self._known:
            return self._known[question].get(_as_key(value))
        if question in self._marks and type(value) is list and len(value) <= MOST_SPANS:
            return _row_of_spans(question, value, text, self._marks[question])
        return None


def _as_key(value: object) -> object:
    """What an answer is remembered by; None if it cannot be. True, 1 and 1.0 are equal, and not the same."""
    if type(value) is str:
        return value
    if type(value) is list:
        return tuple(value) if all(type(part) is str for part in value) else None
    return (type(value), value) if isinstance(value, int | float) else None


def _row_of_spans(question: int, spans: list[Any], text: str, ids: Mapping[str, int]) -> str | None:
    """The row, if each span lies behind the one before it, inside the text, and says what stands there."""
    labels, starts, ends = [], [], []
    past, length = 0, len(text)
    for span in spans:
        start, end, name, quote = _parts(span)
        if type(start) is not int or type(end) is not int or not past <= start < end <= length:
            return None
        label = ids.get(name) if type(name) is str else None
        if label is None or (quote is not None and quote != text[start:end]):
            return None
        labels.append(label)
        starts.append(start)
        ends.append(end)
        past = end
    return row(question, "answered", labels, starts, ends)


def _parts(span: object) -> tuple[Any, Any, Any, Any]:
    """Start, end, label and quote; without a start where the span is written in a rarer way."""
    if type(span) is list and len(span) == 3:
        return span[0], span[1], span[2], None
    if type(span) is dict and "text" not in span:
        return span.get("start"), span.get("end"), span.get("label"), span.get("quote")
    return None, None, None, None
