"""The questions of a project as the answers of a file are held against them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from annotate.formats.answers import WrittenAnswer, WrittenRelation, WrittenSpan
from annotate.formats.encodings import is_no_text
from annotate.formats.offsets import UnitEvidence, counts_differ, from_utf16
from annotate.imports.options import AnswersAs, Options, Unit
from annotate.imports.rows import row_of
from annotate.models import Question
from annotate.problems import Invalid
from annotate.services.response_checks import check_responses
from annotate.services.responses import RelationAnswer, ResponseAnswer, SpanAnswer

MOST_UNKNOWN = 1_000  # names kept; a column with more is no label column
WHOLE = re.compile(r"[0-9]{1,9}(\.0)?")


class AskedQuestions:
    """Turns names into ids, and remembers unknown labels and signs of the unit that offsets count in."""

    def __init__(self, options: Options, questions: Iterable[Mapping[str, Any]]) -> None:
        self.unknown: dict[int, Counter[str]] = {}
        self.evidence = UnitEvidence()
        self.by_id = {question["id"]: question for question in questions}
        self._ids = {question["name"]: question["id"] for question in self.by_id.values()}
        self._labels = {
            question["id"]: {label["name"]: label["id"] for label in question["labels"]}
            for question in self.by_id.values()
        }
        self._is_utf16 = options.unit == Unit.UTF16
        self._with_conditions = options.answers_as == AnswersAs.ANNOTATIONS

    def named(self, name: object) -> int:
        """The id of a question under its name. Raises Invalid."""
        question = self._ids.get(name) if isinstance(name, str) else None
        if question is None:
            raise Invalid(_("“%(name)s” is no question of this project.") % {"name": str(name)[:80]})
        return question

    def rows(self, written: dict[int, WrittenAnswer], text: str) -> dict[int, str]:
        """Answers as COPY reads them, held against the questions and the text by the rules of every save."""
        if any(answer.spans or answer.relations for answer in written.values()) and counts_differ(text):
            written = self._in_code_points(written, text)
        responses = [self._response(question, answer) for question, answer in written.items()]
        checked = check_responses(
            responses,
            [self.by_id[question] for question in written],
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
        kind = self.by_id[question]["kind"]
        if kind in (Question.Kind.TEXT, Question.Kind.RATING):
            return self._unlabelled(question, answer)
        if answer.relations and kind != Question.Kind.RELATIONS:
            name = self.by_id[question]["name"]
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
        asked = self.by_id[question]
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
        between, kinds = self.by_id[question]["between"], self._labels[question]
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
            % {"label": names[0][:80], "question": self.by_id[question]["name"]}
        )


def _number(written: str) -> int | None:
    """A whole number, as files write it: 3, or 3.0.

    >>> _number("3"), _number("3.0"), _number("three")
    (3, 3, None)
    """
    return int(written.removesuffix(".0")) if WHOLE.fullmatch(written) else None


def _span(span: WrittenSpan, ids: Mapping[str, int]) -> SpanAnswer:
    return SpanAnswer(span.start, span.end, ids[span.label], span.quote)
