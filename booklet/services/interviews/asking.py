"""An interview: begun, answered screen by screen, taken back, taken up again. No save overwrites an unseen one."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from booklet.models import Interview, InterviewAnswer, InterviewDocument
from booklet.services.interviews.drawing import draw

FEWEST, USUAL, MOST = 3, 20, 50
LONGEST_REASON = 1_000
LONGEST_CONCEPT = 120
MOST_NOTES = 50
Verdict = InterviewAnswer.Verdict


@dataclass(frozen=True)
class Said:
    """What stands on the screen: whether the document is usable, why, and quotes with the concepts they show."""

    verdict: str = ""
    reason: str = ""
    notes: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"verdict": self.verdict, "reason": self.reason, "notes": list(self.notes)}


class SavedMeanwhile(Conflict):
    """Somebody else saved the same screen: nothing was written, both are shown."""

    kind = "stale"

    def __init__(self, newest: InterviewAnswer | None) -> None:
        if newest is None:
            sentence = _("This answer was taken back meanwhile. Yours is still here: keep it, or begin anew.")
        else:
            sentence = _(
                "%(name)s saved this document meanwhile. Nothing is lost: keep yours, or take theirs."
            ) % {"name": newest.author.name}
        super().__init__(
            sentence,
            number=newest.number if newest else 0,
            theirs=said_in(newest).as_json(),
        )


@transaction.atomic
def begin_interview(project: Project, by: User, *, stakeholder: str, question: str, count: int) -> Interview:
    """Draw the documents and write down which. Raises Invalid."""
    project = lock_project(project)
    if not FEWEST <= count <= MOST:
        raise Invalid(
            _("An interview is about %(fewest)s to %(most)s documents.") % {"fewest": FEWEST, "most": MOST},
            field="count",
        )
    last = project.interviews.aggregate(last=Max("number"))["last"] or 0
    interview = Interview.objects.create(
        project=project,
        number=last + 1,
        stakeholder=_short(
            stakeholder, 120, "stakeholder", _("Say who is asked, in at most 120 characters.")
        ),
        question=_short(question, 300, "question", _("Say what is asked, in at most 300 characters.")),
        seed=secrets.randbits(62),
        begun_by=by,
    )
    InterviewDocument.objects.bulk_create(
        InterviewDocument(
            interview=interview,
            place=place,
            document_id=one.document_id,
            kind=one.kind,
            nearness=one.nearness,
        )
        for place, one in enumerate(draw(project, count, interview.seed), start=1)
    )
    _event(interview, by, "interview begun")
    return interview


def screens_of(interview: Interview) -> QuerySet[InterviewDocument]:
    """Every document with what is said of it so far (`verdict`, `answered`: the number of the answer that holds)."""
    holding = InterviewAnswer.objects.filter(shown=OuterRef("id"), undone_at=None).order_by("-number")
    return interview.documents.select_related("document").annotate(
        verdict=Subquery(holding.values("verdict")[:1]), answered=Subquery(holding.values("number")[:1])
    )


def next_place(interview: Interview) -> int | None:
    """The first document that nobody has judged and that can still be shown; None when there is none."""
    for screen in screens_of(interview).defer("document__text"):
        if not screen.verdict and not screen.is_gone:
            return screen.place
    return None


def judged_in(interviews: Iterable[Interview]) -> Counter[int]:
    """How many documents of each interview have a verdict."""
    holding = InterviewAnswer.objects.filter(shown__interview__in=interviews, undone_at=None)
    newest = holding.order_by("shown_id", "-number").distinct("shown_id")
    return Counter(
        interview for interview, verdict in newest.values_list("shown__interview", "verdict") if verdict
    )


def answer_of(shown: InterviewDocument) -> InterviewAnswer | None:
    """The answer that holds."""
    return shown.answers.filter(undone_at=None).select_related("author").first()


def said_in(answer: InterviewAnswer | None) -> Said:
    return Said(answer.verdict, answer.reason, tuple(answer.notes)) if answer else Said()


@transaction.atomic
def save_answer(shown: InterviewDocument, said: Said, base: int, by: User) -> InterviewAnswer:
    """Keep what stands on the screen, on top of the answer it was begun with. Raises Invalid or Conflict."""
    shown = _locked(shown)
    _check_open(shown)
    said = _checked(shown, said)
    newest = answer_of(shown)
    if (newest.number if newest else 0) != base:
        raise SavedMeanwhile(newest)
    if newest and said_in(newest) == said:
        return newest
    last = shown.answers.aggregate(last=Max("number"))["last"] or 0
    return InterviewAnswer.objects.create(
        shown=shown,
        number=last + 1,
        verdict=said.verdict,
        reason=said.reason,
        notes=list(said.notes),
        author=by,
    )


@transaction.atomic
def undo(interview: Interview, by: User) -> int:
    """Take back what this person said last in this interview: at which place. Raises Conflict if there is nothing."""
    own = InterviewAnswer.objects.filter(shown__interview=interview, undone_at=None, author=by)
    last = own.order_by("-made_at", "-id").first()
    if last is None:
        raise Conflict(_("There is nothing of yours to take back."))
    shown = _locked(last.shown)
    _check_open(shown)
    if answer_of(shown) != last:
        raise Conflict(_("Somebody else has gone on from there: what you said last stands under theirs."))
    InterviewAnswer.objects.filter(id=last.id).update(undone_at=timezone.now())
    return shown.place


def _locked(shown: InterviewDocument) -> InterviewDocument:
    """One change of a screen at a time."""
    screens = InterviewDocument.objects.select_for_update(of=["self"])
    return screens.select_related("interview", "document").get(id=shown.id)


def _check_open(shown: InterviewDocument) -> None:
    if shown.interview.ended_at:
        raise Conflict(_("This interview is over: its findings are in the booklet."))
    if shown.is_gone:
        raise Conflict(
            _(
                "This document was withdrawn after it was drawn. It is not shown, and counts for nothing. Go on."
            )
        )


def _checked(shown: InterviewDocument, said: Said) -> Said:
    """What was said as it may be kept. Raises Invalid."""
    if said.verdict not in ("", *Verdict.values):
        raise Invalid(_("A document is usable or not. Choose one."), field="verdict")
    if len(said.reason) > LONGEST_REASON:
        raise Invalid(_("Say why in at most %(most)s characters.") % {"most": LONGEST_REASON}, field="reason")
    if len(said.notes) > MOST_NOTES:
        raise Invalid(
            _("A document has at most %(most)s quotes and concepts. Remove one first.")
            % {"most": MOST_NOTES},
            field="notes",
        )
    notes = tuple(_checked_note(note, shown.document.length) for note in said.notes)
    return Said(said.verdict, said.reason.strip(), notes)


def _checked_note(note: object, length: int) -> dict[str, Any]:
    if not isinstance(note, dict) or not isinstance(note.get("concept"), str):
        raise Invalid(_("A note is a quote, a concept, or both."), field="notes")
    concept = " ".join(note["concept"].split())
    start, end = note.get("start"), note.get("end")
    if len(concept) > LONGEST_CONCEPT:
        raise Invalid(
            _("A concept has at most %(most)s characters.") % {"most": LONGEST_CONCEPT}, field="notes"
        )
    if start is None and end is None and concept:
        return {"start": None, "end": None, "concept": concept}
    if not (type(start) is int and type(end) is int and 0 <= start < end <= length):
        raise Invalid(_("The quote lies outside the document. Choose words in it."), field="notes")
    return {"start": start, "end": end, "concept": concept}


def _short(words: str, most: int, field: str, sentence: str) -> str:
    words = " ".join(words.split())
    if not words or len(words) > most or "\0" in words:
        raise Invalid(sentence, field=field)
    return words


def _event(interview: Interview, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=interview.project_id, actor=by, kind=kind, detail={"interview": interview.number}
    )
