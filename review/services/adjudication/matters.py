"""The questions of a document, with what everybody says to each and what can be chosen."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annotate.models import Document, Gold, Label, Question, Response, User
from annotate.services.contents import content_of, with_contents
from annotate.services.gold import gold_of
from annotate.services.response_checks import SCALE
from review.aggregation.spans import as_spans
from review.agreement import Mark
from review.services.adjudication.parts import name_of, parts_of_content
from weaklabels.labelmodel.spans import without_overlaps

ONE_ONLY = (Question.Kind.CHOICE, Question.Kind.RATING, Question.Kind.TEXT)
MOST_KEYS = 9


@dataclass(frozen=True)
class Voice:
    """Somebody whose answer stands, with the digit that accepts it."""

    number: int
    person: User
    name: str
    annotation: int
    can_return: bool

    @property
    def key(self) -> str:
        return str(self.number) if self.number <= MOST_KEYS else ""


@dataclass(frozen=True)
class Option:
    """A part of somebody's answer, or a label or step nobody chose."""

    name: str
    label: Label | None
    by: list[Voice]
    words: list[str] = field(default_factory=list)  # of a mark; of both ends of a relation
    span: Mark | None = None
    is_contested: bool = False


@dataclass(frozen=True)
class Answer:
    voice: Voice
    state: str
    content: dict[str, Any]
    parts: frozenset[Hashable]

    @property
    def is_given(self) -> bool:
        return self.state == Response.State.ANSWERED


@dataclass(frozen=True)
class Matter:
    """One question with everybody's answer, what can be chosen, and what holds so far."""

    question: Question
    asked: Mapping[str, Any]
    answers: list[Answer]
    options: list[Option]
    gold: Gold | None
    gold_is_current: bool  # decided after the answers that stand now

    @property
    def given(self) -> list[Answer]:
        return [one for one in self.answers if one.is_given]

    @property
    def differs(self) -> bool:
        return len({one.parts for one in self.given}) > 1

    @property
    def is_agreed(self) -> bool:
        return len(self.given) > 1 and not self.differs

    @property
    def outcome(self) -> str:
        """What the form begins with: what all agree on is offered as gold, the rest is left to decide."""
        return "gold" if self.is_agreed and not self.gold_is_current else "open"

    @property
    def chosen(self) -> list[str]:
        """What is ticked to begin with: what holds, else what everybody says."""
        if self.gold:
            return sorted(name_of(part) for part in parts_of_content(self.gold.content))
        if not self.given or (self.question.kind in ONE_ONLY and self.differs):
            return []
        return sorted(name_of(part) for part in frozenset.intersection(*(one.parts for one in self.given)))

    @property
    def majority(self) -> tuple[list[Answer], bool]:
        """Those who give the answer that most give; and whether another is given as often. Of a tie nothing is said."""
        counts = Counter(one.parts for one in self.given).most_common(2)
        if not counts:
            return [], False
        tied = len(counts) > 1 and counts[0][1] == counts[1][1]
        return [one for one in self.given if one.parts == counts[0][0]], tied

    @property
    def merged(self) -> list[str]:
        """Everything anybody named; where marks must not overlap, the one of more people, then the longer."""
        if self.question.kind in ONE_ONLY:
            return []
        votes = Counter(part for one in self.given for part in one.parts)
        parts = list(votes)
        if self.question.kind == Question.Kind.SPANS and not self.asked.get("overlapping"):
            parts = list(apart_from_each_other(votes))
        return sorted(name_of(part) for part in parts)


def chosen_by(matter: Matter, answer: Answer) -> list[str]:
    if matter.question.kind == Question.Kind.TEXT:
        return [answer.content["text"]]
    return sorted(name_of(part) for part in answer.parts)


def apart_from_each_other(votes: Mapping[Mark, int]) -> list[Mark]:
    """The marks that most made, then the longest, none upon another."""
    marks = sorted(votes)
    scores = np.array([votes[mark] for mark in marks], dtype=float)
    return [marks[place] for place in without_overlaps(as_spans(marks), scores, 0.0)]


def matters_of(document: Document, voices: Sequence[Voice]) -> list[Matter]:
    schema = document.project.schema
    asked = {question["id"]: question for question in (schema.questions if schema else [])}
    questions = Question.objects.in_bulk(asked)
    said = responses_by(voices, questions)
    gold = {row.question_id: row for row in gold_of(document)}
    labels = Label.objects.filter(question__in=questions).in_bulk()
    current = {voice.annotation for voice in voices}
    found = []
    for question_id, told in asked.items():
        answers = [answer for voice in voices if (answer := said.get((voice.annotation, question_id), None))]
        answers = [Answer(voice_with(voices, annotation), *rest) for annotation, *rest in answers]
        holds = gold.get(question_id)
        is_current = holds is not None and (not holds.answers_seen or current <= set(holds.answers_seen))
        options = options_for(told, answers, holds, document.text, labels)
        found.append(Matter(questions[question_id], told, answers, options, holds, is_current))
    return found


def voice_with(voices: Sequence[Voice], annotation: int) -> Voice:
    return next(voice for voice in voices if voice.annotation == annotation)


def responses_by(
    voices: Sequence[Voice], questions: Mapping[int, Question]
) -> dict[tuple[int, int], tuple[int, str, dict[str, Any], frozenset[Hashable]]]:
    """What each annotation says to each question."""
    rows = Response.objects.filter(
        annotation__in=[voice.annotation for voice in voices], question__in=questions
    ).select_related("question")
    found = {}
    for row in with_contents(rows):
        content = content_of(row)
        parts = parts_of_content(content)
        if row.question.kind == Question.Kind.TEXT:
            parts = frozenset(" ".join(str(part).split()) for part in parts)
        found[row.annotation_id, row.question_id] = (row.annotation_id, row.state, content, parts)
    return found


def options_for(
    asked: Mapping[str, Any],
    answers: Sequence[Answer],
    gold: Gold | None,
    text: str,
    labels: Mapping[int, Label],
) -> list[Option]:
    """What can be ticked: all labels or steps there are; of marks and relations those somebody made."""
    if asked["kind"] == Question.Kind.TEXT:
        return []
    named: set[Hashable] = {part for one in answers for part in one.parts}
    named |= parts_of_content(gold.content) if gold else set()
    if asked["kind"] == Question.Kind.RATING:
        scale = SCALE | asked.get("scale", {})
        labels = {}  # a step is no label, though one may have its number
        ordered: list[Any] = list(range(scale["least"], scale["most"] + 1))
    elif asked["kind"] in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        ordered = [label["id"] for label in asked["labels"]]
    else:
        ordered = sorted(named)
    given = sum(one.is_given for one in answers)
    return [_option(part, answers, given, text, labels) for part in ordered]


def _option(
    part: Any, answers: Sequence[Answer], given: int, text: str, labels: Mapping[int, Label]
) -> Option:
    by = [one.voice for one in answers if part in one.parts]
    contested = 0 < len(by) < given
    if isinstance(part, Mark):
        words = [text[part.start : part.end]]
        return Option(name_of(part), labels.get(part.label), by, words, part, contested)
    if isinstance(part, tuple):
        words = [text[end.start : end.end] for end in part[:2]]
        return Option(name_of(part), labels.get(part[2]), by, words, None, contested)
    return Option(name_of(part), labels.get(part), by, [], None, contested)
