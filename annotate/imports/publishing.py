"""The publication of an import: every document, queue row and answer of it in one transaction, or nothing.

Documents are copied from the prepared file; all else is set-wise SQL over the temporary tables of judging.py. A
repeated publication adds nothing.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import jobs, queue
from annotate.files import open_file
from annotate.imports.judging import READ_SIZE, Verdict, judge, stage
from annotate.imports.lifecycle import forget_texts
from annotate.imports.options import AnswersAs, Options
from annotate.imports.prepared import COPY_DOCUMENTS, Rows, line_of, new_documents
from annotate.imports.saying import add_annotations, add_suggestions, sources_of
from annotate.jobs import Run, handler
from annotate.models import Batch, Event, Import, Job
from annotate.problems import Problem
from annotate.profile import making
from annotate.services.documents import QUEUE_ROWS, documents_come
from annotate.signals import announce

LINES_AT_ONCE = 20_000
WORTH_ANALYSING = 1_000  # documents; fewer do not change what the planner should think

# Imports of a project publish one after the other: what one adds, the next has met.
LOCK_PROJECT = "SELECT pg_advisory_xact_lock(hashtextextended('imports of project ' || %s, 0))"

# Foreign keys are checked by each statement, not by the commit: there the job's row is locked already, and
# whoever wants to cancel would wait for it.
CHECK_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"

# What the planner must know of the new rows at once, from a third of the usual sample; the rest comes with the next
# vacuum.
ANALYSE = """
SET LOCAL default_statistics_target = 30;
ANALYZE annotate_document (project_id, batch_id, external_id, sha256, "group"), annotate_queuerow,
    annotate_standing (project_id, document_id, annotator_id, state, current_id), annotate_suggestion (document_id)
"""

NEW_DOCUMENTS = """
SELECT line, document_id FROM staged
WHERE line > %(after)s AND line <= %(last)s AND NOT EXISTS (SELECT FROM met WHERE met.line = staged.line)
"""


@handler("publish_import", lane=Job.Lane.BULK, name=gettext_lazy("publication of an import"))
def run_publication(run: Run) -> None:
    """Publish the import the job names, in one transaction with the job's end."""
    entry_id, leave_out = run.job.arguments["import"], run.job.arguments["leave_out_refused"]
    with run.commit():
        entry = (
            Import.objects.select_for_update(of=["self"]).select_related("project", "schema").get(id=entry_id)
        )
        verdict = publish(entry, leave_out, run.report_progress)
        run.finish()
    if verdict.new:
        jobs.due(making.KIND, run.job.project_id)
    if verdict.new > WORTH_ANALYSING:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ANALYSE)


def publish(entry: Import, leave_out: bool, report_progress: Callable[[int, int | None], None]) -> Verdict:
    """Add what the check found good. Raises Problem, and then nothing has changed."""
    _check_ready(entry)
    with connection.cursor() as cursor:
        cursor.execute(CHECK_AT_ONCE)
        cursor.execute(LOCK_PROJECT, [entry.project_id])
    documents_come(entry.project_id)
    stage(entry)
    verdict = judge(entry.project_id)
    _check_as_before(entry, verdict, leave_out)
    batch = Batch.objects.create(
        project=entry.project,
        name=entry.name[:200],
        created_by=entry.created_by,
        encoding=entry.options["reading"]["encoding"],
    )
    _add_documents(entry, batch, lambda added: report_progress(added // 2, verdict.new))
    _add_queue_rows(batch)
    report_progress(verdict.new, verdict.new)
    annotations = _add_answers(entry)
    queue.reopen(batch.project_id)  # last: it locks the project's row
    _close(entry, batch, verdict, annotations)
    return verdict


def _check_ready(entry: Import) -> None:
    if entry.state != Import.State.OPEN or entry.report is None or entry.prepared_documents is None:
        raise Problem(_("This import is over, or was changed since it was checked. Nothing was added."))
    if entry.schema_id != entry.project.schema_id and Options.from_json(entry.options).has_answers:
        raise Problem(_("The questions were changed since the check. Check the file again, then publish it."))


def _check_as_before(entry: Import, verdict: Verdict, leave_out: bool) -> None:
    """Is there anything to refuse that the person publishing has not agreed to leave out?"""
    if leave_out:
        return
    if verdict.refused or entry.report["refused"]:
        raise Problem(
            _("Since the check, %(count)s lines came to contradict the project. Check the file again.")
            % {"count": verdict.refused}
        )


def _add_documents(entry: Import, batch: Batch, report_added: Callable[[int], None]) -> None:
    """From the prepared file straight into the table, portion by portion: a table between takes as long again."""
    with connection.cursor() as cursor, open_file(entry.prepared_documents) as documents:
        cursor.execute("CREATE UNIQUE INDEX ON staged (line)")
        added = 0
        for portion, rows in groupby(documents, lambda row: (line_of(row) - 1) // LINES_AT_ONCE):
            report_added(added)
            after = portion * LINES_AT_ONCE
            cursor.execute(NEW_DOCUMENTS, {"after": after, "last": after + LINES_AT_ONCE})
            ids = dict(cursor.fetchall())
            coming = new_documents(rows, ids, batch.project_id, batch.id)
            cursor.copy_expert(COPY_DOCUMENTS, Rows(coming), READ_SIZE)
            added += len(ids)
        report_added(added)


def _add_queue_rows(batch: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(QUEUE_ROWS, {"project": batch.project_id, "batch": batch.id})


def _add_answers(entry: Import) -> list[int]:
    """Returns the first and the last annotation, if there are any."""
    options = Options.from_json(entry.options)
    if not options.has_answers:
        return []
    if options.answers_as == AnswersAs.ANNOTATIONS:
        sources = sources_of(entry, counts=options.source_counts, external=options.external)
        return add_annotations(entry, sources)
    add_suggestions(entry, sources_of(entry, counts=False))
    return []


def _close(entry: Import, batch: Batch, verdict: Verdict, annotations: list[int]) -> None:
    """Say what was done, where it is looked for later; let go of the files."""
    entry.state, entry.batch = Import.State.PUBLISHED, batch
    entry.report |= {"new": verdict.new, "known": verdict.known, "answered": verdict.answered}
    entry.save(update_fields=["state", "batch", "report"])
    detail: dict[str, Any] = {"import": entry.id, "batch": batch.id, "documents": verdict.new}
    if annotations:
        detail["annotations"] = annotations
    Event.objects.create(
        project_id=entry.project_id, actor_id=entry.created_by_id, kind="documents imported", detail=detail
    )
    forget_texts(entry)
    announce("document", entry.project_id, [])  # so many that naming them would cost more than finding them
