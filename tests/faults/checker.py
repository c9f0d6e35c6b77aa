"""Was anything lost, doubled, given to too many or to nobody? The clients' histories against the database.

Shares no code with the queue: its own SQL, its own idea of what must be true (design.md section 3, rules
2 to 5 and 7). After the fashion of Jepsen: `ok` must be there, `fail` must not, `info` may be, but once.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.faults.history import Call, History, content_hash

Query = Callable[..., list[tuple[Any, ...]]]

ROWS = """
SELECT a.id, a.key::text, a.document_id, a.author_id, a.kind, a.is_extra, a.replaces_id,
    coalesce((
        SELECT jsonb_agg(jsonb_build_array(
            r.question_id, r.state,
            coalesce((SELECT jsonb_agg(c.label_id) FROM annotate_choice c WHERE c.response_id = r.id), '[]'),
            coalesce((
                SELECT jsonb_agg(jsonb_build_array(s.start, s."end", s.label_id))
                FROM annotate_span s WHERE s.response_id = r.id
            ), '[]')
        )) FROM annotate_response r WHERE r.annotation_id = a.id
    ), '[]')
FROM annotate_annotation a WHERE a.project_id = %s AND a.id > %s ORDER BY a.id
"""

# In one snapshot: what `claimed` says, and who really holds a slot of the document.
SLOTS = """
SELECT q.document_id, q.wants, q.claimed, q.is_held,
    (SELECT count(*) FROM annotate_standing s
     WHERE s.document_id = q.document_id AND s.occasion = 'work' AND s.holds_slot)
FROM annotate_queuerow q WHERE q.project_id = %s
"""
MISCOUNTED = f"""
SELECT count(*) FROM ({SLOTS}) AS slots (id, wants, claimed, held, real)
WHERE claimed <> real OR claimed > wants
"""

STANDINGS = """
SELECT annotator_id, document_id, state, current_id FROM annotate_standing
WHERE project_id = %s AND occasion = 'work'
"""


@dataclass(frozen=True)
class Row:
    """An annotation as the tables have it."""

    id: int
    key: str
    document: int
    author: int
    kind: str
    is_extra: bool
    replaces: int | None
    content: list[Any]


def rows_of(query: Query, project: int, after: int = 0) -> list[Row]:
    return [Row(*row) for row in query(ROWS, [project, after])]


def check(query: Query, project: int, history: History, must_be_finished: bool = True) -> list[str]:
    """Everything that is wrong, a sentence each."""
    rows = rows_of(query, project)
    return [
        *saves(history, rows),
        *chains(query, project, rows),
        *slots(query, project, rows, must_be_finished),
        *hand_outs(history),
    ]


def check_steps(query: Query, project: int, history: History, after: int) -> list[str]:
    """The same for a stretch of plain steps in a project with a past: annotations up to `after` are not looked at."""
    rows = rows_of(query, project, after)
    again = [
        f"handed out again: document {row.document} to user {row.author}" for row in rows if row.replaces
    ]
    miscounted = miscounted_now(query, project)
    return [
        *saves(history, rows),
        *hand_outs(history),
        *again,
        *([f"miscounted: {miscounted} documents"] if miscounted else []),
    ]


def saves(history: History, rows: list[Row]) -> Iterator[str]:
    """Every answer acknowledged is kept as it was sent, once; nothing is there that nobody sent."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    yield from unsent(history, by_key)
    yield from unkept(history, by_key)
    yield from refused(history, by_key)


def unsent(history: History, by_key: dict[str, list[Row]]) -> Iterator[str]:
    """Rows that are there twice, that nobody sent, or that say something else."""
    invoked = {call.key: call for call in history.of("save", "invoke")}
    for key, found in by_key.items():
        if len(found) > 1:
            yield f"doubled: the key {key} is on {len(found)} rows"
        if key not in invoked:
            yield f"invented: nobody sent the key {key}"
        else:
            yield from differences(invoked[key], found[0])


def unkept(history: History, by_key: dict[str, list[Row]]) -> Iterator[str]:
    """Acknowledged answers that are not there, or not as the client was told."""
    for call in history.of("save", "ok"):
        if call.key not in by_key:
            yield f"lost: {call.key} of user {call.user} for document {call.document} was acknowledged"
        elif (call.annotation, call.extra) != (by_key[call.key][0].id, by_key[call.key][0].is_extra):
            yield f"misreported: {call} but the row is {by_key[call.key][0]}"


