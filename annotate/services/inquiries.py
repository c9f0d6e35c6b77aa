"""Questions of annotators about a document, a passage of it or a label, and the supervisors' replies."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Document, Event, Inquiry, Label, Membership, Notification, Project, User
from annotate.problems import Invalid
from annotate.services.annotations import key_reused, parse_key
from annotate.services.notifications import notify
from annotate.services.own_answers import EXCERPT
from annotate.services.work import LONGEST_NOTE

LONGEST_ANSWER = 1_000_000  # bytes of JSON: what was answered so far
PAGE = 30


@dataclass(frozen=True)
class Asked:
    """What a client sends: its key, the question, what it is about, and the answer so far."""

    key: uuid.UUID
    text: str
    label: int | None = None
    start: int | None = None
    end: int | None = None
    responses: tuple[Any, ...] = ()

    @property
    def about(self) -> tuple[Any, ...]:
        """What must be the same under the same key; the answer may have gone on."""
        return self.text, self.label, self.start, self.end


def parse_inquiry(body: Mapping[str, Any]) -> Asked:
    """Read a question in its wire form. Raises Invalid with the field that is wrong."""
    responses = body.get("responses", [])
    if not isinstance(responses, list) or len(orjson.dumps(responses)) > LONGEST_ANSWER:
        raise Invalid(
            _("“responses” must be a list of at most %(most)s bytes, or left out.")
            % {"most": LONGEST_ANSWER},
            field="responses",
        )
    return Asked(
        key=parse_key(body.get("key"), "key"),
        text=_checked_text(body.get("text"), "text"),
        label=_number(body, "label"),
        start=_number(body, "start"),
        end=_number(body, "end"),
        responses=tuple(responses),
    )


def _checked_text(value: object, field: str) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > LONGEST_NOTE or "\0" in text:
        raise Invalid(_("Write 1 to %(most)s characters.") % {"most": LONGEST_NOTE}, field=field)
    return text


def _number(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if type(value) is not int or not 0 <= value < 2**53:
        raise Invalid(
            _("“%(name)s” must be a whole number, 0 or more, or left out.") % {"name": name}, field=name
        )
    return value


@transaction.atomic
def ask(membership: Membership, document: Document, asked: Asked) -> Inquiry:
    """Keep a question for the supervisors. The same key again is the same question. Raises Invalid or KeyReused."""
    _check_passage(document, asked)
    if (
        asked.label
        and not Label.objects.filter(id=asked.label, question__project=document.project_id).exists()
    ):
        raise Invalid(_("This project has no such label."), field="label")
    inquiry, is_new = Inquiry.objects.get_or_create(
        key=asked.key,
        defaults={
            "project_id": membership.project_id,
            "document": document,
            "author_id": membership.user_id,
            "label_id": asked.label,
            "start": asked.start,
            "end": asked.end,
            "responses": list(asked.responses),
            "text": asked.text,
        },
    )
    if is_new:
        _note(inquiry, membership.user, "question asked")
    elif (inquiry.author_id, inquiry.document_id) != (membership.user_id, document.id) or asked.about != (
        inquiry.text,
        inquiry.label_id,
        inquiry.start,
        inquiry.end,
    ):
        raise key_reused()
    return inquiry


def _check_passage(document: Document, asked: Asked) -> None:
    if asked.start is None and asked.end is None:
        return
    if asked.start is None or asked.end is None or not asked.start < asked.end <= document.length:
        raise Invalid(
            _("The passage %(start)s–%(end)s is outside this document of %(length)s characters, or empty.")
            % {"start": asked.start, "end": asked.end, "length": document.length},
            field="start",
        )


@transaction.atomic
def reply(inquiry: Inquiry, text: str, by: User) -> Inquiry:
    """Answer a question, or word the answer anew. The asker sees it at once. Raises Invalid."""
    inquiry.reply = _checked_text(text, "reply")
    inquiry.answered_by, inquiry.answered_at = by, timezone.now()
    inquiry.save(update_fields=["reply", "answered_by", "answered_at"])
    _note(inquiry, by, "question answered")
    notify(inquiry.project, Notification.Kind.ANSWER, [inquiry.author_id], inquiry.id, by)
    return inquiry


def own_inquiries(membership: Membership, before: int | None) -> dict[str, Any]:
    """One page of what this annotator asked here, the newest first, with the replies. Nobody else's."""
    own = Inquiry.objects.filter(project=membership.project_id, author=membership.user_id)
    if before is not None:
        own = own.filter(id__lt=before)
    page = list(own.select_related("document", "label", "answered_by").order_by("-id")[: PAGE + 1])
    return {
        "inquiries": [_line(inquiry) for inquiry in page[:PAGE]],
        "next": str(page[PAGE - 1].id) if len(page) > PAGE else None,
    }


def _line(inquiry: Inquiry) -> dict[str, Any]:
    return {
        "id": inquiry.id,
        "document": inquiry.document_id,
        "external_id": inquiry.document.external_id,
        "excerpt": shortened(inquiry.quote or inquiry.document.text),
        "label": inquiry.label.name if inquiry.label else None,
        "text": inquiry.text,
        "asked_at": inquiry.asked_at.isoformat(),
        "reply": inquiry.reply or None,
        "answered_by": str(inquiry.answered_by) if inquiry.answered_by else None,
        "answered_at": inquiry.answered_at.isoformat() if inquiry.answered_at else None,
    }


def shortened(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text[: 2 * EXCERPT].split())[:EXCERPT]


def inquiries_of(project: Project, *, answered: bool) -> QuerySet[Inquiry]:
    """What was asked in this project, the newest first."""
    asked = project.inquiries.filter(answered_at__isnull=not answered)
    return asked.select_related("document", "author", "label", "answered_by").order_by("-id")


def replies_to(user: User, since: datetime) -> QuerySet[Inquiry]:
    """What somebody asked anywhere and got an answer to since then, the newest first."""
    own = Inquiry.objects.filter(
        author=user,
        answered_at__gte=since,
        project__retired_at=None,
        project__memberships__user=user,
        project__memberships__ended_at=None,
    )
    return own.select_related("project", "document", "answered_by").order_by("-answered_at")


def _note(inquiry: Inquiry, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=inquiry.project_id,
        document_id=inquiry.document_id,
        actor=by,
        kind=kind,
        detail={"inquiry": inquiry.id},
    )
