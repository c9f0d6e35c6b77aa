"""What an annotator answered or skipped, the last first, to find one and change it or to go back step by step."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Case, F, When

from annotate.models import Membership, Response, Standing
from annotate.services.contents import content_of, with_contents
from annotate.services.occasions import shown_only

PAGE = 30
EXCERPT = 120
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What a change of the labels wrote anew keeps its place: whoever goes back one step finds what they did last.
SAID_AT = Case(When(current__rewritten_by=None, then=F("current__saved_at")), default=F("changed_at"))
LAST_MOMENT = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND


def own_answers(membership: Membership, before: int | None) -> dict[str, Any]:
    """One page of what was answered or skipped before a moment, in microseconds since 1970."""
    own = (
        shown_only(Standing.objects.filter(project=membership.project_id, annotator=membership.user_id))
        .select_related("document", "current")
        .prefetch_related("current__responses__question")
    )
    answered = own.filter(current__isnull=False).exclude(state=Standing.State.SKIPPED).alias(said_at=SAID_AT)
    skipped = own.filter(state=Standing.State.SKIPPED)
    if before is not None:
        moment = EPOCH + min(before, LAST_MOMENT) * MICROSECOND
        answered, skipped = (
            answered.filter(said_at__lt=moment),
            skipped.filter(changed_at__lt=moment),
        )
    found = chain(answered.order_by("-said_at")[: PAGE + 1], skipped.order_by("-changed_at")[: PAGE + 1])
    page = sorted(found, key=_moment, reverse=True)
    shown = page[:PAGE]
    with_contents(response for one in shown if one.current for response in one.current.responses.all())
    return {
        "answers": [_line(standing) for standing in shown],
        "next": str((_moment(shown[-1]) - EPOCH) // MICROSECOND) if len(page) > PAGE else None,
    }


def _moment(standing: Standing) -> datetime:
    """When it was answered, or skipped."""
    if (
        standing.current is None
        or standing.state == Standing.State.SKIPPED
        or standing.current.rewritten_by_id
    ):
        return standing.changed_at
    return standing.current.saved_at


def _line(standing: Standing) -> dict[str, Any]:
    annotation = standing.current
    return {
        "document": standing.document_id,
        "external_id": standing.document.external_id,
        "excerpt": " ".join(standing.document.text[: 2 * EXCERPT].split())[:EXCERPT],
        "saved_at": _moment(standing).isoformat(),
        "state": standing.state,
        "extra": bool(annotation and annotation.is_extra),
        "summary": [_summary(response) for response in annotation.responses.all()] if annotation else [],
    }


def _summary(response: Response) -> dict[str, Any]:
    """What was said to a question in a few words or numbers; those of rarer kinds are there where they apply."""
    content = content_of(response)
    summary: dict[str, Any] = {
        "question": response.question.name,
        "state": response.state,
        "labels": content.get("labels", []),
        "spans": len(content.get("spans", [])),
    }
    if "relations" in content:
        summary["relations"] = len(content["relations"])
    if "text" in content:
        summary["text"] = content["text"][:EXCERPT]
    if "rating" in content:
        summary["rating"] = content["rating"]
    return summary
