"""The rows behind some documents of a release: found by what holds now, or by the ids a release has kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotate.exports.snapshot import (
    ANSWERS,
    DOCUMENTS,
    KINDS,
    NEWEST_GOLD,
    OF_THESE,
    RESPONSES,
    STANDINGS,
    AnswerRow,
    Batch,
    DocumentRow,
    GoldRow,
    Snapshot,
    array,
)
from annotate.models import Gold

HOLDING_GOLD = f"""
SELECT id FROM ({NEWEST_GOLD.format(these=OF_THESE)}) AS newest WHERE {Gold.STANDS} ORDER BY document_id, question_id
"""
GOLD = """
SELECT id, document_id, question_id, content, origin, decided_by_id, decided_at, schema_id, chosen_by, answered_by
FROM annotate_gold WHERE id = ANY(%s::bigint[]) ORDER BY document_id, question_id, id
"""
NOT_COUNTING = "SELECT user_id FROM annotate_source WHERE project_id = %s AND NOT counts"


class Line(NamedTuple):
    """A document of a release, before or after it was kept: what `ReleasedDocument` says."""

    document: int
    split: int
    answers: list[int]
    gold: list[int]
    aggregated: dict[str, list[Any]]  # question -> annotation or content, percent, people


@dataclass(frozen=True)
class Rows:
    """Documents with their answers and gold; the id of each row of gold is not in it, so by id beside it."""

    batch: Batch
    gold: dict[int, GoldRow] = field(default_factory=dict)


def kinds_in(snapshot: Snapshot) -> dict[int, str]:
    """The kinds of the project's questions."""
    return dict(snapshot.rows(KINDS, snapshot.project_id))


def not_counting(snapshot: Snapshot) -> set[int]:
    """Stand-ins of imports that count as no answer."""
    return {user for (user,) in snapshot.rows(NOT_COUNTING, snapshot.project_id)}


def rows_now(snapshot: Snapshot, ids: Sequence[int], kinds: dict[int, str], without: set[int]) -> Rows:
    """What holds in the snapshot."""
    states = dict(snapshot.rows(STANDINGS, array(ids)))
    gold = [id_ for (id_,) in snapshot.rows(HOLDING_GOLD, snapshot.project_id, array(ids))]
    return _rows(snapshot, ids, kinds, list(states), gold, without)


def rows_kept(snapshot: Snapshot, lines: Sequence[Line], kinds: dict[int, str]) -> Rows:
    """What a release has kept, whatever holds now."""
    answers = {id_ for line in lines for id_ in line.answers}
    gold = {id_ for line in lines for id_ in line.gold}
    return _rows(snapshot, [line.document for line in lines], kinds, sorted(answers), sorted(gold), set())


def _rows(
    snapshot: Snapshot,
    ids: Sequence[int],
    kinds: dict[int, str],
    annotations: list[int],
    gold: list[int],
    without: set[int],
) -> Rows:
    documents = list(map(DocumentRow._make, snapshot.rows(DOCUMENTS, array(ids))))
    said = map(AnswerRow._make, snapshot.rows(ANSWERS, array(annotations)) if annotations else [])
    answers = [row for row in said if row.author not in without]
    responses = snapshot.rows(RESPONSES, array([row.id for row in answers])) if answers else []
    batch = Batch(documents, [], answers, {}, responses, snapshot.contents_of(responses, kinds))
    found = snapshot.rows(GOLD, array(gold)) if gold else []
    return Rows(batch, {row[0]: GoldRow._make(row[1:]) for row in found})
