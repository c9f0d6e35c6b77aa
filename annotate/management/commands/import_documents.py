"""Import a file from the command line: the same check and the same publication as in the browser."""

import time
from argparse import ArgumentParser
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import transaction

from annotate import jobs
from annotate.files import new_file
from annotate.formats.delimited import Table
from annotate.formats.encodings import ENCODINGS
from annotate.formats.reading import Format
from annotate.imports import lifecycle
from annotate.imports.options import AnswersAs, Options, Role, Unit, question_role
from annotate.imports.report import Report
from annotate.jobs.heartbeat import DirectPulse
from annotate.models import Import, Job, Project, User
from annotate.problems import Problem

# Columns that are named by an option of their own
NAMED = (Role.TEXT, Role.ID, Role.GROUP, Role.POSITION, Role.SOURCE, Role.SECONDS, Role.PRICE)

BLOCK = 2**20
SHOWN = 20
PAUSE_SECONDS = 0.5


class ConsolePulse(DirectPulse):
    """Shows the progress of a job on the console, too."""

    def __init__(self, job: Job, out: OutputWrapper, what: str) -> None:
        super().__init__(job)
        self.out, self.what = out, what

    def report(self, done: int, total: int | None) -> None:
        super().report(done, total)
        self.out.write(f"\r{self.what}: {done:,} of {total or done:,}", ending="")


class Command(BaseCommand):
    help = "Import documents from a file: JSON Lines, CSV or TSV, text, or a ZIP of text files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's short name, as in its address")
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USER", help="who imports; without it, whoever made the project")
        parser.add_argument("--format", choices=Format.values)
        parser.add_argument("--encoding", choices=list(ENCODINGS))
        parser.add_argument("--delimiter", help="between the cells of a table")
        parser.add_argument("--no-header", action="store_true", help="the first row of a table is data")
        for role in NAMED:
            parser.add_argument(f"--{role}-column", metavar="NAME", help=f"which column is {role.label}")
        parser.add_argument(
            "--answer-column", action="append", default=[], metavar="QUESTION=NAME", help="repeat for several"
        )
        parser.add_argument(
            "--ignore", action="append", default=[], metavar="NAME", help="repeat for several"
        )
        parser.add_argument(
            "--as", dest="answers_as", choices=AnswersAs.values, default=AnswersAs.SUGGESTIONS
        )
        parser.add_argument("--source", metavar="NAME", help="who or what made the labels and spans")
        parser.add_argument("--source-counts", action="store_true", help="its annotations count as answers")
        parser.add_argument(
            "--external", action="store_true", help="who answered are people outside this house"
        )
        parser.add_argument(
            "--unit", choices=Unit.values, default=Unit.CODE_POINTS, help="of the spans' offsets"
        )
        parser.add_argument("--add-labels", action="store_true", help="add labels the questions do not have")
        parser.add_argument("--leave-out-refused", action="store_true", help="publish the rest")
        parser.add_argument("--check-only", action="store_true", help="add nothing")

    def handle(self, *arguments: Any, **given: Any) -> None:
        project = (
            Project.objects.filter(slug=given["project"], retired_at=None).select_related("schema").first()
        )
        if project is None:
            msg = f"There is no project {given['project']!r}. Known: {', '.join(_slugs()) or 'none'}."
            raise CommandError(msg)
        try:
            self._import(project, _user(project, given["by"]), given)
        except Problem as problem:
            raise CommandError(problem.sentence) from problem

    def _import(self, project: Project, user: User, given: dict[str, Any]) -> None:
        entry = _upload(project, user, given["file"])
        try:
            published = self._check_and_publish(entry, user, given)
        except (Problem, CommandError):
            lifecycle.discard(entry)
            raise
        if not published:
            lifecycle.discard(entry)

    def _check_and_publish(self, entry: Import, user: User, given: dict[str, Any]) -> bool:
        report = self._check(entry, _options(entry, given), user)
        if report.unknown and given["add_labels"]:
            lifecycle.add_unknown_labels(entry, user)
            report = self._check(entry, Options.from_json(entry.options), user)
        self._tell(report)
        if report.refused and not given["leave_out_refused"]:
            msg = (
                f"Nothing was added: {report.refused:,} lines are refused. Mend them, or --leave-out-refused."
            )
            raise CommandError(msg)
        if given["check_only"]:
            return False
        leave_out = given["leave_out_refused"]
        self._work(lifecycle.start_publication(entry, user, leave_out_refused=leave_out), "publishing")
        self.stdout.write(self.style.SUCCESS("Published."))
        return True

    def _check(self, entry: Import, options: Options, user: User) -> Report:
        self._work(lifecycle.start_check(entry, options, user), "checking")
        entry.refresh_from_db()
        return Report.from_json(entry.report)

    def _work(self, job: Job, what: str) -> None:
        """Do the job here, unless a worker has it already; then wait for it."""
        pulse = partial(ConsolePulse, out=self.stderr, what=what)
        while not job.is_over:
            jobs.run_job(job.id, pulse=pulse)
            job.refresh_from_db()
            if not job.is_over:
                time.sleep(PAUSE_SECONDS)
        self.stderr.write("")
        if job.state != Job.State.DONE:
            raise CommandError(job.error or f"The job was {job.get_state_display()}. Nothing was added.")

    def _tell(self, report: Report) -> None:
        self.stdout.write(
            f"{report.lines:,} lines: {report.new:,} new documents, {report.known:,} known, "
            f"{report.answered:,} answers, {report.refused:,} refused."
        )
        for line, reason in report.problems[:SHOWN]:
            self.stdout.write(f"  line {line}: {reason}")
        if report.refused > SHOWN:
            self.stdout.write(f"  and {report.refused - SHOWN:,} more.")
        if report.utf16 > report.code_points:
            self.stdout.write("  The spans fit better as UTF-16 units: try --unit utf16.")


