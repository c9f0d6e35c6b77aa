"""Sending documents to adjudication whose answers do not differ, and which of them still wait there."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from annotate.models import Document, Event, Gold, Question, User
from annotate.models.queueing import Pool
from review.models import Adjudication, Referral

MOST_SHOWN = 500


@transaction.atomic
def refer(question: Question, documents: Iterable[int], by: User) -> int:
    """They come first among the disagreements. Those that wait there already are left; how many were sent."""
    known = set(waiting(question, with_audit=True).values_list("document", flat=True))
    wanted = sorted(set(documents) - known)
    living = Document.objects.filter(id__in=wanted, project=question.project_id, erased_at=None)
    sent = [
        Referral(project_id=question.project_id, question=question, document_id=document, sent_by=by)
        for document in living.order_by("id").values_list("id", flat=True)
    ]
    Referral.objects.bulk_create(sent)
    Event.objects.bulk_create(
        Event(
            project_id=question.project_id,
            document_id=one.document_id,
            actor=by,
            kind="sent to adjudication",
            detail={"question": question.id},
        )
        for one in sent
    )
    return len(sent)


def waiting(question: Question, *, with_audit: bool) -> QuerySet[Referral]:
    """Those on which nobody has decided since they were sent; what was unclear comes back once it is answered."""
    gold = Gold.objects.filter(
        project=question.project_id,
        document=OuterRef("document"),
        question=question,
        decided_at__gt=OuterRef("sent_at"),
    ).exclude(content=Gold.WITHDRAWN)
    said = Adjudication.objects.filter(
        document=OuterRef("document"),
        questions__contains=[question.id],
        decided_at__gt=OuterRef("sent_at"),
    ).exclude(outcome=Adjudication.Outcome.UNCLEAR, inquiry__answered_at__isnull=False)
    rows = Referral.objects.filter(
        question=question, document__erased_at=None, document__withdrawn_at=None
    ).exclude(Exists(gold))
    rows = rows.exclude(Exists(said))
    return rows if with_audit else rows.exclude(document__queue_row__pool=Pool.AUDIT)
