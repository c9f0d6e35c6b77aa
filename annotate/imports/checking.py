"""The check of an import: read every line, keep the good ones ready, say of each other one why not."""

from contextlib import ExitStack
from dataclasses import replace
from tempfile import TemporaryFile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.files import NewFile, new_file, open_file
from annotate.formats.reading import read
from annotate.formats.records import Record, Refused
from annotate.imports.judging import judge, refused_lines, stage
from annotate.imports.options import Options
from annotate.imports.prepared import PreparedWriter
from annotate.imports.report import Refusals, Report
from annotate.imports.staging import Stager
from annotate.jobs import Run, handler
from annotate.models import Import, Job
from annotate.problems import Invalid, Problem

ROWS_AT_ONCE = 500  # between two reports of progress


@handler("check_import", lane=Job.Lane.BULK, name=gettext_lazy("check of an import"))
def run_check(run: Run) -> None:
    """Check the import the job names, and keep the outcome with it."""
    entry = Import.objects.select_related("project__schema", "file").get(id=run.job.arguments["import"])
    if entry.state != Import.State.OPEN or entry.file is None:
        raise Problem(_("This import is over: there is nothing left to check."))
    with TemporaryFile() as spool, ExitStack() as files:
        documents = files.enter_context(new_file(entry.project, "documents", entry.created_by))
        responses = files.enter_context(new_file(entry.project, "responses", entry.created_by))
        refusals = Refusals(spool)
        report = _read_all(run, entry, PreparedWriter(documents, responses), refusals)
        with run.commit():
            files.close()  # the files get their rows together with the outcome, or not at all
            _keep(run, entry, documents, responses)
            _judge(entry, refusals, report)
            run.finish(files=[entry.refusals] if entry.refusals else [])


def _read_all(run: Run, entry: Import, out: PreparedWriter, refusals: Refusals) -> Report:
    """Read the whole file once: good documents go to the prepared files, all else to the refusals."""
    options = Options.from_json(entry.options)
    stager = Stager(options, entry.project.schema.questions if entry.project.schema else [])
    report = Report()
    with open_file(entry.file) as binary:
        for found in read(binary, options.reading):
            report.lines += 1
            _take(found, stager, out, refusals)
            if report.lines % ROWS_AT_ONCE == 0:
                run.report_progress(report.lines, _expected(report.lines, binary.tell(), entry.file.size))
    out.flush()
    asked = stager.answers.asked
    evidence = asked.evidence
    unknown = {question: dict(names.most_common()) for question, names in asked.unknown.items()}
    return replace(report, unknown=unknown, utf16=evidence.utf16, code_points=evidence.code_points)


def _expected(lines: int, read_bytes: int, all_bytes: int) -> int:
    """How many lines the file will turn out to have, judged by those read."""
    return max(lines, lines * all_bytes // max(read_bytes, 1))


def _take(found: Record | Refused, stager: Stager, out: PreparedWriter, refusals: Refusals) -> None:
    if isinstance(found, Refused):
        refusals.add(found)
        return
    try:
        staged = stager.stage(found)
    except Invalid as invalid:
        refusals.add(Refused(found.line, invalid.sentence))
    else:
        out.write(staged)


def _keep(run: Run, entry: Import, documents: NewFile, responses: NewFile) -> None:
    """Name the prepared files in the import, unless it was changed or thrown away meanwhile."""
    current = Import.objects.select_for_update(of=["self"]).get(id=entry.id)
    if current.state != Import.State.OPEN or current.check_job_id != run.job.id:
        raise Problem(_("The import was changed while it was being checked. Check it again."))
    entry.schema = entry.project.schema
    entry.prepared_documents, entry.prepared_responses = documents.stored, responses.stored
    entry.save(update_fields=["schema", "prepared_documents", "prepared_responses"])


def _judge(entry: Import, refusals: Refusals, report: Report) -> None:
    """Hold the good documents against the project and each other, and finish the report."""
    stage(entry)
    verdict = judge(entry.project_id)
    report = replace(
        report,
        new=verdict.new,
        known=verdict.known,
        refused=verdict.refused + refusals.count,
        answered=verdict.answered,
    )
    if report.refused:
        name = _("refused lines of %(name)s.csv") % {"name": entry.name[:200]}
        with new_file(entry.project, name, entry.created_by) as out:
            report.problems = refusals.write(out, refused_lines())
        entry.refusals = out.stored
    entry.report = report.as_json()
    entry.save(update_fields=["report", "refusals"])
