"""Beginning a session: its agenda is gathered and numbered, and stays as it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, Project
from annotate.problems import Conflict
from annotate.services.projects import lock_project
from booklet.models import Revision
from review.models import Session, SessionItem
from review.services.sessions.gathering import KINDS, raised_in
from review.services.sessions.measuring import drift_of

MOST_INQUIRIES, MOST_PAGES = 20, 20
FIRST_LOOK = timedelta(days=30)  # how far back the first session of a project looks
Kind = SessionItem.Kind


@transaction.atomic
def begin_session(membership: Membership) -> Session:
    """Gather what there is to talk about. Raises Conflict while another session is open."""
    project, now = membership.project, timezone.now()
    lock_project(project)
    last = project.feedback_sessions.order_by("-number").first()
    if last and last.is_open:
        raise Conflict(_("Session %(number)s is still open. Close it first.") % {"number": last.number})
    session = Session.objects.create(
        project=project,
        number=last.number + 1 if last else 1,
        since=last.begun_at if last else None,
        begun_by=membership.user,
        begun_at=now,
    )
    since = session.since or now - FIRST_LOOK
    items = [
        *themes(project, now),
        *inquiries(project),
        *changed_pages(project, since),
        *drifts(project, since),
    ]
    for place, item in enumerate(items, 1):
        item.session, item.place = session, place
    SessionItem.objects.bulk_create(items)
    Event.objects.create(
        project=project, actor=membership.user, kind="session begun", detail={"session": session.id}
    )
    return session


def themes(project: Project, until: datetime) -> Iterator[SessionItem]:
    for one in raised_in(project, until):
        yield SessionItem(
            kind=Kind.THEME,
            question=one.question,
            one=one.weighed.theme.one,
            other=one.weighed.theme.other,
            documents=one.documents,
            figures={
                "chosen": len(one.weighed.documents),
                "all": len(one.documents),
                "worth": round(one.weighed.worth, 2),
                "missing": one.missing,
            },
        )


def inquiries(project: Project) -> Iterator[SessionItem]:
    """The oldest that nobody has answered."""
    for one in project.inquiries.waiting().order_by("id")[:MOST_INQUIRIES]:
        yield SessionItem(kind=Kind.INQUIRY, inquiry=one, documents=[one.document_id])


def changed_pages(project: Project, since: datetime) -> Iterator[SessionItem]:
    """The newest words of each page whose meaning was changed since."""
    rows = Revision.objects.filter(
        page__project=project, page__retired_at=None, made_at__gte=since, changes_meaning=True
    )
    newest = rows.order_by("page_id", "-number").distinct("page_id")
    for one in sorted(newest, key=lambda revision: revision.made_at)[-MOST_PAGES:]:
        yield SessionItem(kind=Kind.PAGE, revision=one)


def drifts(project: Project, since: datetime) -> Iterator[SessionItem]:
    """Questions on which people differ more often since then, beyond chance."""
    for question in project.questions.filter(kind__in=KINDS, retired_at=None).order_by("id"):
        found = drift_of(question, since)
        if found.has_risen:
            figures = {
                "before": found.before.value,
                "after": found.after.value,
                "low": found.low,
                "high": found.high,
                "documents": found.after.of,
            }
            yield SessionItem(kind=Kind.DRIFT, question=question, figures=figures)
