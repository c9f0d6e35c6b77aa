"""The first documents of the lists that are free for somebody: of these, one is drawn as likely as another.

The stretches of a list are read one after the other, in order, until enough are found. One sort of all of them is what
PostgreSQL 15 makes of an ORDER BY outside; so each stretch has its own inside.
"""

from annotate.models import Stream
from annotate.prepared import Statement
from annotate.queue.chances import HEAD
from annotate.queue.free import FREE_FOR_ANNOTATOR

HEAD_OF = f"""
(
    SELECT '{{stream}}' AS stream, free.document_id, free.reason
    FROM (
        SELECT documents, reasons FROM annotate_rankedstretch
        WHERE ranking_id = %(generation)s AND stream = '{{stream}}' ORDER BY number
    ) AS stretch
    CROSS JOIN LATERAL (
        SELECT entry.document_id, entry.reason
        FROM unnest(stretch.documents, stretch.reasons) WITH ORDINALITY AS entry (document_id, reason, place)
        JOIN annotate_queuerow q ON q.document_id = entry.document_id
        WHERE q.pool = 0 AND {FREE_FOR_ANNOTATOR}
        ORDER BY entry.place
    ) AS free
    LIMIT {HEAD}
)
"""

HEADS = Statement(
    "heads",
    f"""
    SELECT head.stream, head.document_id, ranking.reasons[head.reason + 1]
    FROM ({" UNION ALL ".join(HEAD_OF.format(stream=stream) for stream in ("ranked", "duel"))}) AS head
    JOIN annotate_ranking ranking ON ranking.id = %(generation)s
    """,
)


def heads_for(project_id: int, annotator_id: int, generation: int) -> dict[Stream, list[tuple[int, str]]]:
    """Documents and their reasons, by stream."""
    heads: dict[Stream, list[tuple[int, str]]] = {Stream.RANKED: [], Stream.DUEL: []}
    values = {"project": project_id, "annotator": annotator_id, "generation": generation}
    for stream, document, reason in HEADS.rows(values):
        heads[Stream(stream)].append((document, reason))
    return heads
