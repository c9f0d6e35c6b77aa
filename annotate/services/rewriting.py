"""Writing answers anew when labels change: as further revisions by a named source, in the place of their authors.

What an author said stays as it was; the revision after it says the same in the labels that hold now. It takes no
slot, no time and no place among the author's latest answers, and it is no first answer.
"""

from django.db import connection, transaction

from annotate.services.asking_again import USING
from annotate.services.rewrites import Rewrite
from annotate.services.rewritten_gold import GOLD_BY, GOLD_NAMING, lock_golds, rewrite_golds
from annotate.services.transferring import JOIN_BACK, MOVED, SET_BACK
from annotate.signals import announce

DOCUMENTS_AT_ONCE = 500

# Documents with something to write anew.
SAYING = f"""
SELECT s.document_id FROM annotate_standing s JOIN ({USING}) AS used ON s.current_id = used.annotation_id
WHERE s.project_id = %(project)s
"""
# The standings whose current answer the spared source wrote.
SPARED = """
EXISTS (SELECT 1 FROM annotate_annotation a WHERE a.id = s.current_id AND a.rewritten_by_id = %(spares)s)
"""

# What stands and means the same as what a source once wrote: that itself, or what a taking back of later ones led to.
MEANT = """
WITH RECURSIVE meant (standing, current, writer, replaces) AS (
    SELECT s.id, s.current_id, a.rewritten_by_id, a.replaces_id
    FROM annotate_standing s JOIN annotate_annotation a ON a.id = s.current_id
    WHERE s.project_id = %(project)s AND a.rewritten_by_id = ANY(%(writers)s::bigint[]) {more}
    UNION ALL
    SELECT meant.standing, meant.current, before.rewritten_by_id, before.replaces_id
    FROM meant
    JOIN annotate_annotation undone ON undone.id = meant.replaces
    JOIN annotate_annotation before ON before.id = undone.replaces_id
    WHERE meant.writer = ANY(%(takers_back)s::bigint[])
)
"""
WRITTEN = f"""
{MEANT.format(more="")}
SELECT s.document_id FROM meant JOIN annotate_standing s ON s.id = meant.standing
WHERE meant.writer = %(takes_back)s
"""

# A standing somebody is saving on is left for the next look; one that was saved on since is looked at again.
OTHERWISE = """
WITH chosen AS MATERIALIZED (
    SELECT s.id AS standing, s.current_id AS current, s.current_id AS said
    FROM annotate_standing s
    WHERE s.project_id = %(project)s AND s.document_id BETWEEN %(first)s AND %(last)s AND EXISTS (
        SELECT 1 FROM annotate_response r WHERE r.annotation_id = s.current_id AND (
            EXISTS (SELECT 1 FROM annotate_choice c
                WHERE c.response_id = r.id AND c.label_id = ANY(%(labels)s::bigint[]))
            OR EXISTS (SELECT 1 FROM annotate_span p
                WHERE p.response_id = r.id AND p.label_id = ANY(%(labels)s::bigint[]))
            OR EXISTS (SELECT 1 FROM annotate_relation n
                WHERE n.response_id = r.id AND n.label_id = ANY(%(labels)s::bigint[]))
        )
    )
    {but} FOR UPDATE OF s SKIP LOCKED
)
"""
AS_BEFORE = f"""
{MEANT.format(more="AND s.document_id BETWEEN %(first)s AND %(last)s")}
, chosen AS MATERIALIZED (
    SELECT s.id AS standing, s.current_id AS current, meant.replaces AS said
    FROM annotate_standing s JOIN meant ON meant.standing = s.id AND meant.current = s.current_id
    WHERE meant.writer = %(takes_back)s
    FOR UPDATE OF s SKIP LOCKED
)
"""

