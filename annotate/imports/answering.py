"""The answers that come with a document, read in the file's form: who says what, and what it took."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate.formats.answers import WrittenAnswer, read_answer, read_cell, read_text
from annotate.formats.encodings import is_no_text
from annotate.formats.reading import Format
from annotate.imports.asked import AskedQuestions
from annotate.imports.options import Options, Role
from annotate.imports.usual import UsualAnswers
from annotate.imports.worth import NOTHING_SAID, Worth, worth_of
from annotate.models import Question
from annotate.nesting import loads
from annotate.problems import Invalid

LONGEST_SOURCE = 200  # a user name, and a sign of which of two it is: our own export names people so
CANNOT_TELL = WrittenAnswer("cannot_tell")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source says to a document."""

    source: str
    rows: dict[int, str]  # by question, as COPY reads them
    worth: Worth = NOTHING_SAID


class AnswerReader:
    """Reads the answers of record after record. What it learns of labels and offsets by the way stands in `asked`."""

    def __init__(self, options: Options, questions: Iterable[Mapping[str, Any]]) -> None:
        self.asked = AskedQuestions(options, questions)
        self._usual = UsualAnswers(options, self.asked.by_id.values())
        self._columns = options.question_columns
        self._named = {role: options.columns_of(role) for role in Role}
        self._has_answers = options.has_answers
        self._has_worth = bool(self._named[Role.SECONDS] or self._named[Role.PRICE])
        self._source = options.source
        self._is_table = options.reading.format == Format.TABLE

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
                answers.append(Answer(source, self.asked.rows(written, text), worth))
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
        return [(self.asked.named(name), answer) for name, answer in answers.items()]

    def _not_told(self, column: str, value: object) -> list[tuple[int, object]]:
        return [(self.asked.named(name), CANNOT_TELL) for name in self._parsed(column, value, list)]

    @staticmethod
    def _parsed(column: str, value: object, kind: type) -> Any:
        """A list or an object; in a table it is written as JSON."""
        if value is None or value == "":
            return kind()
        try:
            parsed = loads(value) if isinstance(value, str) else value
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
                    _("“%(name)s” is answered twice.") % {"name": self.asked.by_id[question]["name"]}
                )
            written[question] = answer
        # In whatever order a file names them, the same is the same: that of the questions.
        return {question: written[question] for question in self.asked.by_id if question in written}

    def _read(self, question: int, value: object) -> WrittenAnswer | None:
        if isinstance(value, str) and self.asked.by_id[question]["kind"] == Question.Kind.TEXT:
            return read_text(value, is_cell=self._is_table)
        return read_cell(value) if self._is_table and isinstance(value, str) else read_answer(value)

    def _says_nothing(self, question: int, answer: WrittenAnswer) -> bool:
        """An empty list says “none” where none is an answer; elsewhere it is how files leave out an answer."""
        asked = self.asked.by_id[question]
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
