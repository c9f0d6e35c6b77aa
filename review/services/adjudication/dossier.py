"""All that somebody needs to decide on a document: the text, each question, and what everybody says to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Document, Label, Membership, Question, Standing, User
from annotate.roles import Role
from annotate.services.gold import answers_that_stand
from review.agreement import Mark
from review.models import Adjudication
from review.services.adjudication.lanes import MOST_LANES, Piece, pieces_of
from review.services.adjudication.matters import ONE_ONLY, Matter, Voice, chosen_by, matters_of
from review.services.adjudication.seen import Seen, seen_now
from review.services.disagreements.naming import names_for


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