def refused(history: History, by_key: dict[str, list[Row]]) -> Iterator[str]:
    """Refused saves that are there all the same, or were acknowledged as well."""
    acknowledged = {call.key for call in history.of("save", "ok")}
    for call in history.of("save", "fail"):
        if call.key in by_key:
            yield f"refused with {call.status} ({call.why}), yet there: {call.key}"
        if call.key in acknowledged:
            yield f"refused with {call.status} ({call.why}) and acknowledged: {call.key}"


def differences(call: Call, row: Row) -> Iterator[str]:
    if (call.document, call.user) != (row.document, row.author):
        yield f"astray: {call.key} was for document {call.document} by {call.user}, the row is {row}"
    if call.withdraws != (row.kind == "withdrawal"):
        yield f"changed: {call.key} is a {row.kind}"
    if content_hash(row.content) != call.body_hash:
        yield f"changed: what {call.key} says is not what was sent"


def chains(query: Query, project: int, rows: list[Row]) -> Iterator[str]:
    """Per document and person the saves form one chain, and the standing points at its end."""
    by_id = {row.id: row for row in rows}
    ends = {(row.author, row.document): row.id for row in rows}
    links: Counter[tuple[int, int, int | None]] = Counter()
    for row in rows:
        links[row.author, row.document, row.replaces] += 1
        base = by_id.get(row.replaces) if row.replaces else None
        if row.replaces and (base is None or (base.author, base.document) != (row.author, row.document)):
            yield f"astray: annotation {row.id} replaces {row.replaces}, which is another's"
    for (author, document, base_id), count in links.items():
        if count > 1:
            yield f"overwritten: {count} saves of {author} for document {document} on top of {base_id}"
    current = {(who, what): at for who, what, _, at in query(STANDINGS, [project]) if at is not None}
    if current != ends:
        wrong = [pair for pair in current.keys() | ends.keys() if current.get(pair) != ends.get(pair)]
        yield f"out of sight: standings do not point at the last save of {wrong[:5]}"


def slots(query: Query, project: int, rows: list[Row], must_be_finished: bool) -> Iterator[str]:
    """No document has more counted answers than it wants; none is left without a reason."""
    last = {(row.author, row.document): row for row in rows}
    answers = Counter(row.document for row in last.values() if row.kind == "answer" and not row.is_extra)
    for document, wants, claimed, is_held, real in query(SLOTS, [project]):
        if answers[document] > wants:
            yield f"over-assigned: document {document} wants {wants} and has {answers[document]} answers"
        if claimed != real:
            yield f"miscounted: document {document} says {claimed} slots are taken, {real} are"
        if must_be_finished and not is_held and (answers[document], claimed) != (wants, wants):
            yield (
                f"starved: document {document} has {answers[document]} of {wants} answers, "
                f"{claimed} slots taken"
            )


def hand_outs(history: History) -> Iterator[str]:
    """Nobody is handed a document again that they had answered or skipped before they asked."""
    done: dict[tuple[int, int], float] = {}
    for call in history.of("save", "ok") + history.of("skip", "ok"):
        pair = (call.user, call.document)
        done[pair] = min(call.at, done.get(pair, call.at))
    for call in history.calls:
        for document in call.lent if call.outcome == "ok" else ():
            asked_at = call.at - call.seconds
            if done.get((call.user, document), asked_at) < asked_at:
                yield f"handed out again: document {document} to user {call.user}, who was done with it"


def miscounted_now(query: Query, project: int) -> int:
    """Documents whose slots are miscounted or over-assigned at this very moment, under load."""
    return query(MISCOUNTED, [project])[0][0]


def unfinished(query: Query, project: int) -> int:
    """Documents that still want an answer and are not held."""
    statement = """
    SELECT count(*) FROM annotate_queuerow q WHERE q.project_id = %s AND NOT q.is_held AND q.wants > (
        SELECT count(*) FROM annotate_standing s
        WHERE s.document_id = q.document_id AND s.occasion = 'work' AND s.holds_slot AND s.state = 'answered'
    )
    """
    return query(statement, [project])[0][0]
