"""Half-done work of an annotator: kept on the standing, so that a reload or another device goes on with it."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Document, Membership
from annotate.problems import Invalid
from annotate.services.annotations import parse_key, standing_to_answer

LONGEST_DRAFT = 2_000_000  # characters of JSON


@transaction.atomic
def keep_draft(membership: Membership, document: Document, draft: dict[str, Any]) -> None:
    """Keep half-done work on the standing. It is nobody's answer and replaced by the next draft.

    One that comes late, after its answer or after a later draft of another tab or device, changes nothing.
    """
    replaces = uuid.UUID(draft["replaces"]) if draft["replaces"] else None
    standing = standing_to_answer(membership, document, replaces)
    base = str(standing.current.key) if standing.current else None
    if draft["replaces"] != base or draft["changed_at"] < _changed_at(standing.draft, base):
        return
    standing.draft = draft
    standing.save(update_fields=["draft"])


def _changed_at(draft: dict[str, Any] | None, base: str | None) -> int:
    """When the draft at hand was changed last; 0 if there is none, or it belongs to an earlier answer."""
    return draft.get("changed_at", 0) if draft and draft.get("replaces") == base else 0


def check_draft(body: dict[str, Any], size: int) -> dict[str, Any]:
    """Half-done work: on top of which answer (a key), changed when (the server's milliseconds, as the page knows them).

    No clock is trusted further than now.
    """
    if size > LONGEST_DRAFT or not isinstance(body.get("responses"), list):
        raise Invalid(
            _("A draft is a list of responses of at most %(most)s characters.") % {"most": LONGEST_DRAFT}
        )
    changed_at, now = body.get("changed_at"), int(1000 * timezone.now().timestamp())
    return {
        "responses": body["responses"],
        "active_ms": body.get("active_ms", 0),
        "replaces": str(parse_key(body["replaces"], "replaces")) if body.get("replaces") else None,
        "changed_at": min(changed_at, now) if type(changed_at) is int and changed_at >= 0 else now,
    }
