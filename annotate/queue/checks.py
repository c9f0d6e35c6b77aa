"""Gold checks and repeats: documents served at the project's share that look like any other and hold no slot.

They are drawn before the streams of work, so the probabilities of these stay what they are: given that it is work. One
takes the place of a document that could have been served; where there is no work there are no checks either, which
would be told by coming alone.
"""

import random

from annotate.models import Gold, Occasion, Project, Stream
from annotate.models.queueing import IN_NO_OVERLAP
from annotate.prepared import Statement
from annotate.queue.leases import LEASE_OF_PREFETCHED
from annotate.queue.showing import SHOWN

DISTANCE = 50  # own answers between a document and its repeat, at least
OCCASION_OF = {Stream.GOLD_CHECK: Occasion.GOLD_CHECK, Stream.REPEAT: Occasion.REPEAT}

# Of a queue row q: nobody knows by the booklet what is right, and no supervisor holds the document.
MAY_BE_ASKED_AGAIN = f"q.overlap_key <> {IN_NO_OVERLAP} AND q.pool IN (0, 1) AND NOT q.is_held"

# Of a gold row g with its queue row q: it is the newest of a question asked now, and no vote made it. While its
# document wants answers it is work.
IS_KNOWN = f"""
    g.question_id = ANY(%(questions)s::bigint[]) AND g.origin <> 'aggregated' AND g.{Gold.STANDS}
    AND q.claimed >= q.wants AND {MAY_BE_ASKED_AGAIN}
    AND (
        SELECT 1 FROM annotate_gold newer
        WHERE newer.project_id = g.project_id AND newer.document_id = g.document_id
            AND newer.question_id = g.question_id AND newer.id > g.id
        LIMIT 1
    ) IS NULL
"""

# To an annotator: it was not made from an answer of theirs nor by themselves, and they never met the document.
GRADES = f"""
    {IS_KNOWN}
    AND g.decided_by_id <> %(annotator)s AND NOT (%(annotator)s::bigint = ANY(g.answered_by))
    AND (
        SELECT 1 FROM annotate_standing s
        WHERE s.document_id = g.document_id AND s.annotator_id = %(annotator)s AND s.state <> 'lapsed' LIMIT 1
    ) IS NULL
"""

# From a random document on, and from the first where none follows: a sort of all would read all.
KNOWN = """
    SELECT g.document_id, q.pool FROM annotate_gold g JOIN annotate_queuerow q ON q.document_id = g.document_id
    WHERE g.project_id = %(project)s AND g.document_id {side} (
        SELECT min(document_id) + floor(%(place)s::float8 * (max(document_id) - min(document_id) + 1))::bigint
        FROM annotate_gold WHERE project_id = %(project)s
    ) AND {grades}
    ORDER BY g.document_id LIMIT 1
"""
GOLD_CHECK = f"""
(SELECT 0 AS place, known.* FROM ({KNOWN.format(side=">=", grades=GRADES)}) AS known)
UNION ALL (SELECT 1, known.* FROM ({KNOWN.format(side="<", grades=GRADES)}) AS known)
ORDER BY place LIMIT 1
"""

# For each of these people: how many documents are left that could be a gold check of theirs: all, less those they met
# and those whose every gold is of their making. All gold is read once in the order of its index: asked row by row
# whether there is newer, the planner takes thousands of rows for a few.
COUNT_LEFT = f"""
WITH newest AS (
    SELECT DISTINCT ON (document_id, question_id) document_id, origin, content, decided_by_id || answered_by AS made_by
    FROM annotate_gold
    WHERE project_id = %(project)s AND question_id = ANY(%(questions)s::bigint[])
    ORDER BY document_id, question_id, id DESC
), known AS MATERIALIZED (
    SELECT newest.document_id, newest.made_by, count(*) OVER (PARTITION BY newest.document_id) AS of_document
    FROM newest JOIN annotate_queuerow q ON q.document_id = newest.document_id
    WHERE newest.origin <> 'aggregated' AND newest.{Gold.STANDS} AND q.claimed >= q.wants AND {MAY_BE_ASKED_AGAIN}
), documents AS MATERIALIZED (
    SELECT DISTINCT document_id FROM known
), taken AS (
    SELECT s.annotator_id AS person, s.document_id
    FROM documents JOIN annotate_standing s ON s.document_id = documents.document_id
    WHERE s.state <> 'lapsed' AND s.annotator_id = ANY(%(people)s::bigint[])
    UNION
    SELECT made.person, known.document_id
    FROM known CROSS JOIN LATERAL (SELECT DISTINCT unnest(known.made_by)) AS made (person)
    GROUP BY made.person, known.document_id, known.of_document HAVING count(*) = known.of_document
)
SELECT person.id, (SELECT count(*) FROM documents) - count(taken.document_id)
FROM unnest(%(people)s::bigint[]) AS person (id) LEFT JOIN taken ON taken.person = person.id
GROUP BY person.id
"""

