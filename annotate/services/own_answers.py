"""An annotator's own earlier answers, newest first, to find and change one."""

from typing import Any

from annotate.models import Membership, Response, Standing
from annotate.services.contents import content_of, with_contents

PAGE = 30
EXCERPT = 120


def own_answers(membership: Membership, before: int | None) -> dict[str, Any]:
    """One page of own standings that carry an answer or were skipped, by the time of the last change."""
    standings = (
        Standing.objects.filter(project=membership.project_id, annotator=membership.user_id, occasion="work")
        .filter(current__isnull=False)
        .select_related("document", "current")
        .prefetch_related("current__responses__question")
        .order_by("-current")
    )
    if before is not None:
        standings = standings.filter(current__lt=before)
    page = list(standings[: PAGE + 1])
    with_contents(response for standing in page[:PAGE] for response in standing.current.responses.all())
    return {
        "answers": [_line(standing) for standing in page[:PAGE]],
        "next": str(page[PAGE - 1].current_id) if len(page) > PAGE else None,
    }


def _line(standing: Standing) -> dict[str, Any]:
    annotation = standing.current
    return {
        "document": standing.document_id,
        "external_id": standing.document.external_id,
        "excerpt": " ".join(standing.document.text[: 2 * EXCERPT].split())[:EXCERPT],
        "saved_at": annotation.saved_at.isoformat(),
        "state": standing.state,
        "extra": annotation.is_extra,
        "summary": [_summary(response) for response in annotation.responses.all()],
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