NUMBER = """
, instead AS MATERIALIZED (
    SELECT * FROM unnest(%(labels)s::bigint[], %(instead)s::bigint[]) AS instead (label, now)
), numbered AS MATERIALIZED (
    SELECT ordered.*, nextval(pg_get_serial_sequence('annotate_annotation', 'id')) AS made, gen_random_uuid() AS key
    FROM (SELECT * FROM chosen ORDER BY current) AS ordered
), annotation AS (
    INSERT INTO annotate_annotation (
        id, key, body_hash, project_id, document_id, author_id, occasion, kind, schema_id, phase_id, replaces_id,
        saved_at, active_ms, guideline_version, is_extra,
        stream, reason, generation, draw_probability, suggestions_shown, rewritten_by_id
    )
    SELECT n.made, n.key, sha256(convert_to(n.key::text, 'UTF8')), a.project_id, a.document_id, a.author_id,
        a.occasion, a.kind, %(schema)s, a.phase_id, a.id, now(), 0, a.guideline_version, a.is_extra,
        a.stream, a.reason, a.generation, a.draw_probability, a.suggestions_shown, %(source)s
    FROM numbered n JOIN annotate_annotation a ON a.id = n.current
    RETURNING id, document_id, replaces_id, key
"""
ALIKE = """), responses AS MATERIALIZED (
    SELECT r.id AS before, nextval(pg_get_serial_sequence('annotate_response', 'id')) AS made,
        n.made AS annotation, r.question_id, r.state
    FROM numbered n JOIN annotate_response r ON r.annotation_id = n.said ORDER BY n.made, r.id
), response AS (
    INSERT INTO annotate_response (id, annotation_id, question_id, state)
    SELECT made, annotation, question_id, state FROM responses
), choice AS (
    INSERT INTO annotate_choice (response_id, label_id)
    SELECT r.made, coalesce(i.now, c.label_id)
    FROM responses r JOIN annotate_choice c ON c.response_id = r.before LEFT JOIN instead i ON i.label = c.label_id
    GROUP BY 1, 2 ORDER BY min(c.id)
"""
# Marks that became alike are one; a relation between the two went with them.
PARTS = """), marks AS MATERIALIZED (
    SELECT r.made AS response, coalesce(i.now, p.label_id) AS label, p."start", p."end", array_agg(p.id) AS before,
        nextval(pg_get_serial_sequence('annotate_span', 'id')) AS made
    FROM responses r JOIN annotate_span p ON p.response_id = r.before LEFT JOIN instead i ON i.label = p.label_id
    GROUP BY 1, 2, 3, 4
), span AS (
    INSERT INTO annotate_span (id, response_id, label_id, "start", "end")
    SELECT made, response, label, "start", "end" FROM marks
), relation AS (
    INSERT INTO annotate_relation (response_id, label_id, head_id, tail_id)
    SELECT r.made, coalesce(i.now, n.label_id), head.made, tail.made
    FROM responses r JOIN annotate_relation n ON n.response_id = r.before
    JOIN marks head ON n.head_id = ANY(head.before) JOIN marks tail ON n.tail_id = ANY(tail.before)
    LEFT JOIN instead i ON i.label = n.label_id
    WHERE head.made <> tail.made
    GROUP BY 1, 2, 3, 4 ORDER BY min(n.id)
), free_text AS (
    INSERT INTO annotate_freetext (response_id, text)
    SELECT r.made, t.text FROM responses r JOIN annotate_freetext t ON t.response_id = r.before
), rating AS (
    INSERT INTO annotate_rating (response_id, value)
    SELECT r.made, v.value FROM responses r JOIN annotate_rating v ON v.response_id = r.before
), pointer AS (
    UPDATE annotate_standing s SET current_id = n.made, draft = CASE
        WHEN s.draft ->> 'replaces' = a.key::text THEN jsonb_set(s.draft, '{{replaces}}', to_jsonb(n.key::text))
        ELSE s.draft END {set}
    FROM numbered n JOIN annotate_annotation a ON a.id = n.current {join} WHERE s.id = n.standing
), event AS (
    INSERT INTO annotate_event (project_id, document_id, actor_id, kind, detail, at)
    SELECT %(project)s, document_id, %(actor)s, 'answer rewritten',
        jsonb_build_object('annotation', id, 'of', replaces_id), now()
    FROM annotation
)
SELECT replaces_id, id FROM annotation
"""
WRITE = NUMBER + ALIKE + PARTS.format(set="", join="")
TRANSFER = NUMBER + MOVED + PARTS.format(set=SET_BACK, join=JOIN_BACK)


def parts_of(rewrite: Rewrite) -> list[tuple[int, int]]:
    """Stretches of document ids, each with a few hundred documents on which something is to be written anew."""
    found = f"({_to_write(rewrite)}) UNION ({GOLD_BY if rewrite.takes_back else GOLD_NAMING})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT document_id FROM ({found}) AS found ORDER BY document_id", rewrite.values
        )
        documents = [row[0] for row in cursor.fetchall()]
    starts = range(0, len(documents), DOCUMENTS_AT_ONCE)
    return [(documents[at], documents[min(at + DOCUMENTS_AT_ONCE, len(documents)) - 1]) for at in starts]


def answers_left(rewrite: Rewrite) -> int:
    """On how many documents somebody's answer is still to be written anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(DISTINCT document_id) FROM ({_to_write(rewrite)}) AS found", rewrite.values
        )
        return cursor.fetchone()[0]


def _to_write(rewrite: Rewrite) -> str:
    if rewrite.takes_back:
        return WRITTEN
    return f"{SAYING} AND NOT {SPARED}" if rewrite.spares else SAYING


@transaction.atomic
def write_between(rewrite: Rewrite, first: int, last: int) -> int:
    """Write anew what is said and what is gold of these documents; how many answers. Again, it finds nothing to do."""
    choosing = AS_BEFORE if rewrite.takes_back else OTHERWISE.format(but=f"AND NOT {SPARED}")
    writing = TRANSFER if rewrite.transfer else WRITE
    lock_golds(rewrite, first, last)  # before the standings: whoever decides takes them in this order, too
    with connection.cursor() as cursor:
        cursor.execute(choosing + writing, {**rewrite.values, "first": first, "last": last})
        instead = dict(cursor.fetchall())
    rewrite_golds(rewrite, first, last, instead)
    if instead:
        announce("answer", rewrite.schema.project_id, instead.values())
    return len(instead)