def _slugs() -> list[str]:
    return list(Project.objects.filter(retired_at=None).values_list("slug", flat=True)[:SHOWN])


def _user(project: Project, username: str | None) -> User:
    if username is None:
        return project.created_by
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None or not project.memberships.filter(user=user, ended_at=None).exists():
        msg = f"{username!r} is no member of this project."
        raise CommandError(msg)
    return user


def _upload(project: Project, user: User, path: Path) -> Import:
    """Copy the file into the store and begin an import with it."""
    try:
        file = path.open("rb")
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise CommandError(msg) from error
    with file, transaction.atomic():
        with new_file(project, path.name, user) as out:
            while block := file.read(BLOCK):
                out.write(block)
        return lifecycle.begin_import(project, user, out.stored)


def _options(entry: Import, given: dict[str, Any]) -> Options:
    """The guessed options, with what was said on the command line in their place."""
    options = Options.from_json(entry.options)
    reading = options.reading
    table = reading.table
    if given["delimiter"] or given["no_header"]:
        delimiter = given["delimiter"] or table.delimiter
        table = Table(delimiter.replace("\\t", "\t"), not given["no_header"], table.has_quotes)
    said = replace(
        reading,
        format=given["format"] or reading.format,
        encoding=given["encoding"] or reading.encoding,
        table=table,
    )
    if said != reading:
        options = lifecycle.options_for(entry, said)
    return replace(
        options,
        columns=_columns(entry.project, options.columns, given),
        answers_as=given["answers_as"],
        source=given["source"] or options.source,
        source_counts=given["source_counts"],
        external=given["external"],
        unit=given["unit"],
    )


def _columns(project: Project, guessed: dict[str, str], given: dict[str, Any]) -> dict[str, str]:
    said = {given[f"{role}_column"]: str(role) for role in NAMED if given[f"{role}_column"]}
    said |= dict.fromkeys(given["ignore"], str(Role.IGNORED))
    for pair in given["answer_column"]:
        question, _sign, column = pair.rpartition("=")
        said[column] = question_role(_question(project, question))
    if strangers := said.keys() - guessed.keys():
        msg = f"There is no column {sorted(strangers)[0]!r}. The file has: {', '.join(guessed)}."
        raise CommandError(msg)
    # A role given by hand leaves its guessed place; the column that had it becomes metadata.
    freed = {name: str(Role.METADATA) for name, role in guessed.items() if role in said.values()}
    columns = guessed | freed | said
    if Role.TEXT not in columns.values():
        msg = f"No column is the text. Say which with --text-column: {', '.join(guessed)}."
        raise CommandError(msg)
    return columns


def _question(project: Project, name: str) -> int:
    questions = project.schema.questions if project.schema else []
    for question in questions:
        if question["name"] == name:
            return question["id"]
    names = ", ".join(repr(question["name"]) for question in questions)
    msg = f"{name!r} is no question of this project; it asks {names or 'nothing yet'}."
    raise CommandError(msg)
