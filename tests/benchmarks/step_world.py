"""Makes the project of the step benchmark inside a site: `python -m tests.benchmarks.step_world`, a world out.

Documents of about 1 kB with two suggestions each; half of them are answered by the very people who will work. Both
sizes may be told otherwise.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - Django must be set up first

from annotate.models import Batch, Membership, Source, User  # noqa: E402
from annotate.roles import Role  # noqa: E402
from annotate.services.documents import put_into_queue  # noqa: E402
from annotate.services.projects import create_project  # noqa: E402
from annotate.services.publishing import publish_schema  # noqa: E402
from tests.faults.world import session_of  # noqa: E402

PASSWORD = "a long word for the benchmark"
WORDS = 30  # of 33 characters: a document has about 1 kB
QUESTIONS = [
    {
        "kind": "choice",
        "name": "Tone",
        "labels": [
            {"name": name, "slot": slot, "key": str(slot)}
            for slot, name in enumerate(["glad", "cross", "odd"], 1)
        ],
    },
    {
        "kind": "spans",
        "name": "Names",
        "required": False,
        "overlapping": True,
        "labels": [
            {"name": "person", "slot": 4, "key": "p"},
            {"name": "place", "slot": 5, "key": "l"},
        ],
    },
]

DOCUMENTS = """
INSERT INTO annotate_document (project_id, batch_id, external_id, text, sha256, length, metadata, "group", position)
SELECT %(project)s, %(batch)s, 'call-' || n, body, sha256(convert_to(body, 'UTF8')), length(body),
    '{"channel": "telephone"}', '', 0
FROM generate_series(1, %(documents)s) AS n
CROSS JOIN LATERAL (
    SELECT string_agg(md5(n::text || '-' || k), ' ') || ' naïve 😀' AS body FROM generate_series(1, %(words)s) AS k
) AS made
"""

SUGGESTIONS = """
INSERT INTO annotate_suggestion (project_id, document_id, question_id, source_id, score, content, made_at)
SELECT %(project)s, d.id, part.question, %(source)s, 0.5, part.content::jsonb, now()
FROM annotate_document d CROSS JOIN (VALUES
    (%(tone)s, json_build_object('labels', json_build_array(%(glad)s))),
    (%(names)s, json_build_object('spans', json_build_array(
        json_build_object('start', 0, 'end', 9, 'label', %(person)s))))
) AS part (question, content)
WHERE d.project_id = %(project)s
"""

ANSWERED = """
CREATE TEMP TABLE answered AS
SELECT row_number() OVER (ORDER BY document_id) AS id, document_id,
    (%(people)s::bigint[])[1 + document_id %% cardinality(%(people)s::bigint[])] AS author
FROM annotate_queuerow WHERE project_id = %(project)s ORDER BY random_key LIMIT %(answered)s;

INSERT INTO annotate_annotation (id, key, body_hash, project_id, document_id, author_id, occasion, kind, schema_id,
    saved_at, active_ms, guideline_version, is_extra, stream, reason, suggestions_shown)
SELECT id, gen_random_uuid(), '', %(project)s, document_id, author, 'work', 'answer', %(schema)s,
    now() - interval '30 days' + id * interval '1 second', 5000, 0, false, 'control', '', '{}'
FROM answered ORDER BY id;

INSERT INTO annotate_standing (project_id, document_id, annotator_id, occasion, state, holds_slot, current_id,
    stream, pool, reason, suggestions_shown, note, begun_at, changed_at)
SELECT %(project)s, document_id, author, 'work', 'answered', true, id, 'control', 0, '', '{}', '', now(), now()
FROM answered ORDER BY id;

INSERT INTO annotate_response (id, annotation_id, question_id, state)
SELECT 2 * id - k, id, CASE k WHEN 1 THEN %(tone)s ELSE %(names)s END, 'answered'
FROM answered CROSS JOIN generate_series(0, 1) AS k;
INSERT INTO annotate_choice (response_id, label_id)
SELECT 2 * id - 1, (%(tones)s::bigint[])[1 + id %% cardinality(%(tones)s::bigint[])] FROM answered;
INSERT INTO annotate_span (response_id, label_id, start, "end")
SELECT 2 * id, %(person)s, 20 * k, 20 * k + 9 FROM answered CROSS JOIN generate_series(0, 2) AS k;
INSERT INTO annotate_event (project_id, document_id, actor_id, kind, detail, at)
SELECT %(project)s, document_id, author, 'answered', '{}', now() FROM answered;
UPDATE annotate_queuerow SET claimed = 1 WHERE document_id IN (SELECT document_id FROM answered);
SELECT setval(pg_get_serial_sequence('annotate_annotation', 'id'), (SELECT max(id) FROM annotate_annotation));
SELECT setval(pg_get_serial_sequence('annotate_response', 'id'), (SELECT max(id) FROM annotate_response));
"""


# What the triggers would have counted.
COUNTED = """
INSERT INTO annotate_queuetally (project_id, documents, claimed, missing, filled, held, free_open, free_audit)
SELECT project_id, count(*), sum(claimed), coalesce(sum(greatest(wants - claimed, 0)) FILTER (WHERE NOT is_held), 0),
    count(*) FILTER (WHERE claimed >= wants), count(*) FILTER (WHERE is_held),
    count(*) FILTER (WHERE claimed < wants AND NOT is_held AND pool = 0),
    count(*) FILTER (WHERE claimed < wants AND NOT is_held AND pool = 1)
FROM annotate_queuerow GROUP BY project_id
"""


def build(people: int, documents: int, answered: int | None = None, words: int = WORDS) -> dict:
    """The project, as the clients need to know it. Triggers rest while rows are made in bulk."""
    owner = User.objects.create_user("olga", PASSWORD, name="Olga")
    project = create_project(owner, "Calls")
    publish_schema(project, QUESTIONS, owner)
    project.refresh_from_db()
    annotators = User.objects.bulk_create(
        User(username=f"ann-{number}", name=f"Ann {number}", password=owner.password)
        for number in range(people)
    )
    Membership.objects.bulk_create(
        Membership(project=project, user=user, roles=[Role.ANNOTATOR]) for user in annotators
    )
    batch = Batch.objects.create(project=project, name="calls.jsonl", created_by=owner)
    stand_in = User.objects.create_user("model", None, is_source=True)
    source = Source.objects.create(project=project, name="model", user=stand_in)
    tone, names = project.schema.questions
    values = {
        "project": project.id,
        "batch": batch.id,
        "source": source.id,
        "schema": project.schema_id,
        "documents": documents,
        "answered": documents // 2 if answered is None else answered,
        "words": words,
        "people": [user.id for user in annotators],
        "tone": tone["id"],
        "names": names["id"],
        "glad": tone["labels"][0]["id"],
        "tones": [label["id"] for label in tone["labels"]],
        "person": names["labels"][0]["id"],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")
        cursor.execute(DOCUMENTS, values)
        put_into_queue(batch)
        for statement in (SUGGESTIONS, ANSWERED):
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(COUNTED)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    return {
        "project": project.id,
        "slug": project.slug,
        "schema": project.schema_id,
        "questions": project.schema.questions,
        "password": PASSWORD,
        "people": {user.username: user.id for user in annotators},
        "sessions": {user.username: session_of(user) for user in annotators},
    }


if __name__ == "__main__":
    print(json.dumps(build(**json.load(sys.stdin))))
