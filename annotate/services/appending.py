"""Writing an answer in one statement, because this is what people wait for all day.

The annotation, its responses with all they say, the standing's pointer and the event go in together. The parts
that few questions ask for are in the statement only where an answer has them.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from annotate.models import Annotation, Standing
from annotate.prepared import Statement
from annotate.services.responses import RelationAnswer, ResponseAnswer

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
    RETURNING id, response_id, label_id, "start", "end"
), {more}pointer AS (
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

# A span is found by what makes it the one it is: its question, its offsets, its label. By a key and not by a join, the
# plan of which is kept and was made for few: a planner that takes all for small pairs every head with every tail.
RELATIONS = """known AS MATERIALIZED (
    SELECT jsonb_object_agg(concat_ws(' ', response_id, label_id, "start", "end"), id) AS spans FROM span
), relation AS (
    INSERT INTO annotate_relation (response_id, label_id, head_id, tail_id)
    SELECT response.id, drawn.label,
        (known.spans ->> concat_ws(' ', marks.id, drawn.head_label, drawn.head_first, drawn.head_past))::bigint,
        (known.spans ->> concat_ws(' ', marks.id, drawn.tail_label, drawn.tail_first, drawn.tail_past))::bigint
    FROM unnest(%(relation_questions)s::bigint[], %(relation_labels)s::bigint[], %(between)s::bigint[],
        %(head_labels)s::bigint[], %(head_starts)s::int[], %(head_ends)s::int[],
        %(tail_labels)s::bigint[], %(tail_starts)s::int[], %(tail_ends)s::int[])
        WITH ORDINALITY AS drawn (question, label, between_question, head_label, head_first, head_past,
            tail_label, tail_first, tail_past, place)
    JOIN response ON response.question_id = drawn.question
    JOIN response AS marks ON marks.question_id = drawn.between_question
    CROSS JOIN known
    ORDER BY drawn.place
), """
TEXTS = """free_text AS (
    INSERT INTO annotate_freetext (response_id, text)
    SELECT response.id, written.text
    FROM unnest(%(text_questions)s::bigint[], %(texts)s::text[]) AS written (question, text)
    JOIN response ON response.question_id = written.question
), """
RATINGS = """rating AS (
    INSERT INTO annotate_rating (response_id, value)
    SELECT response.id, rated.value
    FROM unnest(%(rating_questions)s::bigint[], %(ratings)s::int[]) AS rated (question, value)
    JOIN response ON response.question_id = rated.question
), """
MORE = {"relations": RELATIONS, "texts": TEXTS, "ratings": RATINGS}


def append(
    standing: Standing,
    said: dict[str, Any],
    responses: list[ResponseAnswer],
    state: str,
    now: datetime,
    between: Mapping[int, int],
) -> Annotation:
    """Append an annotation with its parts and point the standing at it.

    `said` are the annotation's own columns: key, body_hash, kind, schema, active_ms, guideline_version,
    is_extra. The rest is what the standing knows. `standing.holds_slot` is written back with the pointer.
    `between` has, for each question about relations, the question whose spans they join.
    """
    choices = [(response.question, label) for response in responses for label in response.labels]
    spans = [(response.question, span) for response in responses for span in response.spans]
    more, values_of_more = _more_parts(responses, between)
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
        **values_of_more,
    }
    ((annotation_id,),) = writing(*more).rows(values)
    known = {
        "id": annotation_id,
        "key": said["key"],
        "document_id": standing.document_id,
        "author_id": standing.annotator_id,
        "saved_at": now,
        "is_extra": said["is_extra"],
    }
    return Annotation.from_db(None, list(known), list(known.values()))  # the rest is read when asked for


@lru_cache
def writing(*more: str) -> Statement:
    """The statement with these parts besides; mostly without any."""
    name = "_".join(("append", *more))
    return Statement(name, APPEND.replace("{more}", "".join(MORE[part] for part in more)))


def _more_parts(
    responses: list[ResponseAnswer], between: Mapping[int, int]
) -> tuple[list[str], dict[str, Any]]:
    """The parts the statement needs besides for relations, texts and ratings, with their values. Mostly none."""
    more: list[str] = []
    values: dict[str, Any] = {}
    if relations := [(response.question, one) for response in responses for one in response.relations]:
        more.append("relations")
        values |= _relation_values(relations, between)
    if texts := {response.question: response.text for response in responses if response.text}:
        more.append("texts")
        values |= {"text_questions": list(texts), "texts": list(texts.values())}
    if ratings := {one.question: one.rating for one in responses if one.rating is not None}:
        more.append("ratings")
        values |= {"rating_questions": list(ratings), "ratings": list(ratings.values())}
    return more, values


def _relation_values(
    relations: list[tuple[int, RelationAnswer]], between: Mapping[int, int]
) -> dict[str, list[int]]:
    return {
        "relation_questions": [question for question, _relation in relations],
        "relation_labels": [relation.label for _question, relation in relations],
        "between": [between[question] for question, _relation in relations],
        "head_labels": [relation.head.label for _question, relation in relations],
        "head_starts": [relation.head.start for _question, relation in relations],
        "head_ends": [relation.head.end for _question, relation in relations],
        "tail_labels": [relation.tail.label for _question, relation in relations],
        "tail_starts": [relation.tail.start for _question, relation in relations],
        "tail_ends": [relation.tail.end for _question, relation in relations],
    }