# Answers that were neither changed nor returned, in the order they were given; once each.
OWN = f"""
    SELECT s.document_id, q.pool FROM annotate_standing s JOIN annotate_queuerow q ON q.document_id = s.document_id
    JOIN annotate_annotation a ON a.id = s.current_id
    WHERE s.annotator_id = %(annotator)s AND s.project_id = %(project)s AND s.occasion = 'work'
        AND s.state = 'answered' AND a.kind = 'answer' AND a.replaces_id IS NULL AND {MAY_BE_ASKED_AGAIN}
        AND s.current_id {{side}} (SELECT least + floor(%(place)s::float8 * (most - least + 1))::bigint FROM far)
        AND s.current_id <= (SELECT most FROM far)
        AND (
            SELECT 1 FROM annotate_standing again
            WHERE again.document_id = s.document_id AND again.annotator_id = %(annotator)s
                AND again.occasion = 'repeat' AND again.state <> 'lapsed'
        ) IS NULL
    ORDER BY s.current_id LIMIT 1
"""
REPEAT = f"""
WITH far AS (
    SELECT most, (
        SELECT current_id FROM annotate_standing
        WHERE annotator_id = %(annotator)s AND project_id = %(project)s AND current_id IS NOT NULL
        ORDER BY current_id LIMIT 1
    ) AS least FROM (
        SELECT current_id AS most FROM annotate_standing
        WHERE annotator_id = %(annotator)s AND project_id = %(project)s AND current_id IS NOT NULL
        ORDER BY current_id DESC OFFSET %(distance)s::bigint LIMIT 1
    ) AS newest
)
(SELECT 0 AS place, own.* FROM ({OWN.format(side=">=")}) AS own)
UNION ALL (SELECT 1, own.* FROM ({OWN.format(side="<")}) AS own)
ORDER BY place LIMIT 1
"""

LEND = f"""
INSERT INTO annotate_standing AS standing (
    project_id, document_id, annotator_id, occasion, state, holds_slot, lease_until, stream, pool,
    reason, generation, draw_probability, suggestions_shown, tab, note, begun_at, changed_at
)
SELECT %(project)s, candidate.document_id, %(annotator)s, %(occasion)s, 'leased', false, now() + %(lease)s::interval,
    %(stream)s, candidate.pool, '', NULL, NULL,
    CASE WHEN candidate.pool = 0 THEN {SHOWN.format(document="candidate.document_id", annotator="%(annotator)s")}
        ELSE '{{}}' END,
    %(tab)s::uuid, '', now(), now()
FROM ({{candidates}}) AS candidate
ON CONFLICT (document_id, annotator_id, occasion) DO UPDATE SET
    state = 'leased', lease_until = excluded.lease_until, suggestions_shown = excluded.suggestions_shown,
    tab = excluded.tab, changed_at = now()
RETURNING standing.id
"""

LEND_OF = {
    Stream.GOLD_CHECK: Statement("lend_gold_check", LEND.replace("{candidates}", GOLD_CHECK)),
    Stream.REPEAT: Statement("lend_repeat", LEND.replace("{candidates}", REPEAT)),
}


def drawn_check(project: Project, rng: random.Random) -> Stream | None:
    """Is the next document a check, and which? By the project's shares; without right answers nobody is graded."""
    place, known = rng.random() * 100, 0 if project.takes_variation else project.gold_check_percent
    if place < known:
        return Stream.GOLD_CHECK
    return Stream.REPEAT if place < known + project.repeat_percent else None


def lend_check(project: Project, stream: Stream, rng: random.Random, values: dict[str, object]) -> int | None:
    """Lend one to the annotator in these values, who is locked. Returns the standing, or None where there is none.

    Suggestions are on it as they would be on a document in random order, whose place it takes.
    """
    questions = [question["id"] for question in project.schema.questions] if project.schema else []
    rows = LEND_OF[stream].rows(
        values
        | {
            "stream": stream,
            "occasion": OCCASION_OF[stream],
            "questions": questions,
            "place": rng.random(),
            "distance": DISTANCE,
            "lease": LEASE_OF_PREFETCHED,
        }
    )
    return rows[0][0] if rows else None
