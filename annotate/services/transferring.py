"""Writing answers anew when a label becomes one of another question: parts of the statement in rewriting.py.

An answer that is left with nothing to say where the label was, or that says something else where it is now and only
one thing can be said, goes back to its author in the same step: a killed job leaves no answer half moved.
"""

# Of a question published after the answer there may be no response yet.
MOVED = """
), asked AS MATERIALIZED (
    SELECT r.id AS before, n.made AS annotation, r.question_id, r.state
    FROM numbered n JOIN annotate_response r ON r.annotation_id = n.said
    UNION ALL
    SELECT NULL, n.made, %(into)s, 'not_asked' FROM numbered n WHERE NOT EXISTS (
        SELECT 1 FROM annotate_response r WHERE r.annotation_id = n.said AND r.question_id = %(into)s
    )
), responses AS MATERIALIZED (
    SELECT asked.*, nextval(pg_get_serial_sequence('annotate_response', 'id')) AS made,
        asked.question_id = %(question)s AND %(leaves_open)s AND NOT EXISTS (
            SELECT 1 FROM annotate_choice c
            WHERE c.response_id = asked.before AND c.label_id <> ALL(%(labels)s::bigint[])
        ) AS is_open,
        asked.question_id = %(into)s AND %(takes_one)s AND EXISTS (
            SELECT 1 FROM annotate_choice c WHERE c.response_id = asked.before
        ) AS says_other
    FROM (SELECT * FROM asked ORDER BY annotation, before) AS asked
), response AS (
    INSERT INTO annotate_response (id, annotation_id, question_id, state)
    SELECT made, annotation, question_id, CASE WHEN is_open THEN 'not_asked'
        WHEN question_id = %(into)s AND NOT says_other THEN 'answered' ELSE state END
    FROM responses
), choice AS (
    INSERT INTO annotate_choice (response_id, label_id)
    SELECT made, label FROM (
        SELECT r.made, c.label_id AS label, c.id AS place
        FROM responses r JOIN annotate_choice c ON c.response_id = r.before
        WHERE c.label_id <> ALL(%(labels)s::bigint[])
        UNION ALL
        SELECT r.made, i.now, NULL FROM responses r CROSS JOIN instead i
        WHERE r.question_id = %(into)s AND NOT r.says_other
    ) AS said ORDER BY place NULLS LAST
), back AS MATERIALIZED (
    SELECT n.made, s.document_id, s.annotator_id,
        CASE WHEN there.says_other THEN %(note_on_both)s ELSE %(note)s END AS note
    FROM numbered n JOIN annotate_standing s ON s.id = n.standing
    JOIN responses here ON here.annotation = n.made AND here.question_id = %(question)s
    JOIN responses there ON there.annotation = n.made AND there.question_id = %(into)s
    WHERE s.occasion = 'work' AND s.state = 'answered' AND (here.is_open OR there.says_other) AND EXISTS (
        SELECT 1 FROM annotate_membership m WHERE m.project_id = s.project_id AND m.user_id = s.annotator_id
            AND m.ended_at IS NULL AND 'annotator' = ANY(m.roles)
    )
), told AS (
    INSERT INTO annotate_event (project_id, document_id, actor_id, kind, detail, at)
    SELECT %(project)s, document_id, %(actor)s, 'answer returned',
        jsonb_build_object('to', annotator_id, 'annotation', made, 'schema', %(schema)s), now()
    FROM back
"""
SET_BACK = """
        , state = CASE WHEN back.made IS NULL THEN s.state ELSE 'returned' END
        , note = coalesce(back.note, s.note)
        , changed_at = CASE WHEN back.made IS NULL THEN s.changed_at ELSE now() END
"""
JOIN_BACK = "LEFT JOIN back ON back.made = n.made"
