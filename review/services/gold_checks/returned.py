"""Contesting that an answer was returned: it stands as it is, and somebody else decides on the document."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.documents.history import Reading, Said, scales_of
from annotate.models import (
    Annotation,
    Document,
    Event,
    Label,
    Membership,
    Project,
    Question,
    Response,
    Standing,
)
from annotate.problems import Conflict
from annotate.queue import lock_annotator
from annotate.roles import Role
from annotate.services.contents import with_contents
from annotate.services.returned_for import for_questions
from review.models import Contest
from review.services.gold_checks.contesting import checked_reason, contest
from review.services.gold_checks.telling import decided_since
from review.services.suspicions.referring import refer

RETURNED = "answer returned"  # the event; its actor returned it
MOST_TOLD = 50


@dataclass(frozen=True)
class Returned:
    """An answer that was given back to its annotator, what it says, and the contest of that if there is one."""

    annotation: Annotation
    note: str
    said: list[Said]
    contest: Contest | None = None
    is_decided: bool = False
    is_for_questions: bool = False  # they changed, so there is nothing to contest

    @property
    def may_be_contested(self) -> bool:
        return self.contest is None and not self.is_for_questions

    @property
    def document(self) -> Document:
        return self.annotation.document


def contest_answer(membership: Membership, annotation_id: int, key: uuid.UUID, reason: str) -> Contest:
    """Of a returned answer or a gold check: whichever this one is. Raises Http404, Invalid or Conflict."""
    own = Annotation.objects.filter(project=membership.project_id, author=membership.user_id)
    if own.filter(id=annotation_id, occasion="work").exists():
        return contest_return(membership, annotation_id, key, reason)
    return contest(membership, annotation_id, key, reason)


@transaction.atomic
def contest_return(membership: Membership, annotation_id: int, key: uuid.UUID, reason: str) -> Contest:
    """Say that the answer is right as it is. The same key again is the same contest.

    Raises Http404, Invalid or Conflict.
    """
    lock_annotator(membership.project_id, membership.user_id)
    reason = checked_reason(reason)
    if known := Contest.objects.filter(annotation=annotation_id).first():
        if (known.key, known.reason) == (key, reason):
            return known
        raise Conflict(_("You have contested this one already. What you wrote then waits for a decision."))
    standing = (
        Standing.objects.select_for_update(of=["self"])
        .select_related("document", "current")
        .annotate(is_for_questions=for_questions())
        .filter(
            project=membership.project_id,
            annotator=membership.user_id,
            occasion="work",
            state=Standing.State.RETURNED,
            current=annotation_id,
        )
        .first()
    )
    if standing is None:
        raise Http404  # as of a check that was not told: by trying nobody finds out which document is one
    if standing.is_for_questions:
        raise Conflict(
            _(
                "This came back because the questions changed, not because somebody doubts it. "
                "Please answer what is asked now, and save."
            )
        )
    standing.state, standing.changed_at = Standing.State.ANSWERED, timezone.now()
    standing.draft = None  # it was for another answer
    standing.save(update_fields=["state", "changed_at", "draft"])
    made = Contest.objects.create(
        key=key,
        project_id=membership.project_id,
        document=standing.document,
        annotation=standing.current,
        contested_by=membership.user,
        reason=reason,
    )
    for question in _answered(membership.project, standing.current):
        refer(question, [standing.document_id], membership.user)
    Event.objects.create(
        project_id=membership.project_id,
        document=standing.document,
        actor=membership.user,
        kind="return contested",
        detail={"annotation": annotation_id},
    )
    return made


def _answered(project: Project, annotation: Annotation) -> Sequence[Question]:
    """What the answer says something to, as far as it is asked now."""
    asked = [question["id"] for question in (project.schema.questions if project.schema else [])]
    said = annotation.responses.filter(state=Response.State.ANSWERED, question__in=asked)
    return [response.question for response in said.select_related("question").order_by("question")]


def returned_to(membership: Membership) -> list[Returned]:
    """What waits with this annotator, the newest first; then what they contested."""
    waiting = Standing.objects.filter(
        project=membership.project_id,
        annotator=membership.user_id,
        occasion="work",
        state=Standing.State.RETURNED,
        current__isnull=False,
        document__erased_at=None,
    )
    waiting = waiting.select_related("current__document").annotate(is_for_questions=for_questions())
    contested = Contest.objects.filter(
        project=membership.project_id,
        contested_by=membership.user_id,
        annotation__occasion="work",
        document__erased_at=None,
    ).select_related("annotation__document")
    standings = list(waiting.order_by("-changed_at")[:MOST_TOLD])
    ids = [one.current_id for one in standings]
    again = {one.annotation_id: one for one in contested.filter(annotation__in=ids)}  # returned after that
    contests = list(contested.exclude(annotation__in=ids)[:MOST_TOLD])
    answers = [*(one.current for one in standings), *(one.annotation for one in contests)]
    said, decided = _said(membership.project, answers), decided_since([*again.values(), *contests])
    return [
        *(
            Returned(
                one.current,
                one.note,
                said.get(one.current_id, []),
                again.get(one.current_id),
                one.document_id in decided,
                one.is_for_questions,
            )
            for one in standings
        ),
        *(
            Returned(one.annotation, "", said.get(one.annotation_id, []), one, one.document_id in decided)
            for one in contests
        ),
    ]


def _said(project: Project, answers: Sequence[Annotation]) -> dict[int, list[Said]]:
    labels, scales = Label.objects.filter(question__project=project).in_bulk(), scales_of(project)
    texts = {one.id: one.document.text for one in answers}
    responses = Response.objects.filter(annotation__in=texts, state=Response.State.ANSWERED)
    found: dict[int, list[Said]] = {}
    for response in with_contents(responses.select_related("question").order_by("id")):
        reading = Reading(texts[response.annotation_id], labels, scales)
        found.setdefault(response.annotation_id, []).append(reading.response(response))
    return found


def returners(contests: Sequence[Contest]) -> set[int]:
    """Who returned the answers that these contests are about: they have said what they think."""
    events = Event.objects.filter(
        kind=RETURNED,
        document__in=[one.document_id for one in contests],
        detail__annotation__in=[one.annotation_id for one in contests],
    )
    return set(events.exclude(actor=None).values_list("actor", flat=True))


def somebody_else_decides(project: Project, people: set[int]) -> bool:
    """Is there a supervisor or owner beside these?"""
    deciders = project.memberships.filter(
        ended_at=None, roles__overlap=[Role.SUPERVISOR, Role.OWNER]
    ).exclude(user__in=people)
    return deciders.exists()
