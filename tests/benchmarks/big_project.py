"""A project with a million documents and as many answers, made in SQL within minutes.

Texts are put together from sentences of made-up words; "delivery" stands in 30 % of them, "xylophone" in three.
Half the documents are answered, by two of forty people each; the label "odd" is on 200 answers.
"""

import random
from dataclasses import dataclass

from django.db import connection

from annotate.models import Batch, Membership, Project, User
from annotate.roles import Role
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema

SENTENCES = 20_000
VOCABULARY = 30_000
ANNOTATORS = 40
QUESTIONS = [
    {
        "kind": "choice",
        "name": "Tone",
        "labels": [
            {"name": name, "slot": 1, "key": key}
            for name, key in [("glad", "1"), ("cross", "2"), ("odd", "3")]
        ],
    },
    {
        "kind": "spans",
        "name": "Names",
        "required": False,
        "labels": [{"name": "person", "slot": 3, "key": "p"}],
    },
]

DOCUMENTS = """
DROP TABLE IF EXISTS drawn;
CREATE TEMP TABLE drawn AS
SELECT n, 1 + floor(random() * %(sentences)s)::int AS one, 1 + floor(random() * %(sentences)s)::int AS two,
    1 + floor(random() * %(sentences)s)::int AS three, random() < 0.3 AS common, n IN (7, %(n)s / 2, %(n)s - 7) AS rare,
    floor(random() * 20)::int AS channel
FROM generate_series(1, %(n)s) n;

INSERT INTO annotate_document (
    project_id, batch_id, external_id, text, sha256, length, metadata, "group", position
)
SELECT %(project)s, %(batch)s, 'call-' || n, whole.body, sha256(convert_to(whole.body, 'UTF8')), length(whole.body),
    jsonb_build_object('channel', 'c' || channel, 'minute', n %% 60), 'g' || n / 10, n %% 10
FROM drawn JOIN sentence a ON a.id = one JOIN sentence b ON b.id = two JOIN sentence c ON c.id = three
CROSS JOIN LATERAL (
    SELECT a.body || ' ' || b.body || CASE WHEN common THEN ' Delivery. ' ELSE ' ' END || c.body
        || CASE WHEN rare THEN ' Xylophone!' ELSE '' END
) AS whole (body)
ORDER BY n;

INSERT INTO annotate_documentsearch (document_id, project_id, words)
SELECT d.id, d.project_id, a.words || b.words || c.words
    || CASE WHEN common THEN array_to_tsvector(ARRAY[%(project)s || ':delivery']) ELSE '' END
    || CASE WHEN rare THEN array_to_tsvector(ARRAY[%(project)s || ':xylophone']) ELSE '' END
    || array_to_tsvector(ARRAY[%(project)s || E'=channel\x1fc' || channel, %(project)s || E'=minute\x1f' || n %% 60])
FROM drawn JOIN annotate_document d ON d.project_id = %(project)s AND d.external_id = 'call-' || n
JOIN sentence a ON a.id = one JOIN sentence b ON b.id = two JOIN sentence c ON c.id = three
ORDER BY d.id;

INSERT INTO annotate_queuerow (document_id, project_id, pool, random_key, overlap_key, wants, claimed, is_held)
SELECT id, project_id, 0, hashtextextended(external_id, 0), 0, 2, CASE WHEN id %% 2 = 0 THEN 2 ELSE 0 END, false
FROM annotate_document WHERE project_id = %(project)s;
"""

