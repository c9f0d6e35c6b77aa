"""The job that writes an export: a snapshot, its records, a manifest, one stored ZIP."""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from annotate import ports
from annotate.exports.archive import Archive
from annotate.exports.encoding import encoder_for
from annotate.exports.names import Names
from annotate.exports.records import Record, records_of
from annotate.exports.snapshot import Batch, Snapshot, same_view, snapshot_of
from annotate.exports.wishes import Wish
from annotate.files import new_file
from annotate.jobs import Run, handler
from annotate.models import Job, Project

AUTHOR = attrgetter("author")
READABLE = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z

SELDOM = 100_000  # objects made and kept, before Python's collector looks for cycles among them
TURN_SECONDS = 0.0005  # of a thread, when another waits

Progress = Callable[[int, int], None]


@handler("export", lane=Job.Lane.BULK, name=_("export"))
def run_export(run: Run) -> None:
    """Write what the job's arguments wish for. Cancelled or killed, it leaves nothing behind."""
    job, wish = run.job, Wish.read(run.job.arguments)
    name = f"{job.project.slug}-{wish.contents}-{wish.form}-{job.created_at:%Y-%m-%d-%H%M%S}.zip"
    with (
        new_file(job.project, name, job.owner) as out,
        snapshot_of(job.project_id) as snapshot,
        Archive(out, snapshot.taken_at) as archive,
        many_hands(),
    ):
        counts = write_export(archive, snapshot, job.project, wish, run.report_progress)
    run.finish(report=counts, files=[out.stored])


@contextmanager
def many_hands() -> Iterator[None]:
    """Let Python look for cycles less often, and let its threads take turns more often.

    There are no cycles in rows and records, however many of them there are. And the thread that asks the database
    would have to wait, for each short question and at the end of each answer, until another has had its full turn.
    """
    usual, turn = gc.get_threshold(), sys.getswitchinterval()
    gc.set_threshold(SELDOM, *usual[1:])
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        sys.setswitchinterval(turn)


def write_export(
    archive: Archive, snapshot: Snapshot, project: Project, wish: Wish, progress: Progress
) -> dict[str, Any]:
    """Fill the archive. Returns the manifest's counts."""
    with same_view(snapshot):
        project.refresh_from_db()
        names = Names.of(project)
        schemas = schemas_of(project)
        parts = [part for parts_of in ports.export_parts for part in parts_of(project).items()]
    counts = Counts()
    archive.add(wish.form.file_name, data(snapshot, wish, names, counts, progress))
    archive.add("schema.json", [orjson.dumps(schemas, option=READABLE)])
    for name, content in parts:
        archive.add(f"parts/{name}", [content])
    manifest = manifest_of(project, wish, snapshot) | {
        "counts": counts.as_json(names),
        "files": archive.files,
    }
    archive.add("manifest.json", [orjson.dumps(manifest, option=READABLE)])
    return counts.as_json(names)


@dataclass
class Counts:
    """What went into the export."""

    documents: int = 0
    records: int = 0
    answers: int = 0
    gold: int = 0
    answers_by: Counter[int] = field(default_factory=Counter)

    def add(self, batch: Batch, records: Sequence[Record]) -> None:
        self.documents += len(batch.documents)
        self.records += len(records)
        self.answers += len(batch.answers)
        self.gold += len(batch.gold)
        self.answers_by.update(map(AUTHOR, batch.answers))

    def as_json(self, names: Names) -> dict[str, Any]:
        named: Counter[str] = Counter()
        for author, count in self.answers_by.items():
            named[names.people[author][1]] += count
        return vars(self) | {"answers_by": dict(sorted(named.items()))}


def data(snapshot: Snapshot, wish: Wish, names: Names, counts: Counts, progress: Progress) -> Iterator[bytes]:
    """The data file, a piece per batch. Counts what it writes and reports how far it is."""
    encoder = encoder_for(wish, names)
    total = snapshot.count(wish)
    progress(0, total)
    yield encoder.head()
    for batch in snapshot.batches(wish):
        records = list(records_of(batch, wish.contents, names))
        counts.add(batch, records)
        yield encoder.encode(records)
        progress(counts.documents, total)


def schemas_of(project: Project) -> list[dict[str, Any]]:
    """Every schema ever published, so that each answer can be read as it was asked."""
    schemas = project.schemas.order_by("number").values("number", "published_at", "body")
    return [
        {"number": schema["number"], "published_at": schema["published_at"], **schema["body"]}
        for schema in schemas
    ]


def manifest_of(project: Project, wish: Wish, snapshot: Snapshot) -> dict[str, Any]:
    """What this file is, for whoever opens it in five years."""
    return {
        "made_by": "Gloss",
        "version": 1,
        "project": {"slug": project.slug, "name": project.name},
        "contents": wish.contents,
        "form": wish.form,
        "all_documents": wish.all_documents,
        "made_at": snapshot.taken_at,
        "snapshot": snapshot.id,
        "offsets": "Unicode code points; end is exclusive",
        "schema": project.schema.number if project.schema else None,
        "guideline_version": project.guideline_version,
        "formulas_are_escaped": not wish.form.is_exact,
        "can_be_imported": wish.form.is_exact,
    }
