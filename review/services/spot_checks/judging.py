"""Checking the sample, one answer after the other; the verdict that decides writes the outcome."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Question, Response, User
from annotate.problems import Conflict, Invalid
from annotate.services.response_checks import check_responses
from annotate.services.responses import ResponseAnswer
from review.models import SampledAnswer, SpotCheck
from review.services.answers import asked_then
from review.services.spot_checks.plans import plan_of

LONGEST_NOTE = 1_000
TAKEN_OVER_AFTER = timedelta(minutes=30)  # what a checker began and left is offered to others
Verdict, Outcome = SampledAnswer.Verdict, SpotCheck.Outcome


def next_for(check: SpotCheck, checker: User) -> SampledAnswer | None:
    """The first answer in the order of drawing that this person may check and nobody is about to."""
    waiting = check.sample.filter(verdict="").filter(
        Q(checker=None) | Q(checker=checker) | Q(own_at__lt=timezone.now() - TAKEN_OVER_AFTER)
    )
    if not check.allows_own:
        waiting = waiting.exclude(annotation__author=checker)
    return waiting.select_related("annotation__document", "annotation__schema").order_by("place").first()


@transaction.atomic
def answer_first(sampled: SampledAnswer, checker: User, said: ResponseAnswer) -> SampledAnswer:
    """Keep what the checker says before seeing the answer. Raises Invalid or Conflict."""
    check, sampled = _locked(sampled, checker)
    if sampled.own_state and sampled.checker_id == checker.id:
        raise Conflict(_("You have answered this one already; now compare."))
    question = asked_then(sampled.annotation, check.question_id)
    [said] = check_responses([said], [question], sampled.annotation.document.text, with_conditions=False)
    if said.state == Response.State.NOT_ASKED:
        raise Invalid(_("“%(name)s” needs an answer.") % {"name": question["name"]})
    sampled.checker, sampled.own_at = checker, timezone.now()
    sampled.own_state, sampled.own = said.state, as_content(said, question["kind"])
    sampled.save(update_fields=["checker", "own_at", "own_state", "own"])
    return sampled


def as_content(said: ResponseAnswer, kind: str) -> dict[str, Any]:
    """In the form of gold and of suggestions."""
    if said.state != Response.State.ANSWERED:
        return {}
    if kind == Question.Kind.SPANS:
        return {"spans": [{"start": one.start, "end": one.end, "label": one.label} for one in said.spans]}
    if kind == Question.Kind.TEXT:
        return {"text": said.text}
    if kind == Question.Kind.RATING:
        return {"rating": said.rating}
    return {"labels": list(said.labels)}


@transaction.atomic
def judge(sampled: SampledAnswer, checker: User, verdict: str, note: str = "") -> SpotCheck:
    """Say whether the answer is right. Raises Invalid or Conflict."""
    check, sampled = _locked(sampled, checker)
    _check_verdict(check, sampled, checker, verdict, note)
    sampled.checker, sampled.verdict, sampled.note = checker, verdict, note.strip()
    sampled.judged_at = timezone.now()
    sampled.save(update_fields=["checker", "verdict", "note", "judged_at"])
    if not check.outcome:
        _decide(check, checker)
    return check


def _check_verdict(check: SpotCheck, sampled: SampledAnswer, checker: User, verdict: str, note: str) -> None:
    if verdict not in Verdict.values:
        raise Invalid(_("An answer is right, wrong or unclear."), field="verdict")
    if len(note) > LONGEST_NOTE:
        raise Invalid(
            _("A note has at most %(most)s characters; this one has %(length)s.")
            % {"most": LONGEST_NOTE, "length": len(note)},
            field="note",
        )
    is_erased = sampled.annotation.document.erased_at is not None
    if is_erased and verdict != Verdict.UNCLEAR:
        raise Invalid(_("This document was erased: nobody can tell any more. It counts as unclear."))
    if not (check.shows_answer or is_erased) and (not sampled.own_state or sampled.checker_id != checker.id):
        raise Conflict(_("Answer the question yourself first; then compare."))


@transaction.atomic
def take_back(check: SpotCheck, checker: User) -> SampledAnswer:
    """Undo the checker's newest verdict, as long as nothing is decided; that it was done is counted."""
    check = SpotCheck.objects.locked().get(id=check.id)
    if not check.is_open:
        raise Conflict(_("This check has ended: its verdicts stay as they are."))
    judged = check.sample.exclude(verdict="").filter(checker=checker).order_by("-judged_at", "-id")
    sampled = judged.first()
    if sampled is None:
        raise Conflict(_("You have given no verdict in this check yet."))
    sampled.verdict, sampled.judged_at, sampled.taken_back = "", None, sampled.taken_back + 1
    sampled.save(update_fields=["verdict", "judged_at", "taken_back"])
    return sampled


def _locked(sampled: SampledAnswer, checker: User) -> tuple[SpotCheck, SampledAnswer]:
    """The check first: two checkers queue here. Raises Conflict where this person may not check this answer now."""
    check = SpotCheck.objects.locked().get(id=sampled.spot_check_id)
    sampled = check.sample.select_related("annotation__document", "annotation__schema", "checker").get(
        id=sampled.id
    )
    if check.abandoned_at:
        raise Conflict(_("This check was given up: nothing is checked in it any more."))
    if sampled.verdict:
        raise Conflict(_("%(name)s has checked this answer already.") % {"name": sampled.checker})
    if sampled.annotation.author_id == checker.id and not check.allows_own:
        raise Conflict(_("This is your own answer: somebody else checks it."))
    if sampled.checker_id not in (None, checker.id) and not _is_left(sampled):
        raise Conflict(_("%(name)s is about to check this answer.") % {"name": sampled.checker})
    return check, sampled


def _is_left(sampled: SampledAnswer) -> bool:
    return sampled.own_at is None or sampled.own_at < timezone.now() - TAKEN_OVER_AFTER


def _decide(check: SpotCheck, by: User) -> None:
    outcome = outcome_of(check)
    if outcome:
        check.outcome, check.decided_at = outcome, timezone.now()
        check.save(update_fields=["outcome", "decided_at"])
        Event.objects.create(
            project_id=check.project_id,
            actor=by,
            kind="spot check decided",
            detail={"spot_check": check.id, "outcome": outcome},
        )


def outcome_of(check: SpotCheck) -> str:
    """What the plan allows to say by now; "" while it allows nothing.

    A look after each verdict, in the order of drawing. Of a plan that may end early only the answers before the first
    one that waits count: two checkers are not equally fast, and slow ones may be the wrong ones.
    """
    plan, errors, checked = plan_of(check), 0, 0
    for verdict in check.sample.order_by("place").values_list("verdict", flat=True):
        if not verdict:
            if check.kind == SpotCheck.Kind.SEQUENTIAL:
                break
            continue
        checked += 1
        errors += verdict != Verdict.RIGHT
        if plan.is_lost(errors):
            return Outcome.FAILED
        if plan.may_claim(checked, errors):
            return Outcome.PASSED
    return ""