ANSWERS = """
DROP TABLE IF EXISTS answered;
CREATE TEMP TABLE answered AS
SELECT (SELECT coalesce(max(id), 0) FROM annotate_annotation) + row_number() OVER (ORDER BY d.id, k) AS id,
    d.id AS document,
    (%(people)s::bigint[])[1 + (d.id / 2 * 7 + k) %% %(annotators)s] AS author, length
FROM annotate_document d CROSS JOIN generate_series(0, 1) k
WHERE d.project_id = %(project)s AND d.id %% 2 = 0;

INSERT INTO annotate_annotation (id, key, body_hash, project_id, document_id, author_id, occasion, kind, schema_id,
    saved_at, active_ms, guideline_version, is_extra, stream, reason, suggestions_shown)
SELECT id, gen_random_uuid(), '', %(project)s, document, author, 'work', 'answer', %(schema)s,
    '2026-01-01'::timestamptz + id * interval '1 second', 4000 + id %% 3000, 0, false, 'control', '', '{}'
FROM answered ORDER BY id;

INSERT INTO annotate_standing (project_id, document_id, annotator_id, occasion, state, holds_slot, current_id,
    stream, pool, reason, suggestions_shown, note, begun_at, changed_at)
SELECT %(project)s, document, author, 'work', 'answered', true, id, 'control', 0, '', '{}', '', now(), now()
FROM answered ORDER BY id;

INSERT INTO annotate_response (id, annotation_id, question_id, state)
SELECT 2 * id - k, id, (%(questions)s::bigint[])[2 - k], 'answered' FROM answered CROSS JOIN generate_series(0, 1) k
ORDER BY id;

INSERT INTO annotate_choice (response_id, label_id)
SELECT 2 * id - 1, (%(labels)s::bigint[])[CASE WHEN id %% %(odd)s = 0 THEN 3 ELSE 1 + id %% 2 END] FROM answered;

INSERT INTO annotate_span (response_id, label_id, start, "end")
SELECT 2 * id, %(span_label)s, k * 20, k * 20 + 5 + id %% 9 FROM answered CROSS JOIN generate_series(0, 2) k;
"""

SETTLE = """
SELECT setval(pg_get_serial_sequence('annotate_annotation', 'id'), (SELECT max(id) FROM annotate_annotation));
SELECT setval(pg_get_serial_sequence('annotate_response', 'id'), (SELECT max(id) FROM annotate_response));
"""


@dataclass(frozen=True)
class BigProject:
    project: Project
    supervisor: Membership
    annotators: list[User]
    odd_label: int


def build(documents: int) -> BigProject:
    """Make the project. Triggers rest meanwhile, and the word index is made at the end, as a bulk load does it."""
    owner = User.objects.create_user(f"olga{documents}", "correct horse battery", name="Olga")
    project = create_project(owner, f"Calls {documents}", wants=2, overlap_wants=2)
    schema = publish_schema(project, QUESTIONS, owner)
    project.refresh_from_db()
    people = [
        User.objects.create_user(f"ann{number}-{documents}", None, name=f"Ann {number}")
        for number in range(ANNOTATORS)
    ]
    for person in people:
        add_member(project, person, [Role.ANNOTATOR], by=owner)
    batch = Batch.objects.create(project=project, name="calls.jsonl", created_by=owner)
    tone, names = schema.questions
    values = {
        "project": project.id,
        "batch": batch.id,
        "n": documents,
        "sentences": SENTENCES,
        "people": [person.id for person in people],
        "annotators": ANNOTATORS,
        "schema": schema.id,
        "questions": [tone["id"], names["id"]],
        "labels": [label["id"] for label in tone["labels"]],
        "odd": max(documents // 200, 1),
        "span_label": names["labels"][0]["id"],
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")
        cursor.execute("DROP INDEX IF EXISTS documents_by_word")
        _write_sentences(cursor, project.id)
        for statement in (DOCUMENTS, ANSWERS, SETTLE):
            cursor.execute(statement, values)
        cursor.execute("CREATE INDEX documents_by_word ON annotate_documentsearch USING gin (words)")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    membership = Membership.objects.get(project=project, user=owner)
    return BigProject(project, membership, people, tone["labels"][2]["id"])


def _write_sentences(cursor: object, project_id: int) -> None:
    rng = random.Random(1)
    syllables = [one + two for one in "bcdfghklmnprstvw" for two in "aeiou"]
    vocabulary = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(VOCABULARY)]
    rows = []
    for number in range(1, SENTENCES + 1):
        words = [vocabulary[int(VOCABULARY * rng.random() ** 3)] for _ in range(rng.randint(8, 18))]
        rows.append((number, " ".join(words).capitalize() + ".", [f"{project_id}:{word}" for word in words]))
    cursor.execute("DROP TABLE IF EXISTS sentence")
    cursor.execute("CREATE TEMP TABLE sentence (id int PRIMARY KEY, body text, words tsvector)")
    cursor.executemany(
        "INSERT INTO sentence SELECT %s, %s, array_to_tsvector(ARRAY(SELECT DISTINCT unnest(%s::text[])))",
        rows,
    )
