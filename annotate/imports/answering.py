"""The answers that come with a document: read in the file's form, held against the project's questions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate.formats.answers import (
    WrittenAnswer,
    WrittenRelation,
    WrittenSpan,
    read_answer,
    read_cell,
    read_text,
)
from annotate.formats.encodings import is_no_text
from annotate.formats.offsets import UnitEvidence, counts_differ, from_utf16
from annotate.formats.reading import Format
from annotate.imports.options import AnswersAs, Options, Role, Unit
from annotate.imports.rows import row_of
from annotate.imports.usual import UsualAnswers
from annotate.imports.worth import NOTHING_SAID, Worth, worth_of
from annotate.models import Question
from annotate.problems import Invalid
from annotate.services.response_checks import check_responses
from annotate.services.responses import RelationAnswer, ResponseAnswer, SpanAnswer

MOST_UNKNOWN = 1_000  # names kept; a column with more is no label column
LONGEST_SOURCE = 100
WHOLE = re.compile(r"[0-9]{1,9}(\.0)?")
CANNOT_TELL = WrittenAnswer("cannot_tell")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source says to a document."""

    source: str
    rows: dict[int, str]  # by question, as COPY reads them
    worth: Worth = NOTHING_SAID


class AnswerReader:
    """Reads the answers of record after record, and remembers unknown labels and signs of the offsets' unit."""

    def __init__(self, options: Options, questions: Iterable[Mapping[str, Any]]) -> None:
        self.unknown: dict[int, Counter[str]] = {}
        self.evidence = UnitEvidence()
        self._questions = {question["id"]: question for question in questions}
        self._usual = UsualAnswers(options, self._questions.values())
        self._by_name = {question["name"]: question["id"] for question in self._questions.values()}
        self._labels = {
            question["id"]: {label["name"]: label["id"] for label in question["labels"]}
            for question in self._questions.values()
        }
        self._columns = options.question_columns
        self._named = {role: options.columns_of(role) for role in Role}
        self._has_answers = options.has_answers
        self._has_worth = bool(self._named[Role.SECONDS] or self._named[Role.PRICE])
        self._source = options.source
        self._is_utf16 = options.unit == Unit.UTF16
        self._is_table = options.reading.format == Format.TABLE
        self._with_conditions = options.answers_as == AnswersAs.ANNOTATIONS

    def read(self, fields: Mapping[str, Any], text: str) -> list[Answer]:
        """The answers of a record, one for each who answered. Raises Invalid."""
        if not self._has_answers:
            return []
        rows = self._usual.rows(fields, text)
        if rows is None:
            return self._read_in_full(fields, text)
        source = self._who(*(fields.get(column) for column in self._named[Role.SOURCE]))
        return [Answer(source, rows, self._worth(fields))] if rows else []

    def _read_in_full(self, fields: Mapping[str, Any], text: str) -> list[Answer]:
        answers = []
        for source, found, worth in self._found(fields):
            written = self._written(found)
            if written:
                answers.append(Answer(source, self._checked(written, text), worth))
        if len({answer.source for answer in answers}) != len(answers):
            raise Invalid(_("Somebody answers this document twice."))
        if self._usual.is_possible:  # then there is one answer at most
            self._usual.learn(fields, answers[0].rows if answers else {})
        return answers

    def _found(self, fields: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[int, object]], Worth]]:
        """Who says something, and what, as it stands in the file, and what that took."""
        found = [(question, fields.get(column)) for column, question in self._columns.items()]
        for column in self._named[Role.ANSWERS]:
            found += self._by_names(column, fields.get(column))
        for column in self._named[Role.CANNOT_TELL]:
            found += self._not_told(column, fields.get(column))
        yield (
            self._who(*(fields.get(column) for column in self._named[Role.SOURCE])),
            found,
            self._worth(fields),
        )
        for column in self._named[Role.ANSWER_LIST]:
            for entry in self._parsed(column, fields.get(column), list):
                if not isinstance(entry, dict):
                    raise Invalid(_("“%(name)s” must be a list of objects.") % {"name": column})
                who = self._who(entry.get("annotator"), entry.get("source"))
                told = self._by_names("responses", entry.get("responses"))
                told += self._not_told("cannot_tell", entry.get("cannot_tell"))
                yield who, told, worth_of({"seconds": entry.get("seconds")}, {"price": entry.get("price")})

    def _worth(self, fields: Mapping[str, Any]) -> Worth:
        if not self._has_worth:
            return NOTHING_SAID
        seconds, price = (
            {column: fields.get(column) for column in self._named[role]}
            for role in (Role.SECONDS, Role.PRICE)
        )
        return worth_of(seconds, price)

    def _who(self, *names: object) -> str:
        """The first name given, or else the one chosen for the whole file."""
        for name in names:
            if name is None or name == "":
                continue
            if not isinstance(name, str) or len(name) > LONGEST_SOURCE or is_no_text(name):
                raise Invalid(
                    _("Who answered must be a name of at most %(most)s characters.")
                    % {"most": LONGEST_SOURCE}
                )
            return name
        return self._source

    def _by_names(self, column: str, value: object) -> list[tuple[int, object]]:
        """An object of answers under the names of their questions."""
        answers = self._parsed(column, value, dict)
        return [(self._question(name), answer) for name, answer in answers.items()]

    def _not_told(self, column: str, value: object) -> list[tuple[int, object]]:
        return [(self._question(name), CANNOT_TELL) for name in self._parsed(column, value, list)]

    def _question(self, name: object) -> int:
        question = self._by_name.get(name) if isinstance(name, str) else None
        if question is None:
            raise Invalid(_("“%(name)s” is no question of this project.") % {"name": str(name)[:80]})
        return question

    @staticmethod
    def _parsed(column: str, value: object, kind: type) -> Any:
        """A list or an object; in a table it is written as JSON."""
        if value is None or value == "":
            return kind()
        try:
            parsed = orjson.loads(value) if isinstance(value, str) else value
        except orjson.JSONDecodeError:
            parsed = None
        if not isinstance(parsed, kind):
            form = _("a list") if kind is list else _("an object with an answer for each question")
            raise Invalid(_("“%(name)s” must be %(form)s.") % {"name": column, "form": form})
        return parsed

    def _written(self, found: Iterable[tuple[int, object]]) -> dict[int, WrittenAnswer]:
        """The answers by question, labels still by name. What says nothing is left out."""
        written: dict[int, WrittenAnswer] = {}
        for question, value in found:
            answer = value if isinstance(value, WrittenAnswer) else self._read(question, value)
            if answer is None or self._says_nothing(question, answer):
                continue
            if question in written:
                raise Invalid(
                    _("“%(name)s” is answered twice.") % {"name": self._questions[question]["name"]}
                )
            written[question] = answer
        # In whatever order a file names them, the same is the same: that of the questions.
        return {question: written[question] for question in self._questions if question in written}

    def _read(self, question: int, value: object) -> WrittenAnswer | None:
        if isinstance(value, str) and self._questions[question]["kind"] == Question.Kind.TEXT:
            return read_text(value, is_cell=self._is_table)
        return read_cell(value) if self._is_table and isinstance(value, str) else read_answer(value)

    def _says_nothing(self, question: int, answer: WrittenAnswer) -> bool:
        """An empty list says “none” where none is an answer; elsewhere it is how files leave out an answer."""
        asked = self._questions[question]
        if asked["kind"] == Question.Kind.TEXT:
            return (
                answer.state == "answered"
                and answer == WrittenAnswer(text=answer.text)
                and not answer.text.strip()
            )
        needs_something = asked["kind"] in (Question.Kind.CHOICE, Question.Kind.RATING) or (
            asked["kind"] == Question.Kind.CHOICES and asked["required"]
        )
        return needs_something and answer == WrittenAnswer()

    def _checked(self, written: dict[int, WrittenAnswer], text: str) -> dict[int, str]:
        """The rows of the answers, held against the questions and the text by the rules of every save."""
        if any(answer.spans or answer.relations for answer in written.values()) and counts_differ(text):
            written = self._in_code_points(written, text)
        responses = [self._response(question, answer) for question, answer in written.items()]
        checked = check_responses(
            responses,
            [self._questions[question] for question in written],
            text,
            with_conditions=self._with_conditions,
        )
        return {
            question: row_of(response, answer.score)
            for (question, answer), response in zip(written.items(), checked, strict=True)
        }

    def _in_code_points(self, written: dict[int, WrittenAnswer], text: str) -> dict[int, WrittenAnswer]:
        """The same answers with offsets that count code points, as Gloss does."""
        self.evidence.see(text, [span for answer in written.values() for span in answer.spans])
        if not self._is_utf16:
            return written
        turned = {}
        for question, answer in written.items():
            ends = [end for relation in answer.relations for end in (relation.head, relation.tail)]
            spans = from_utf16(text, [*answer.spans, *ends])
            if spans is None:
                raise Invalid(
                    _("A span ends outside the text or inside a character, counted in UTF-16 units.")
                )
            ends = spans[len(answer.spans) :]
            turned[question] = replace(
                answer,
                spans=tuple(spans[: len(answer.spans)]),
                relations=tuple(
                    WrittenRelation(head, tail, relation.label)
                    for relation, head, tail in zip(answer.relations, ends[::2], ends[1::2], strict=True)
                ),
            )
        return turned

    def _response(self, question: int, answer: WrittenAnswer) -> ResponseAnswer:
        kind = self._questions[question]["kind"]
        if kind in (Question.Kind.TEXT, Question.Kind.RATING):
            return self._unlabelled(question, answer)
        if answer.relations and kind != Question.Kind.RELATIONS:
            name = self._questions[question]["name"]
            raise Invalid(_("“%(name)s” does not ask for relations.") % {"name": name})
        ids = self._labels[question]
        names = [*answer.labels, *(span.label for span in answer.spans)]
        names += [relation.label for relation in answer.relations]
        if missing := [name for name in names if name not in ids]:
            raise self._unknown(question, missing)
        return ResponseAnswer(
            question,
            answer.state,
            tuple(ids[name] for name in answer.labels),
            tuple(_span(span, ids) for span in answer.spans),
            self._relations(question, answer.relations),
            answer.text,
            _number(answer.rating),
        )

    def _unlabelled(self, question: int, answer: WrittenAnswer) -> ResponseAnswer:
        """A text or a rating: what looks like a label's name elsewhere is the number here."""
        asked = self._questions[question]
        if answer.spans or answer.relations or len(answer.labels) > 1:
            raise Invalid(_("“%(name)s” takes no labels or spans.") % {"name": asked["name"]})
        written = "".join(answer.labels)
        if asked["kind"] == Question.Kind.TEXT:
            if written:
                raise Invalid(
                    _("“%(name)s” asks for a text: “…” or {“text”: “…”}.") % {"name": asked["name"]}
                )
            if is_no_text(answer.text):
                raise Invalid(_("A text holds bytes that are no text. Is the encoding right?"))
        rating = _number(answer.rating or written)
        if (answer.rating or written) and rating is None:
            raise Invalid(
                _("“%(name)s” asks for a whole number, not “%(value)s”.")
                % {"name": asked["name"], "value": (answer.rating or written)[:40]}
            )
        return ResponseAnswer(question, answer.state, text=answer.text, rating=rating)

    def _relations(self, question: int, written: tuple[WrittenRelation, ...]) -> tuple[RelationAnswer, ...]:
        if not written:
            return ()
        between, kinds = self._questions[question]["between"], self._labels[question]
        ids = self._labels[between]
        ends = [end.label for relation in written for end in (relation.head, relation.tail)]
        if missing := [name for name in ends if name not in ids]:
            raise self._unknown(between, missing)
        return tuple(
            RelationAnswer(_span(relation.head, ids), _span(relation.tail, ids), kinds[relation.label])
            for relation in written
        )

    def _unknown(self, question: int, names: list[str]) -> Invalid:
        """Remember the names, which may be added to the question, and say which one is the trouble."""
        known = self.unknown.setdefault(question, Counter())
        for name in names:
            if is_no_text(name):
                return Invalid(_("A label's name holds bytes that are no text. Is the encoding right?"))
            if name in known or len(known) < MOST_UNKNOWN:
                known[name] += 1
        return Invalid(
            _("“%(label)s” is no label of “%(question)s”.")
            % {"label": names[0][:80], "question": self._questions[question]["name"]}
        )


def _number(written: str) -> int | None:
    """A whole number, as files write it: 3, or 3.0.

    >>> _number("3"), _number("3.0"), _number("three")
    (3, 3, None)
    """
    return int(written.removesuffix(".0")) if WHOLE.fullmatch(written) else None


def _span(span: WrittenSpan, ids: Mapping[str, int]) -> SpanAnswer:
    return SpanAnswer(span.start, span.end, ids[span.label], span.quote)
