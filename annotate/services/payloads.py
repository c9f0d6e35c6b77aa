"""Documents in the form the workbench reads them, to their annotator. One statement, because each step asks for it."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate import ports
from annotate.models import Annotation, Membership, Standing, Stream
from annotate.prepared import Statement
from annotate.services.annotations import answer_of
from annotate.services.suggesting import MAY_BE_SUGGESTED, suggest

LENT = f"""
SELECT s.id, s.state, s.stream, s.reason, s.lease_until, s.draft, s.note, s.current_id,
    d.id, d.external_id, d.text, encode(d.sha256, 'hex'), d.metadata,
    CASE WHEN %(are_on)s::boolean THEN (
        SELECT jsonb_agg(jsonb_build_object(
            'id', g.id, 'question', g.question_id, 'source', source.name, 'score', g.score
        ) || g.content ORDER BY g.id)
        FROM annotate_suggestion g JOIN annotate_source source ON source.id = g.source_id
        WHERE g.id = ANY(s.suggestions_shown)
    ) END,
    {MAY_BE_SUGGESTED}
FROM annotate_standing s JOIN annotate_document d ON d.id = s.document_id
WHERE s.id = ANY(%(standings)s::bigint[])
ORDER BY array_position(%(standings)s::bigint[], s.id)
"""


STANDING, DOCUMENT, MAY_BE = 0, 8, -1  # places in a row
READ_LENT = Statement("lent", LENT)


def payloads(membership: Membership, standing_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The documents of these standings, in the order given. Stream, score and probability are not in it."""
    is_blind = membership.project.is_blind
    return [_payload(is_blind, *row) for row in _read(membership, standing_ids)]


def lend_payloads(membership: Membership, standing_ids: Sequence[int]) -> list[dict[str, Any]]:
    """`payloads` of documents that are lent just now: with what rules and models suggest for them from now on."""
    rows = _read(membership, standing_ids)
    lent = {row[STANDING]: row[DOCUMENT] for row in rows if row[MAY_BE]}
    if lent and suggest(membership.project, lent):
        rows = _read(membership, standing_ids)
    return [_payload(membership.project.is_blind, *row) for row in rows]


def _read(membership: Membership, standing_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    if not standing_ids:
        return []
    project = membership.project
    values = {
        "project": project.id,
        "standings": list(standing_ids),
        "are_on": project.shows_suggestions,
        "shows": project.suggestions_shown_share,
    }
    return READ_LENT.rows(values)


def _payload(
    is_blind: bool,
    _standing_id: int,
    state: str,
    stream: str,
    reason: str,
    lease_until: Any,
    draft: str | None,
    note: str,
    current_id: int | None,
    document_id: int,
    external_id: str | None,
    text: str,
    sha256: str,
    metadata: str,
    suggestions: str | None,
    _may_be_suggested: bool,
) -> dict[str, Any]:
    """One document from a row of LENT; JSON columns come as text."""
    return {
        "id": document_id,
        "external_id": external_id,
        "text": text,
        "sha256": sha256,
        "reason": reason_line(state, stream, reason, is_blind=is_blind),
        "state": state,
        "lease_until": lease_until.isoformat() if lease_until else None,
        "metadata": orjson.loads(metadata),
        "suggestions": orjson.loads(suggestions) if suggestions else [],
        "draft": orjson.loads(draft) if draft else None,
        "answer": answer_of(Annotation.objects.get(id=current_id)) if current_id else None,
        "note": note or None,
    }


def reason_line(state: str, stream: str, reason: str, *, is_blind: bool) -> str:
    """One plain sentence on why this document is next; every random stream reads alike.

    Where people must not learn what others said, a ranked document says no more than that it is one: a model's doubts
    come from others' answers.
    """
    if state == Standing.State.RETURNED:
        return _("returned to you")
    if stream == Stream.ASSIGNED:
        return _("assigned to you")
    if stream == Stream.RANKED and reason:
        return _("picked from the top of the list") if is_blind else worded(reason)
    return _("chosen at random")


def worded(reason: str) -> str:
    """A stored reason in the reader's language; one without a known code is a sentence of ours already."""
    code, *values = reason.split("\t")
    if code not in ports.reasons:
        return _(reason)
    return str(ports.reasons[code]) % dict(zip(("one", "other"), values, strict=False))
