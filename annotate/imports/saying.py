"""What an imported file says of documents, written as its sources' suggestions or annotations.

A source that has said something about a document or question already is not heard again, so that a
repeated import adds nothing.
"""

import uuid
from typing import Any

from django.db import connection

from annotate.imports.judging import ids_of
from annotate.models import Import, Source, Stream
from annotate.services.sources import make_source

NAMES = "SELECT DISTINCT source FROM answering"

SPEAKING = """
CREATE TEMP TABLE speaking ON COMMIT DROP AS
SELECT s.id AS source_id, s.user_id, s.name, s.counts FROM annotate_source s WHERE s.id = ANY(%s)
"""

ADD_SUGGESTIONS = """
INSERT INTO annotate_suggestion (project_id, document_id, question_id, source_id, score, content, made_at)
SELECT %(project)s, a.document_id, r.question_id, sp.source_id, r.score,
    CASE WHEN q.kind = 'spans' THEN jsonb_build_object('spans', coalesce((
        SELECT jsonb_agg(jsonb_build_object('start', part.s, 'end', part.e, 'label', part.label))
        FROM unnest(r.labels, r.starts, r.ends) AS part (label, s, e)
    ), '[]'))
    WHEN q.kind IN ('relations', 'text', 'rating') THEN coalesce(r.more, '{"relations": []}')
    ELSE jsonb_build_object('labels', to_jsonb(r.labels)) END,
    now()
FROM answering a
JOIN staged_response r USING (answer)
JOIN speaking sp ON sp.name = a.source
JOIN annotate_question q ON q.id = r.question_id
WHERE r.state = 'answered' AND NOT EXISTS (
    SELECT FROM annotate_suggestion known
    WHERE known.document_id = a.document_id AND known.question_id = r.question_id
        AND known.source_id = sp.source_id
)
ORDER BY a.line, r.question_id
"""

# One answer of one source to one document, with the id its annotation will have.
SAID = """
CREATE TEMP TABLE said ON COMMIT DROP AS
SELECT a.answer, a.document_id, a.said, a.active_ms, a.price, sp.user_id, sp.counts, a.line,
    nextval('{annotations}') AS annotation_id
FROM answering a JOIN speaking sp ON sp.name = a.source
WHERE NOT EXISTS (
    SELECT FROM annotate_standing s
    WHERE s.document_id = a.document_id AND s.annotator_id = sp.user_id AND s.occasion = 'work'
)
ORDER BY a.line;
CREATE TEMP TABLE seated (document_id bigint, user_id bigint) ON COMMIT DROP;
ANALYZE said;
"""

# Slots for sources that count: as many as the document still wants, those of earlier lines first. A document
# somebody is being served at this very moment is left to them, so that no import waits for an annotator.
TAKE_SLOTS = """
WITH wishing AS (
    SELECT document_id, user_id, row_number() OVER (PARTITION BY document_id ORDER BY line) AS place
    FROM said WHERE counts
), free AS (
    SELECT q.document_id, q.wants - q.claimed AS slots FROM annotate_queuerow q
    WHERE q.document_id IN (SELECT document_id FROM wishing) AND q.claimed < q.wants
    ORDER BY q.document_id FOR UPDATE SKIP LOCKED
), taken AS (
    INSERT INTO seated SELECT w.document_id, w.user_id FROM wishing w JOIN free USING (document_id)
    WHERE w.place <= free.slots RETURNING document_id
)
UPDATE annotate_queuerow q SET claimed = q.claimed + n
FROM (SELECT document_id, count(*) AS n FROM taken GROUP BY document_id) AS counted
WHERE q.document_id = counted.document_id
"""

ADD_ANNOTATIONS = """
INSERT INTO annotate_annotation (
    id, key, body_hash, project_id, document_id, author_id, occasion, kind, schema_id, phase_id, saved_at,
    active_ms, guideline_version, is_extra, stream, reason, suggestions_shown
)
SELECT annotation_id, (%(key_head)s || '8' || lpad(to_hex(annotation_id), 15, '0'))::uuid, said,
    %(project)s, said.document_id, said.user_id, 'work', 'answer', %(schema)s, %(phase)s, now(), said.active_ms,
    %(guideline)s,
    seated.document_id IS NULL, %(stream)s, '', '{}'
FROM said LEFT JOIN seated USING (document_id, user_id)
ORDER BY annotation_id
"""

ADD_PAYMENTS = """
INSERT INTO annotate_payment (annotation_id, amount)
SELECT annotation_id, price FROM said WHERE price IS NOT NULL ORDER BY annotation_id
"""

ADD_STANDINGS = """
INSERT INTO annotate_standing (
    project_id, document_id, annotator_id, occasion, state, holds_slot, current_id, stream, pool, reason,
    suggestions_shown, note, begun_at, changed_at
)
SELECT %(project)s, said.document_id, said.user_id, 'work', 'answered', seated.document_id IS NOT NULL,
    said.annotation_id, %(stream)s, q.pool, '', '{}', '', now(), now()
FROM said
JOIN annotate_queuerow q USING (document_id)
LEFT JOIN seated USING (document_id, user_id)
ORDER BY said.annotation_id
"""

ADD_RESPONSES = """
INSERT INTO annotate_response (id, annotation_id, question_id, state)
SELECT r.response_id, said.annotation_id, r.question_id, r.state
FROM staged_response r JOIN said USING (answer)
ORDER BY r.response_id
"""

