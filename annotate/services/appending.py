"""Writing an answer in one statement, because this is what people wait for all day.

The annotation, its responses, choices and spans, the standing's pointer and the event go in together.
"""

from datetime import datetime
from typing import Any

from annotate.models import Annotation, Standing
from annotate.prepared import Statement
from annotate.services.responses import ResponseAnswer

APPEND = """
WITH annotation AS (
    INSERT INTO annotate_annotation (
        key, body_hash, project_id, document_id, author_id, occasion, kind, schema_id, phase_id, replaces_id,
        saved_at, active_ms, guideline_version, is_extra,
        stream, reason, generation, draw_probability, suggestions_shown
    )
    SELECT %(key)s::uuid, %(body_hash)s::bytea, s.project_id, s.document_id, s.annotator_id, s.occasion,
        %(kind)s::varchar, %(schema)s::bigint,
        (SELECT id FROM annotate_phase WHERE project_id = s.project_id ORDER BY started_at DESC, id DESC LIMIT 1),
        s.current_id, %(now)s::timestamptz, %(active_ms)s::int, %(guideline_version)s::int, %(is_extra)s::boolean,
        s.stream, s.reason, s.generation, s.draw_probability, s.suggestions_shown
    FROM annotate_standing s WHERE s.id = %(standing)s
    RETURNING *
), response AS (
    INSERT INTO annotate_response (annotation_id, question_id, state)
    SELECT annotation.id, said.question, said.state
    FROM annotation, unnest(%(questions)s::bigint[], %(states)s::text[])
        WITH ORDINALITY AS said (question, state, place)
    ORDER BY said.place
    RETURNING id, question_id
), choice AS (
    INSERT INTO annotate_choice (response_id, label_id)
    SELECT response.id, chosen.label
    FROM unnest(%(choice_questions)s::bigint[], %(choice_labels)s::bigint[])
        WITH ORDINALITY AS chosen (question, label, place)
    JOIN response ON response.question_id = chosen.question
    ORDER BY chosen.place
), span AS (
    INSERT INTO annotate_span (response_id, label_id, "start", "end")
    SELECT response.id, marked.label, marked.first, marked.past
    FROM unnest(%(span_questions)s::bigint[], %(span_labels)s::bigint[], %(starts)s::int[], %(ends)s::int[])
        WITH ORDINALITY AS marked (question, label, first, past, place)
    JOIN response ON response.question_id = marked.question
    ORDER BY marked.place
), pointer AS (
    UPDATE annotate_standing s
    SET current_id = annotation.id, state = %(state)s::varchar, holds_slot = %(holds_slot)s::boolean, draft = NULL,
        lease_until = NULL, changed_at = %(now)s
    FROM annotation WHERE s.id = %(standing)s
), event AS (
    INSERT INTO annotate_event (project_id, document_id, actor_id, kind, detail, at)
    SELECT annotation.project_id, annotation.document_id, annotation.author_id, %(event)s::varchar,
        jsonb_build_object('annotation', annotation.id), %(now)s
    FROM annotation
)
SELECT id FROM annotation
"""
WRITE = Statement("append", APPEND)


def append(
    standing: Standing, said: dict[str, Any], responses: list[ResponseAnswer], state: str, now: datetime
) -> Annotation:
    """Append an annotation with its parts and point the standing at it.

    `said` are the annotation's own columns: key, body_hash, kind, schema, active_ms, guideline_version,
    is_extra. The rest is what the standing knows. `standing.holds_slot` is written back with the pointer.
    """
    choices = [(response.question, label) for response in responses for label in response.labels]
    spans = [(response.question, span) for response in responses for span in response.spans]
    values = {
        **said,
        "standing": standing.id,
        "state": state,
        "holds_slot": standing.holds_slot,
        "now": now,
        "event": "answered" if state == Standing.State.ANSWERED else "answer withdrawn",
        "questions": [response.question for response in responses],
        "states": [response.state for response in responses],
        "choice_questions": [question for question, _label in choices],
        "choice_labels": [label for _question, label in choices],
        "span_questions": [question for question, _span in spans],
        "span_labels": [span.label for _question, span in spans],
        "starts": [span.start for _question, span in spans],
        "ends": [span.end for _question, span in spans],
    }
    ((annotation_id,),) = WRITE.rows(values)
    known = {
        "id": annotation_id,
        "key": said["key"],
        "document_id": standing.document_id,
        "author_id": standing.annotator_id,
        "saved_at": now,
        "is_extra": said["is_extra"],
    }
    return Annotation.from_db(None, list(known), list(known.values()))  # the rest is read when asked for
