"""Importing as a supervisor does: a file is uploaded, checked, published; the jobs run in this process."""

import json

import pytest

from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, start_check, start_publication
from annotate.imports.options import Options
from annotate.imports.report import Report
from annotate.jobs import run_due


def jsonl(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


@pytest.fixture
def upload(project, owner):
    """upload(bytes, name) -> the import, described as guessed."""

    def put(content, name="calls.jsonl"):
        with new_file(project, name, owner) as out:
            out.write(content)
        return begin_import(project, owner, out.stored)

    return put


@pytest.fixture
def check(upload, owner):
    """check(bytes, name, **options) -> the import with its report, `entry.outcome`."""

    def run(content, name="calls.jsonl", columns=None, **changes):
        entry = upload(content, name)
        return recheck(entry, owner, columns, **changes)

    return run


def recheck(entry, owner, columns=None, **changes):
    options = Options.from_json(entry.options | changes)
    for column, role in (columns or {}).items():
        options = options.with_column(column, role)
    job = start_check(entry, options, owner)
    run_due()
    job.refresh_from_db()
    assert job.state == "done", job.error
    entry.refresh_from_db()
    entry.outcome = Report.from_json(entry.report)
    return entry


@pytest.fixture
def publish(owner):
    """publish(import) -> the job."""

    def run(entry, leave_out=False):
        job = start_publication(entry, owner, leave_out_refused=leave_out)
        run_due()
        job.refresh_from_db()
        entry.refresh_from_db()
        return job

    return run


@pytest.fixture
def bring_in(check, publish):
    """bring_in(bytes, name, **options) -> the import, published whole."""

    def run(content, name="calls.jsonl", columns=None, leave_out=False, **changes):
        entry = check(content, name, columns, **changes)
        job = publish(entry, leave_out)
        assert job.state == "done", job.error
        return entry

    return run
