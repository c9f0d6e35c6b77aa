"""All that somebody needs to decide on a document: the text, each question, and what everybody says to it."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Document, Gold, Label, Membership, Question, Response, Standing, User
from annotate.roles import Role
from annotate.services.contents import content_of, with_contents
from annotate.services.gold import answers_that_stand, gold_of
from annotate.services.response_checks import SCALE
from review.agreement import Mark
from review.agreement.spans import touching
from review.models import Adjudication
from review.services.adjudication.lanes import MOST_LANES, Piece, pieces_of
from review.services.adjudication.parts import name_of, parts_of_content
from review.services.adjudication.seen import Seen, seen_now
from review.services.disagreements.naming import names_for

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
            parts = without_overlaps(votes)
        return sorted(name_of(part) for part in parts)


@dataclass(frozen=True)
class Past:
    """An earlier decision, what it was about, and whose answers it was made from."""

    adjudication: Adjudication
    questions: list[str]
    people: list[str]


@dataclass(frozen=True)
class Dossier:
    document: Document
    voices: list[Voice]
    matters: list[Matter]
    pieces: list[Piece]
    lanes: list[Voice]  # whose lanes are drawn
    history: list[Past]
    names_hidden: bool
    seen: Seen

    def for_keys(self) -> dict[str, Any]:
        """What a key chooses, for the element that listens to them."""
        return {
            str(matter.question.id): {
                "kind": matter.question.kind,
                "answers": {str(one.voice.number): chosen_by(matter, one) for one in matter.given},
                "merged": matter.merged,
                "isOne": matter.question.kind in ONE_ONLY,
            }
            for matter in self.matters
        }


def chosen_by(matter: Matter, answer: Answer) -> list[str]:
    if matter.question.kind == Question.Kind.TEXT:
        return [answer.content["text"]]
    return sorted(name_of(part) for part in answer.parts)


def without_overlaps(votes: Mapping[Mark, int]) -> list[Mark]:
    """The marks that most made, then the longest, none upon another."""
    kept: list[Mark] = []
    for mark in sorted(votes, key=lambda mark: (-votes[mark], mark.start - mark.end, mark)):
        kept_in_order = sorted(kept)
        if not touching([mark], kept_in_order)[0]:
            kept.append(mark)
    return kept


def dossier_of(membership: Membership, document: Document) -> Dossier:
    """Everything as it stands now. The questions are those the project asks now."""
    standings = list(answers_that_stand().filter(document=document).select_related("annotator"))
    names = names_for(membership, [one.annotator_id for one in standings])
    voices = voices_of(document, standings, names.of(document.id, [one.annotator_id for one in standings]))
    matters = matters_of(document, voices)
    marks = marks_by(voices[:MOST_LANES], matters)
    labels = Label.objects.filter(question__in=[one.question for one in matters]).in_bulk()
    return Dossier(
        document,
        voices,
        matters,
        pieces_of(document.text, marks, {label.id: label.slot for label in labels.values()}),
        voices[:MOST_LANES] if any(marks) else [],
        history_of(document, {voice.person.id: voice.name for voice in voices}, names.are_hidden),
        names.are_hidden,
        seen_now(document),
    )


def voices_of(document: Document, standings: Sequence[Standing], names: Mapping[int, str]) -> list[Voice]:
    """By name, so that a digit means the same person from one document to the next as far as it can."""
    active = set(
        document.project.memberships.filter(ended_at=None, roles__contains=[Role.ANNOTATOR]).values_list(
            "user", flat=True
        )
    )
    ordered = sorted(standings, key=lambda one: names[one.annotator_id])
    return [
        Voice(
            number,
            one.annotator,
            names[one.annotator_id],
            one.current_id,
            one.state == Standing.State.ANSWERED and one.annotator_id in active,
        )
        for number, one in enumerate(ordered, 1)
    ]


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


def marks_by(voices: Sequence[Voice], matters: Sequence[Matter]) -> list[list[Mark]]:
    """Everybody's marks of all questions that ask for some."""
    return [
        [
            part
            for matter in matters
            if matter.question.kind == Question.Kind.SPANS
            for one in matter.given
            if one.voice == voice
            for part in one.parts
        ]
        for voice in voices
    ]


def history_of(document: Document, called: Mapping[int, str], hidden: bool) -> list[Past]:
    """What was decided before, the newest first. Of those whose answer stands no more only the names that show."""
    rows = list(document.adjudications.select_related("decided_by", "cites").order_by("-id"))
    gone = User.objects.in_bulk({person for row in rows for person in row.answered_by} - set(called))
    names = {person: _("somebody") if hidden else str(user) for person, user in gone.items()} | called
    questions = Question.objects.in_bulk({question for row in rows for question in row.questions})
    return [
        Past(
            row,
            [str(questions[one]) for one in row.questions if one in questions],
            [names[one] for one in row.answered_by if one in names],
        )
        for row in rows
    ]
