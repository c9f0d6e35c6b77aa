"""An annotator's own earlier answers, newest first, to find and change one."""

from typing import Any

from annotate.models import Membership, Standing

PAGE = 30
EXCERPT = 120


def own_answers(membership: Membership, before: int | None) -> dict[str, Any]:
    """One page of own standings that carry an answer or were skipped, by the time of the last change."""
    standings = (
        Standing.objects.filter(project=membership.project_id, annotator=membership.user_id, occasion="work")
        .filter(current__isnull=False)
        .select_related("document", "current")
        .prefetch_related(
            "current__responses__choices", "current__responses__spans", "current__responses__question"
        )
        .order_by("-current")
    )
    if before is not None:
        standings = standings.filter(current__lt=before)
    page = list(standings[: PAGE + 1])
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
        "summary": [
            {
                "question": response.question.name,
                "state": response.state,
                "labels": [choice.label_id for choice in response.choices.all()],
                "spans": len(response.spans.all()),
            }
            for response in annotation.responses.all()
        ],
    }
