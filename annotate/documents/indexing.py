"""Filling the search index: a job that is due whenever documents come, and lags behind them.

What is in the index is the mark of what is done, so the job may stop anywhere and begin anew. It works for a
while, then steps back behind the other jobs of its project and is due again.
"""

import time
from typing import Any

import orjson
from django.db import connection
from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import execute_values

from annotate import jobs
from annotate.documents.lexemes import lexemes
from annotate.documents.portions import portions
from annotate.jobs import Run, handler
from annotate.models import Document, DocumentSearch, Job, Project
from annotate.signals import changed

KIND = "index_documents"
AT_ONCE = 500  # documents in one transaction
SLICE_SECONDS = 20

# Erased documents stay out. The scalar sub-select is a primary-key probe for each document.
MISSING = """
SELECT d.id, d.length FROM annotate_document d
WHERE d.project_id = %s AND d.id > %s AND d.erased_at IS NULL
    AND (SELECT 1 FROM annotate_documentsearch s WHERE s.document_id = d.id) IS NULL
ORDER BY d.id LIMIT %s
"""
# FOR SHARE: an erasure waits for us, and then finds what we have written; or we wait for it and find no text.
TEXTS = """
SELECT id, external_id, text, metadata::text FROM annotate_document
WHERE id = ANY(%s) AND erased_at IS NULL ORDER BY id FOR SHARE
"""
INSERT = (
    "INSERT INTO annotate_documentsearch (document_id, project_id, words) VALUES %s ON CONFLICT DO NOTHING"
)
VALUES = "(%s, %s, array_to_tsvector(%s::text[]))"


@receiver(changed)
def documents_came(project_id: int, kind: str, **_more: Any) -> None:
    if kind == "document":
        jobs.due(KIND, project_id)


@handler(KIND, lane=Job.Lane.BULK, name=_("make documents searchable"))
def index_documents(run: Run) -> None:
    """Add what is missing, for a while; then be due again."""
    project_id = run.job.project_id
    total = Document.objects.filter(project=project_id, erased_at=None).count()
    done = DocumentSearch.objects.filter(project=project_id).count()
    run.report_progress(done, total)
    stop_at, last = time.monotonic() + SLICE_SECONDS, 0
    while keys := _missing(project_id, last):
        for ids in portions(keys):
            with run.commit():
                _index(project_id, ids)
        last = keys[-1][0]
        done += len(keys)
        run.report_progress(done, max(done, total))
        if time.monotonic() > stop_at:
            with run.commit():
                jobs.due(KIND, project_id)
                run.finish()
            return


def lag(project: Project) -> Job | None:
    """The job that is still making documents of this project searchable, if one is due or at work."""
    under_way = Q(state__in=[Job.State.NEW, Job.State.RUNNING])
    return Job.objects.filter(under_way, project=project, kind=KIND).order_by("state").last()


def _missing(project_id: int, after: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(MISSING, [project_id, after, AT_ONCE])
        return cursor.fetchall()


def _index(project_id: int, ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TEXTS, [ids])
        rows = [
            (document_id, project_id, lexemes(project_id, external_id, text, orjson.loads(metadata)))
            for document_id, external_id, text, metadata in cursor.fetchall()
        ]
        if rows:
            execute_values(cursor.cursor, INSERT, rows, template=VALUES)
