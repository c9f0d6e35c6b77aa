"""Which staged documents are new, which are known already, and which contradict what is known?

A document's identity is its external id or, without one, its text. All of it is set-wise, on two temporary
tables: `staged` has every document of the file, `met` those that were met before, in the project or in an
earlier line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from annotate.erasure import tombstones
from annotate.erasure.tombstones import ERASED_ID, ERASED_SHA256, cannot_come_back
from annotate.files import open_file
from annotate.formats.records import Refused
from annotate.imports.prepared import (
    COPY_RESPONSES,
    COPY_STAGED,
    STAGED,
    STAGED_RESPONSES,
    Rows,
    identities,
)
from annotate.models import Import

READ_SIZE = 2**18

# Of this transaction only. The compiler (jit) takes longer than these statements do; a rough idea of the
# temporary tables is enough for the planner.
ROOM = "SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL default_statistics_target = 10"

# They end with the transaction anyway, but a test, or a command of many imports, may have one around several.
CLEAN = "DROP TABLE IF EXISTS " + ", ".join(
    f"pg_temp.{name}"
    for name in ("staged", "staged_response", "met", "answering", "speaking", "said", "seated")
)

IDENTITY = "coalesce('id ' || {0}.external_id, 'text ' || encode({0}.sha256, 'hex'))"

MET = f"""
CREATE TEMP TABLE met ON COMMIT DROP AS
SELECT s.line, d.id AS document_id, NULL::integer AS earlier, d.sha256 = s.sha256 AS is_same,
    false AS says_other
FROM staged s
JOIN annotate_document d ON d.project_id = %(project)s AND d.external_id = s.external_id
UNION ALL
SELECT s.line, d.id, NULL, true, false
FROM staged s
JOIN annotate_document d ON d.project_id = %(project)s AND d.external_id IS NULL AND d.sha256 = s.sha256
WHERE s.external_id IS NULL
UNION ALL
SELECT s.line, d.id, NULL, false, false
FROM staged s
JOIN annotate_document d ON d.project_id = %(project)s AND d.erased_at IS NOT NULL
    AND d.external_id = {ERASED_ID.format(id="s.external_id")}
UNION ALL
SELECT s.line, d.id, NULL, false, false
FROM staged s
JOIN annotate_document d ON d.project_id = %(project)s AND d.erased_at IS NOT NULL
    AND d.external_id IS NULL AND d.sha256 = {ERASED_SHA256.format(sha256="s.sha256")}
WHERE s.external_id IS NULL;

INSERT INTO met
SELECT again.line, first.document_id, first.line, again.sha256 = first.sha256, false
FROM (
    SELECT {IDENTITY.format("s")} AS identity, min(s.line) AS line
    FROM staged s GROUP BY 1 HAVING count(*) > 1
) AS repeated
JOIN staged first ON first.line = repeated.line
JOIN staged again ON {IDENTITY.format("again")} = repeated.identity AND again.line > repeated.line
WHERE NOT EXISTS (SELECT FROM met WHERE met.line = again.line);
"""

# What a source says of a document is what it says first; a line in which it says something else is refused.
ANSWERING = """
CREATE TEMP TABLE answering ON COMMIT DROP AS
SELECT DISTINCT ON (document_id, source) document_id, source, answer, line, said, active_ms, price
FROM (
    SELECT coalesce(met.document_id, s.document_id) AS document_id, r.source, r.answer, r.line, r.said,
        r.active_ms, r.price
    FROM staged_response r JOIN staged s USING (line) LEFT JOIN met USING (line)
    WHERE coalesce(met.is_same, true)
) AS given
ORDER BY document_id, source, line;

UPDATE met SET is_same = false, says_other = true, earlier = first.line
FROM staged_response r JOIN answering first USING (source)
WHERE r.line = met.line AND met.is_same AND first.document_id = met.document_id
    AND first.line < met.line AND first.said <> r.said;

DELETE FROM answering USING met WHERE met.line = answering.line AND met.says_other;
"""

REFUSED = """
SELECT met.line, met.earlier, met.says_other, s.external_id, d.erased_at IS NOT NULL AS is_erased
FROM met JOIN staged s USING (line) LEFT JOIN annotate_document d ON d.id = met.document_id
WHERE NOT met.is_same ORDER BY met.line
"""

COUNTS = """
SELECT (SELECT count(*) FROM staged), count(*) FILTER (WHERE is_same), count(*) FILTER (WHERE NOT is_same),
    (SELECT count(*) FROM answering)
FROM met
"""


@dataclass(frozen=True)
class Verdict:
    """How many staged documents are of which kind, and how many answers there are."""

    new: int
    known: int
    refused: int
    answered: int  # counted once for each source


def stage(entry: Import) -> None:
    """Load what the check prepared into temporary tables of the running transaction."""
    with (
        open_file(entry.prepared_documents) as documents,
        open_file(entry.prepared_responses) as responses,
        connection.cursor() as cursor,
    ):
        cursor.execute(ROOM)
        cursor.execute(CLEAN)
        cursor.execute(STAGED.format(documents=ids_of("annotate_document")))
        cursor.copy_expert(COPY_STAGED, Rows(identities(documents)), READ_SIZE)
        cursor.execute(STAGED_RESPONSES.format(responses=ids_of("annotate_response")))
        cursor.copy_expert(COPY_RESPONSES, responses, READ_SIZE)
        cursor.execute("ANALYZE staged (line, external_id, sha256); ANALYZE staged_response (line, source)")


def ids_of(table: str) -> str:
    """The sequence a table takes its ids from: looked up once, because looking up takes longer than a row does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        return cursor.fetchone()[0]


def judge(project_id: int) -> Verdict:
    """Find the documents met before, in the project or in an earlier line."""
    with connection.cursor() as cursor:
        cursor.execute(MET, {"project": project_id, "erasure_key": tombstones.key()})
        cursor.execute("ANALYZE met")
        cursor.execute(ANSWERING)
        cursor.execute("ANALYZE answering")
        cursor.execute(COUNTS)
        staged, known, refused, answered = cursor.fetchone()
    return Verdict(staged - known - refused, known, refused, answered)


def refused_lines() -> Iterator[Refused]:
    """The lines that contradict what is known, in order, a few at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(REFUSED)
        for line, earlier, says_other, external_id, is_erased in cursor:
            reason = cannot_come_back(external_id) if is_erased else _reason(earlier, says_other, external_id)
            yield Refused(line, reason)


def _reason(earlier: int | None, says_other: bool, external_id: str | None) -> str:
    if says_other:
        return _(
            "The same document stands in line %(line)s with other answers. A source has one answer to a document."
        ) % {"line": earlier}
    if earlier is None:
        return _(
            "The project has another text under the id “%(id)s”. Texts never change; give it a new id."
        ) % {"id": external_id}
    return _("Line %(line)s has another text under the same id “%(id)s”.") % {
        "line": earlier,
        "id": external_id,
    }
