"""What the filters of the documents page ask the database, and from which index each can be had.

Conditions are scalar sub-selects, which the planner never turns into joins: a walk stays a walk.
"""

from annotate.documents.filters import State

# Where a document stands; the names are those of filters.State.
STATE = """
CASE WHEN d.withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE (
    SELECT CASE
        WHEN q.is_held THEN 'held'
        WHEN q.claimed = 0 THEN 'open'
        WHEN (
            SELECT 1 FROM annotate_standing b WHERE b.document_id = q.document_id AND b.holds_slot
                AND b.state IN ('leased', 'assigned', 'returned') LIMIT 1
        ) IS NOT NULL THEN 'labelling'
        WHEN q.claimed >= q.wants THEN 'answered'
        ELSE 'partly'
    END
    FROM annotate_queuerow q WHERE q.document_id = d.id
) END
"""

ANSWERED = "('answered', 'returned')"
WAITING = "('assigned', 'leased', 'returned')"

CONDITIONS = {
    "state": f"({STATE}) = %(state)s",
    "label": """(
        SELECT 1 FROM annotate_standing s JOIN annotate_response r ON r.annotation_id = s.current_id
        WHERE s.document_id = d.id AND s.occasion = 'work' AND s.state IN ('answered', 'returned') AND (
            SELECT 1 FROM {said_in} p WHERE p.response_id = r.id AND p.label_id = ANY(%(labels)s) LIMIT 1
        ) IS NOT NULL LIMIT 1
    ) IS NOT NULL""",
    "answered_by": f"""(
        SELECT 1 FROM annotate_standing s WHERE s.document_id = d.id AND s.occasion = 'work'
            AND s.annotator_id = %(answered_by)s AND s.state IN {ANSWERED}
    ) IS NOT NULL""",
    "waits_for": f"""(
        SELECT 1 FROM annotate_standing s WHERE s.document_id = d.id AND s.occasion = 'work'
            AND s.annotator_id = %(waits_for)s AND s.state IN {WAITING}
    ) IS NOT NULL""",
    "batch": "d.batch_id = %(batch)s",
    "words": """(
        SELECT 1 FROM annotate_documentsearch w WHERE w.document_id = d.id AND w.words @@ %(words)s::tsquery
    ) IS NOT NULL""",
}

# A label stands for those below it, too. It is used in the table of its question's kind.
LABEL = """
WITH RECURSIVE wished AS (
    SELECT id, question_id FROM annotate_label WHERE id = %s
    UNION SELECT l.id, l.question_id FROM annotate_label l JOIN wished ON l.parent_id = wished.id
)
SELECT q.kind, array_agg(wished.id) FROM wished JOIN annotate_question q ON q.id = wished.question_id GROUP BY q.kind
"""
SAID_IN = {
    "choice": "annotate_choice",
    "choices": "annotate_choice",
    "spans": "annotate_span",
    "relations": "annotate_relation",
}

# Where a filter can be had from an index of its own. Each gives document ids, in no order, at most %(most)s;
# NULL for what was looked at and is none (an answer that was replaced), so that "few" means few were there.
PROBES = {
    "waits_for": f"""
        SELECT document_id FROM annotate_standing WHERE annotator_id = %(waits_for)s
            AND project_id = %(project)s AND state IN {WAITING} LIMIT %(most)s""",
    "label": """
        SELECT s.document_id FROM (
            SELECT response_id FROM {said_in} WHERE label_id = ANY(%(labels)s) LIMIT %(most)s
        ) AS said JOIN annotate_response r ON r.id = said.response_id
        LEFT JOIN annotate_standing s ON s.current_id = r.annotation_id""",
    "held": """
        SELECT document_id FROM annotate_queuerow WHERE project_id = %(project)s AND is_held LIMIT %(most)s""",
    "withdrawn": """
        SELECT id FROM annotate_document
        WHERE project_id = %(project)s AND withdrawn_at IS NOT NULL LIMIT %(most)s""",
    "labelling": f"""
        SELECT document_id FROM annotate_standing WHERE project_id = %(project)s AND state IN {WAITING}
            AND annotator_id IN (SELECT user_id FROM annotate_membership WHERE project_id = %(project)s)
        LIMIT %(most)s""",
    "unfilled": """
        SELECT document_id FROM annotate_queuerow WHERE project_id = %(project)s AND pool IN (0, 1)
            AND claimed < wants AND NOT is_held LIMIT %(most)s""",
    "words": "SELECT document_id FROM annotate_documentsearch WHERE words @@ %(words)s::tsquery LIMIT %(most)s",
}
PROBE_OF_STATE = {
    State.HELD: "held",
    State.WITHDRAWN: "withdrawn",
    State.LABELLING: "labelling",
    State.OPEN: "unfilled",
    State.PARTLY: "unfilled",
}

AMONG = """
SELECT d.id FROM annotate_document d
WHERE d.id = ANY(%(candidates)s) AND d.project_id = %(project)s AND {conditions}
ORDER BY d.id
"""

# What a walk goes along: an index in the order of document ids, cut by the filter it is of.
WAYS = {
    "answered_by": "SELECT document_id AS id FROM annotate_standing WHERE project_id = %(project)s "
    "AND annotator_id = %(answered_by)s AND document_id {beyond} ORDER BY document_id {order} LIMIT %(window)s",
    "waits_for": "SELECT document_id AS id FROM annotate_standing WHERE project_id = %(project)s "
    "AND annotator_id = %(waits_for)s AND document_id {beyond} ORDER BY document_id {order} LIMIT %(window)s",
    "batch": "SELECT id FROM annotate_document WHERE batch_id = %(batch)s AND id {beyond} "
    "ORDER BY id {order} LIMIT %(window)s",
    "": "SELECT id FROM annotate_document WHERE project_id = %(project)s AND id {beyond} "
    "ORDER BY id {order} LIMIT %(window)s",
}
STEP = """
SELECT d.id FROM ({way}) AS stretch JOIN annotate_document d ON d.id = stretch.id
WHERE {conditions} ORDER BY stretch.id {order} LIMIT %(want)s
"""
STRETCH = "SELECT count(*), {edge}(id) FROM ({way}) AS stretch"
