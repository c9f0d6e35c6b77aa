"""A project whose documents twenty people answered three times each, made in SQL: who, what and which event."""

from django.db import connection

from annotate.models import Batch, User
from annotate.roles import Role
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema

ANNOTATORS, ANSWERS, LABELS = 20, 3, 5
TONE = {
    "kind": "choice",
    "name": "Tone",
    "labels": [
        {"name": f"tone {number}", "slot": number, "key": str(number)} for number in range(1, LABELS + 1)
    ],
}

DOCUMENTS = """
INSERT INTO annotate_document (project_id, batch_id, external_id, text, sha256, length, metadata, "group", position)
SELECT %(project)s, %(batch)s, 'call-' || n, 'Call ' || n, sha256(convert_to('Call ' || n, 'UTF8')),
    length('Call ' || n), '{}', '', n
FROM generate_series(1, %(documents)s) n;

INSERT INTO annotate_queuerow (document_id, project_id, pool, random_key, overlap_key, wants, claimed, is_held)
SELECT id, project_id, 0, hashtextextended(external_id, 0), id %% 10000, 3, 3, false
FROM annotate_document WHERE project_id = %(project)s;
"""

# People are right four times in five; the answers to documents after `after` are new, with an event each.
ANSWERS_TO = """
DROP TABLE IF EXISTS answered;
CREATE TEMP TABLE answered AS
SELECT nextval(pg_get_serial_sequence('annotate_annotation', 'id')) AS id,
    nextval(pg_get_serial_sequence('annotate_response', 'id')) AS response, d.id AS document,
    (%(people)s::bigint[])[1 + ((hashint8(d.id) & 65535) + k) %% %(annotators)s] AS author,
    (%(labels)s::bigint[])[1 + CASE WHEN random() < 0.8 THEN d.id ELSE floor(random() * 5)::bigint END %% 5] AS label
FROM annotate_document d CROSS JOIN generate_series(0, 2) k
WHERE d.project_id = %(project)s AND d.position BETWEEN %(first)s AND %(last)s;

INSERT INTO annotate_annotation (id, key, body_hash, project_id, document_id, author_id, occasion, kind, schema_id,
    saved_at, active_ms, guideline_version, is_extra, stream, reason, suggestions_shown)
SELECT id, gen_random_uuid(), '', %(project)s, document, author, 'work', 'answer', %(schema)s,
    '2026-01-01'::timestamptz + id * interval '1 second', 4000, 0, false, 'control', '', '{}'
FROM answered ORDER BY id;

INSERT INTO annotate_response (id, annotation_id, question_id, state)
SELECT response, id, %(question)s, 'answered' FROM answered ORDER BY id;

INSERT INTO annotate_choice (response_id, label_id) SELECT response, label FROM answered ORDER BY id;

INSERT INTO annotate_event (project_id, document_id, actor_id, kind, detail, at)
SELECT %(project)s, document, author, 'answered', jsonb_build_object('annotation', id), now() FROM answered ORDER BY id;

INSERT INTO annotate_answertally (project_id, author_id, day, answers, active_ms)
SELECT %(project)s, author, '2026-01-01', count(*), 0 FROM answered GROUP BY author;
"""


class AgreementWorld:
    """So many documents; `answer(first, last)` lets those be answered."""

    def __init__(self, documents: int) -> None:
        self.owner = User.objects.create_user("olga", "correct horse battery", name="Olga")
        self.project = create_project(self.owner, "Calls", wants=ANSWERS, overlap_wants=ANSWERS)
        schema = publish_schema(self.project, [TONE], self.owner)
        self.project.refresh_from_db()
        people = [User.objects.create_user(f"ann{n}", None, name=f"Ann {n}") for n in range(ANNOTATORS)]
        for person in people:
            add_member(self.project, person, [Role.ANNOTATOR], by=self.owner)
        batch = Batch.objects.create(project=self.project, name="calls.jsonl", created_by=self.owner)
        [tone] = schema.questions
        self.values = {
            "project": self.project.id,
            "batch": batch.id,
            "documents": documents,
            "people": [person.id for person in people],
            "annotators": ANNOTATORS,
            "schema": schema.id,
            "question": tone["id"],
            "labels": [label["id"] for label in tone["labels"]],
        }
        self._write(DOCUMENTS)

    def answer(self, first: int, last: int) -> None:
        self._write(ANSWERS_TO, first=first, last=last)

    def settle(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")

    def _write(self, statement: str, **more: int) -> None:
        """Triggers rest meanwhile, as for a bulk load."""
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, self.values | more)
            cursor.execute("SET session_replication_role = DEFAULT")
