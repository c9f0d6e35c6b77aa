"""Documents in the form the workbench reads them, to their annotator. One statement, because each step asks for it."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate import ports
from annotate.models import Annotation, Membership, Project, Standing, Stream
from annotate.prepared import Statement
from annotate.services.annotations import answer_of
from annotate.services.outdated import Outdated, Suggested, outdated_in, speaking_to
from annotate.services.returned_for import FOR_QUESTIONS
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
    CASE WHEN s.state = 'returned' THEN NOT {FOR_QUESTIONS.format(standing="s")} ELSE false END,
    {MAY_BE_SUGGESTED}
FROM annotate_standing s JOIN annotate_document d ON d.id = s.document_id
WHERE s.id = ANY(%(standings)s::bigint[])
ORDER BY array_position(%(standings)s::bigint[], s.id)
"""


STANDING, CURRENT, DOCUMENT, SUGGESTIONS, MAY_BE = 0, 7, 8, -3, -1  # places in a row
READ_LENT = Statement("lent", LENT)
Answers = dict[int, dict[str, Any]]  # by standing, in the form of the wire


def payloads(membership: Membership, standing_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The documents of these standings, in the order given. Stream, score and probability are not in it."""
    rows = _read(membership, standing_ids)
    return _told(membership, rows, _answers(rows))


def lend_payloads(membership: Membership, standing_ids: Sequence[int]) -> list[dict[str, Any]]:
    """`payloads` of documents that are lent just now: with what rules and models suggest for them from now on."""
    project, rows = membership.project, _read(membership, standing_ids)
    answers = _answers(rows)
    returned = {
        row[DOCUMENT]: outdated_in(project, answers[row[STANDING]])
        for row in rows
        if row[MAY_BE] and row[CURRENT]
    }
    lent = {row[STANDING]: row[DOCUMENT] for row in rows if row[MAY_BE] and _wants(row, returned)}
    if lent and suggest(project, lent, returned):
        rows = _read(membership, standing_ids)
    return _told(membership, rows, answers)


def _wants(row: tuple[Any, ...], returned: Mapping[int, Mapping[int, Outdated]]) -> bool:
    """Of what was returned, only an answer that is outdated, and that shows nothing that speaks to it yet."""
    outdated = returned.get(row[DOCUMENT])
    return outdated is None or bool(outdated and not speaking_to(outdated, _loaded(row[SUGGESTIONS])))


def _answers(rows: Sequence[tuple[Any, ...]]) -> Answers:
    return {row[STANDING]: answer_of(Annotation.objects.get(id=row[CURRENT])) for row in rows if row[CURRENT]}


def _told(membership: Membership, rows: Sequence[tuple[Any, ...]], answers: Answers) -> list[dict[str, Any]]:
    return [_payload(membership.project, answers.get(row[STANDING]), *row) for row in rows]


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
    project: Project,
    answer: dict[str, Any] | None,
    _standing_id: int,
    state: str,
    stream: str,
    reason: str,
    lease_until: Any,
    draft: str | None,
    note: str,
    _current_id: int | None,
    document_id: int,
    external_id: str | None,
    text: str,
    sha256: str,
    metadata: str,
    suggestions: str | None,
    may_be_contested: bool,
    _may_be_suggested: bool,
) -> dict[str, Any]:
    """One document from a row of LENT; JSON columns come as text."""
    return {
        "id": document_id,
        "external_id": external_id,
        "text": text,
        "sha256": sha256,
        "reason": reason_line(state, stream, reason, is_blind=project.is_blind),
        "state": state,
        "lease_until": lease_until.isoformat() if lease_until else None,
        "metadata": orjson.loads(metadata),
        "suggestions": _shown(project, answer, _loaded(suggestions)),
        "draft": orjson.loads(draft) if draft else None,
        "answer": answer,
        "note": note or None,
        "may_be_contested": may_be_contested,
    }


def _loaded(suggestions: str | None) -> list[Suggested]:
    return orjson.loads(suggestions) if suggestions else []


def _shown(project: Project, answer: dict[str, Any] | None, suggestions: list[Suggested]) -> list[Suggested]:
    """Beside an answer only what speaks to what is outdated in it: the rest its author has decided."""
    return speaking_to(outdated_in(project, answer), suggestions) if answer and suggestions else suggestions


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
