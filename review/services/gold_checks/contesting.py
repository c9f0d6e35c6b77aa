"""Contesting the gold of a check: once, with a reason; somebody else decides."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from annotate.models import Document, Event, Gold, Membership, Project
from annotate.problems import Conflict, Invalid
from annotate.queue import lock_annotator
from annotate.services.work import LONGEST_NOTE
from review.models import Adjudication, Contest
from review.services.gold_checks.telling import told_to


@transaction.atomic
def contest(membership: Membership, annotation_id: int, key: uuid.UUID, reason: str) -> Contest:
    """Say that what holds is wrong. The same key again is the same contest. Raises Http404, Invalid or Conflict.

    Only what was told can be contested: by trying others nobody finds out which document is a check.
    """
    lock_annotator(membership.project_id, membership.user_id)
    told = next((one for one in told_to(membership) if one.annotation.id == annotation_id), None)
    if told is None:
        raise Http404
    reason = checked_reason(reason)
    if told.contest:
        if (told.contest.key, told.contest.reason) == (key, reason):
            return told.contest
        raise Conflict(_("You have contested this one already. What you wrote then waits for a decision."))
    made = Contest.objects.create(
        key=key,
        project_id=membership.project_id,
        document=told.document,
        annotation=told.annotation,
        contested_by=membership.user,
        reason=reason,
    )
    Event.objects.create(
        project_id=membership.project_id,
        document=told.document,
        actor=membership.user,
        kind="gold contested",
        detail={"annotation": annotation_id},
    )
    return made


def checked_reason(reason: str) -> str:
    """Raises Invalid."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_NOTE:
        raise Invalid(
            _("Say in 1 to %(most)s characters why your answer is right.") % {"most": LONGEST_NOTE},
            field="reason",
        )
    return reason


def waiting(project: Project) -> QuerySet[Contest]:
    """Contests of documents nobody has decided on since, the oldest first."""
    gold = Gold.objects.filter(document=OuterRef("document"), decided_at__gt=OuterRef("contested_at"))
    gold = gold.exclude(content=Gold.WITHDRAWN)
    both = Adjudication.objects.filter(
        document=OuterRef("document"),
        decided_at__gt=OuterRef("contested_at"),
        outcome=Adjudication.Outcome.BOTH_RIGHT,
    )
    rows = project.contests.filter(~Exists(gold), ~Exists(both), document__erased_at=None)
    return rows.select_related("document", "contested_by", "annotation__document").order_by("id")


def waiting_on(document: Document) -> Sequence[Contest]:
    """Those that a decision on this document would settle."""
    return list(waiting(document.project).filter(document=document))
