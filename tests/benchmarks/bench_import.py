"""How long from a file to documents that are served?

Beside it, as the measure: COPY of the very same rows into the same tables, indexes and triggers included.
"""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from django.db import connection, transaction

from annotate import jobs
from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, start_check, start_publication
from annotate.imports.options import AnswersAs, Options
from annotate.models import Batch, Job, Project, User
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema

FEW, MANY = 100_000, 1_000_000

TONE = {
    "kind": "choice",
    "name": "Tone",
    "labels": [{"name": "glad"}, {"name": "cross"}, {"name": "neither"}],
}
NAMES = {
    "kind": "spans",
    "name": "Names",
    "required": False,
    "labels": [{"name": "person"}, {"name": "place"}],
}
WORDS = [
    "Ann",
    "went",
    "to",
    "Rome",
    "by",
    "train",
    "and",
    "wrote",
    "that",
    "the",
    "rain",
    "had",
    "stopped",
    "there",
]

DOCUMENTS = """
SELECT nextval(pg_get_serial_sequence('annotate_document', 'id')), {project}, {batch}, external_id, text, sha256,
    length, metadata, "group", position
FROM annotate_document WHERE project_id = {like} ORDER BY id
"""
QUEUE_ROWS = """
SELECT d.id, {project}, q.pool, q.random_key, q.overlap_key, q.wants, 0, false
FROM annotate_document d JOIN annotate_document o ON o.project_id = {like} AND o.external_id = d.external_id
JOIN annotate_queuerow q ON q.document_id = o.id WHERE d.project_id = {project} ORDER BY d.id
"""
COLUMNS = {
    "annotate_document": 'id, project_id, batch_id, external_id, text, sha256, length, metadata, "group", position',
    "annotate_queuerow": "document_id, project_id, pool, random_key, overlap_key, wants, claimed, is_held",
}


@dataclass(frozen=True)
class Timed:
    check: float
    publish: float

    @property
    def seconds(self) -> float:
        return self.check + self.publish


def records(count: int, *, labelled: bool) -> Iterator[bytes]:
    """Short documents with an id and a bit of metadata; every second one with a label and two spans."""
    for number in range(count):
        words = [WORDS[(number * step) % len(WORDS)] for step in (1, 3, 5, 7, 9, 11, 13, 17)]
        text = f"{' '.join(words)} {number}. {' '.join(reversed(words))}"
        record: dict[str, Any] = {"id": f"card-{number}", "text": text, "channel": f"c{number % 9}"}
        if labelled and number % 2:
            start = len(words[0]) + 1
            record["Tone"] = ("glad", "cross", "neither")[number % 3]
            record["Names"] = [
                {"start": 0, "end": len(words[0]), "label": "person", "quote": words[0]},
                {"start": start, "end": start + len(words[1]), "label": "place"},
            ]
        yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


@contextmanager
def clock() -> Iterator[Callable[[], float]]:
    begun = time.perf_counter()
    yield lambda: time.perf_counter() - begun


def run() -> None:
    before = memory()
    with TemporaryDirectory() as folder:
        plain = import_file(folder, "plain", FEW, AnswersAs.SUGGESTIONS)
        copied = copy_like("plain")
        labelled = import_file(folder, "labelled", FEW, AnswersAs.ANNOTATIONS)
        suggested = import_file(folder, "suggested", FEW, AnswersAs.SUGGESTIONS)
        again = import_file(folder, "plain", FEW, AnswersAs.SUGGESTIONS, is_again=True)
        many = import_file(folder, "many", MANY, AnswersAs.SUGGESTIONS)
    print(f"Import of {FEW:,} short documents, from the file to the queue")
    say("texts with ids and metadata", FEW, plain, "under 5 s")
    say("half of them answered by a source", FEW, labelled, "under 10 s")
    say("half of them with suggestions", FEW, suggested, "under 10 s")
    say("the first file once more", FEW, again, "none")
    say(f"{MANY:,} texts", MANY, many, "under 90 s")
    print(
        f"  COPY of the rows of the first: {copied:.1f} s; ratio {plain.seconds / copied:.1f}, goal at most 4"
    )
    print(f"  memory: at most {memory():.0f} MB, {before:.0f} MB of it before; goal under 300 MB")


def say(what: str, documents: int, timed: Timed, goal: str) -> None:
    print(
        f"  {what}: {timed.seconds:5.1f} s (check {timed.check:.1f}, publication {timed.publish:.1f}), "
        f"{documents / timed.seconds:,.0f} a second; goal {goal}"
    )


def import_file(folder: str, name: str, documents: int, answers_as: str, *, is_again: bool = False) -> Timed:
    """Write the file, then check and publish it as the worker does."""
    path = Path(folder) / f"{name}.jsonl"
    with path.open("wb") as out:
        out.writelines(records(documents, labelled=name in ("labelled", "suggested")))
    project = project_called(name)
    with path.open("rb") as file, new_file(project, path.name, project.created_by) as out:
        while block := file.read(2**20):
            out.write(block)
    with clock() as seconds:
        entry = begin_import(project, project.created_by, out.stored)
        options = Options.from_json(entry.options | {"answers_as": answers_as})
        work_on(start_check(entry, options, project.created_by))
        check = seconds()
    entry.refresh_from_db()
    assert (entry.report["new"], entry.report["refused"]) == (0 if is_again else documents, 0), entry.report
    with clock() as seconds:
        work_on(start_publication(entry, project.created_by, leave_out_refused=False))
        return Timed(check, seconds())


def work_on(job: Job) -> None:
    jobs.run_job(job.id)
    job.refresh_from_db()
    assert job.state == "done", job.error


def project_called(name: str) -> Project:
    if project := Project.objects.filter(name=name).first():
        return project
    owner = User.objects.filter(username="olga").first() or User.objects.create_user(
        "olga", None, name="Olga"
    )
    project = create_project(owner, name)
    publish_schema(project, [TONE, NAMES], owner)
    project.refresh_from_db()
    return project


def copy_like(name: str) -> float:
    """Seconds to COPY the rows of this project into another, documents and queue rows, and commit."""
    like, project = project_called(name), project_called("copied")
    batch = Batch.objects.create(project=project, name="copied", created_by=project.created_by)
    values = {"project": project.id, "batch": batch.id, "like": like.id}
    seconds = 0.0
    for table, query in (("annotate_document", DOCUMENTS), ("annotate_queuerow", QUEUE_ROWS)):
        with TemporaryDirectory() as folder, connection.cursor() as cursor:
            rows = Path(folder) / "rows"
            with rows.open("wb") as out:
                cursor.copy_expert(f"COPY ({query.format(**values)}) TO STDOUT", out)
            with rows.open("rb") as prepared, clock() as passed:
                with transaction.atomic():
                    cursor.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", prepared, 2**18)
                seconds += passed()
    return seconds


def memory() -> float:
    """The most this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