# One response for every question of the schema: what a file says nothing about was not asked.
ADD_NOT_ASKED = """
INSERT INTO annotate_response (annotation_id, question_id, state)
SELECT said.annotation_id, question, 'not_asked'
FROM said CROSS JOIN unnest(%(questions)s::bigint[]) AS question
WHERE NOT EXISTS (
    SELECT FROM staged_response r WHERE r.answer = said.answer AND r.question_id = question
)
"""

ADD_PARTS = """
INSERT INTO annotate_choice (response_id, label_id)
SELECT r.response_id, label FROM staged_response r JOIN said USING (answer) CROSS JOIN unnest(r.labels) AS label
WHERE r.starts = '{}'
ORDER BY r.response_id;

INSERT INTO annotate_span (response_id, label_id, start, "end")
SELECT r.response_id, part.label, part.s, part.e
FROM staged_response r JOIN said USING (answer)
CROSS JOIN unnest(r.labels, r.starts, r.ends) AS part (label, s, e)
WHERE r.starts <> '{}'
ORDER BY r.response_id;
"""


# What few questions ask for, in statements that other imports are spared.
ADD_RARER_PARTS = """
INSERT INTO annotate_freetext (response_id, text)
SELECT r.response_id, r.more ->> 'text' FROM staged_response r JOIN said USING (answer)
WHERE r.more ->> 'text' IS NOT NULL ORDER BY r.response_id;

INSERT INTO annotate_rating (response_id, value)
SELECT r.response_id, (r.more ->> 'rating')::int FROM staged_response r JOIN said USING (answer)
WHERE r.more ->> 'rating' IS NOT NULL ORDER BY r.response_id;

INSERT INTO annotate_relation (response_id, label_id, head_id, tail_id)
SELECT r.response_id, (drawn ->> 'label')::bigint, head.id, tail.id
FROM staged_response r JOIN said USING (answer)
JOIN unnest(%(relating)s::bigint[], %(between)s::bigint[]) AS link (question, marking) ON link.question = r.question_id
JOIN staged_response marks ON marks.answer = r.answer AND marks.question_id = link.marking
CROSS JOIN jsonb_array_elements(r.more -> 'relations') WITH ORDINALITY AS each (drawn, place)
JOIN annotate_span head ON head.response_id = marks.response_id AND head.start = (drawn #>> '{from,start}')::int
    AND head."end" = (drawn #>> '{from,end}')::int AND head.label_id = (drawn #>> '{from,label}')::bigint
JOIN annotate_span tail ON tail.response_id = marks.response_id AND tail.start = (drawn #>> '{to,start}')::int
    AND tail."end" = (drawn #>> '{to,end}')::int AND tail.label_id = (drawn #>> '{to,label}')::bigint
ORDER BY r.response_id, each.place;
"""
BOUNDS = "SELECT min(annotation_id), max(annotation_id) FROM said"
RARER = {"relations", "text", "rating"}


def sources_of(entry: Import, *, counts: bool, external: bool = False) -> list[Source]:
    """The sources that speak in this import, made where they are new. A known one keeps counting as it did."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        names = [row[0] for row in cursor.fetchall()]
    known = {source.name: source for source in entry.project.sources.filter(name__in=names)}
    return [
        known.get(name) or make_source(entry.project, name, counts=counts, external=external)
        for name in names
    ]


def add_suggestions(entry: Import, sources: list[Source]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SPEAKING, [[source.id for source in sources]])
        cursor.execute(ADD_SUGGESTIONS, {"project": entry.project_id})


def add_annotations(entry: Import, sources: list[Source]) -> list[int]:
    """One annotation for each answer, with everything that belongs to it. Needs the queue rows.

    Returns the first and the last annotation; others that came at the same time may have numbers between.
    """
    phase, questions = entry.project.phase, entry.schema.questions
    values: dict[str, Any] = {
        "project": entry.project_id,
        "schema": entry.schema_id,
        "phase": phase.id if phase else None,
        "guideline": entry.project.guideline_version,
        "stream": Stream.IMPORTED,
        "questions": [question["id"] for question in questions],
        "key_head": uuid.uuid4().hex[:16],  # and then the annotation's id: a random one for each takes longer
    }
    with connection.cursor() as cursor:
        cursor.execute(SPEAKING, [[source.id for source in sources]])
        cursor.execute(SAID.format(annotations=ids_of("annotate_annotation")))
        if any(source.counts for source in sources):
            cursor.execute(TAKE_SLOTS)
        cursor.execute(ADD_ANNOTATIONS, values)
        answers = cursor.rowcount
        cursor.execute(ADD_PAYMENTS)
        cursor.execute(ADD_STANDINGS, values)
        cursor.execute(ADD_RESPONSES, values)
        if cursor.rowcount < answers * len(questions):
            cursor.execute(ADD_NOT_ASKED, values)
        cursor.execute(ADD_PARTS, values)
        if any(question["kind"] in RARER for question in questions):
            cursor.execute(ADD_RARER_PARTS, _links(questions))
        cursor.execute(BOUNDS)
        return [bound for bound in cursor.fetchone() if bound is not None]


def _links(questions: list[dict[str, Any]]) -> dict[str, list[int]]:
    """The questions about relations, and beside each the one whose spans they join."""
    links = [(question["id"], question["between"]) for question in questions if "between" in question]
    return {"relating": [link[0] for link in links], "between": [link[1] for link in links]}
