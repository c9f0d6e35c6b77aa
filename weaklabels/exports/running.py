"""The job that writes what the rules say: one snapshot, a folder a question, a manifest, one stored ZIP."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import orjson
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from annotate.documents.portions import portions
from annotate.exports import Form
from annotate.exports.archive import Archive
from annotate.exports.encoding import JsonLines
from annotate.exports.running import READABLE, many_hands
from annotate.exports.snapshot import Snapshot, array, same_view, snapshot_of
from annotate.files import new_file
from annotate.jobs import Run, handler
from annotate.models import Job, Project, Question
from annotate.problems import Invalid
from weaklabels.exports.arrays import npz
from weaklabels.exports.encoding import encoder_for
from weaklabels.exports.records import DocumentRow, Record, records_of
from weaklabels.exports.taking import Matrix, Taken, matrix_of, take

EXPORT = "export_rules"
AT_ONCE = 2_000  # documents

LENGTHS = "SELECT id, length FROM annotate_document WHERE id = ANY(%s::bigint[]) ORDER BY id"
DOCUMENTS = """
SELECT d.id, d.external_id, coalesce(q.pool, 0), CASE WHEN %s THEN d.text ELSE '' END
FROM annotate_document d LEFT JOIN annotate_queuerow q ON q.document_id = d.id
WHERE d.id = ANY(%s::bigint[]) ORDER BY d.id
"""


@handler(EXPORT, lane=Job.Lane.BULK, name=gettext_lazy("export of the rules"))
def run_export(run: Run) -> None:
    """Write it. Cancelled or killed, it leaves nothing behind."""
    job, form = run.job, form_of(run.job.arguments.get("form", ""))
    name = f"{job.project.slug}-rules-{form}-{job.created_at:%Y-%m-%d-%H%M%S}.zip"
    with (
        new_file(job.project, name, job.owner) as out,
        snapshot_of(job.project_id) as snapshot,
        Archive(out, snapshot.taken_at) as archive,
        many_hands(),
    ):
        counts = write_export(archive, snapshot, job.project, form, run.report_progress)
    run.finish(report=counts, files=[out.stored])


def form_of(value: str) -> Form:
    """Raises Invalid."""
    if value not in Form.values:
        raise Invalid(
            _("“%(value)s” is no form of an export. Choose one of: %(allowed)s.")
            % {"value": value, "allowed": ", ".join(Form.values)},
            field="form",
        )
    return Form(value)


def write_export(
    archive: Archive, snapshot: Snapshot, project: Project, form: Form, progress: Callable[[int, int], None]
) -> dict[str, int]:
    """Fill the archive. Returns what it counted. Raises Invalid where no rule was weighed yet."""
    with same_view(snapshot):
        project.refresh_from_db()
        questions = take(project)
    if not questions:
        raise Invalid(
            _("No rule of this project has been weighed yet. Try again when the figures are there.")
        )
    matrices = [matrix_of(taken) for taken in questions]
    steps = Steps(progress, sum(len(one.covered) + len(one.votes.ids) for one in questions))
    for taken, matrix in zip(questions, matrices, strict=True):
        _write_question(archive, snapshot, taken, matrix, form, steps)
    described = [_described(taken, matrix) for taken, matrix in zip(questions, matrices, strict=True)]
    manifest = manifest_of(project, form, snapshot) | {"questions": described, "files": archive.files}
    archive.add("manifest.json", [orjson.dumps(manifest, option=READABLE)])
    return {
        "questions": len(questions),
        "documents": sum(len(one.covered) for one in questions),
        "rules": sum(len(one.votes.versions) for one in questions),
    }


class Steps:
    """How many documents are written, of how many; each counts once for its labels and once for its row."""

    def __init__(self, progress: Callable[[int, int], None], total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0
        progress(0, total)

    def add(self, count: int) -> None:
        self._done += count
        self._progress(min(self._done, self._total), self._total)


def _write_question(
    archive: Archive, snapshot: Snapshot, taken: Taken, matrix: Matrix, form: Form, steps: Steps
) -> None:
    folder = folder_of(taken.question)
    archive.add(f"{folder}/{form.file_name}", _labels(snapshot, taken, form, steps))
    archive.add(f"{folder}/matrix.npz", npz(matrix.cells, len(taken.votes.labels)))
    archive.add(f"{folder}/{_rows_file(matrix)}", _rows(snapshot, taken, matrix, steps))
    archive.add(f"{folder}/functions.jsonl", [JsonLines().encode(_functions(taken))])
    archive.add(f"{folder}/classes.jsonl", [JsonLines().encode(_classes(taken))])


def folder_of(question: Question) -> str:
    """Told apart by number, since two questions may share a name, or have one without a Latin letter."""
    return f"{question.id}-{slugify(question.name)}".rstrip("-")


def _labels(snapshot: Snapshot, taken: Taken, form: Form, steps: Steps) -> Iterator[bytes]:
    encoder = encoder_for(form, taken)
    yield encoder.head()
    quoting = taken.question.kind == Question.Kind.SPANS
    for documents in read_documents(snapshot, taken.covered, quoting=quoting):
        yield encoder.encode(records_of(taken, documents))
        steps.add(len(documents))


def read_documents(
    snapshot: Snapshot, ids: NDArray[np.int64], *, quoting: bool = False
) -> Iterator[list[DocumentRow]]:
    """These documents in their order, with their texts where they are to be quoted."""
    for start in range(0, len(ids), AT_ONCE):
        lengths = snapshot.rows(LENGTHS, array(ids[start : start + AT_ONCE].tolist()))
        for portion in portions(lengths if quoting else [(number, 0) for number, _length in lengths]):
            yield [DocumentRow(*row) for row in snapshot.rows(DOCUMENTS, quoting, array(portion))]


def _rows_file(matrix: Matrix) -> str:
    return "documents.jsonl" if matrix.proposals is None else "proposals.jsonl"


def _rows(snapshot: Snapshot, taken: Taken, matrix: Matrix, steps: Steps) -> Iterator[bytes]:
    """What each row of the matrix is, in their order."""
    ids, encode = taken.votes.ids, JsonLines().encode
    first = 0
    for documents in read_documents(snapshot, ids):
        start, stop = np.searchsorted(matrix.positions, [first, first + len(documents)]).tolist()
        yield encode(
            {
                "row": row,
                **documents[int(matrix.positions[row]) - first].keys(),
                **_proposal(taken, matrix, row),
            }
            for row in range(start, stop)
        )
        first += len(documents)
        steps.add(len(documents))


def _proposal(taken: Taken, matrix: Matrix, row: int) -> Record:
    if matrix.proposals is None:
        return {}
    start, end, number = matrix.proposals[row].tolist()
    label = {"label": taken.names[taken.votes.labels[number]]}
    return {"start": start, "end": end, **label} if taken.question.kind == Question.Kind.SPANS else label


def _functions(taken: Taken) -> Iterator[Record]:
    for number, version in enumerate(taken.votes.versions):
        yield {
            "column": number,
            "rule": version.function_id,
            "version": version.number,
            "name": version.function.name,
            "kind": version.function.kind,
        }


def _classes(taken: Taken) -> Iterator[Record]:
    for number, label in enumerate(taken.votes.labels):
        yield {"class": number, "label": taken.names[label]}


def _described(taken: Taken, matrix: Matrix) -> dict[str, Any]:
    """A question's part of the manifest."""
    return {
        "folder": folder_of(taken.question),
        "question": taken.question.name,
        "kind": taken.question.kind,
        "weighed_at": taken.fit.made_at,
        "label_model": taken.fit.label_model,
        "threshold": taken.fit.report.get("threshold"),
        "up_to_date": taken.is_up_to_date,
        "documents": len(taken.votes.ids),
        "covered": len(taken.covered),
        "matrix": {
            "file": "matrix.npz",
            "array": "L",
            "shape": list(matrix.cells.shape),
            "rows": _rows_file(matrix),
            "columns": "functions.jsonl",
            "values": "classes.jsonl; -1 where a rule is silent",
        },
    }


def manifest_of(project: Project, form: Form, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "made_by": "Gloss",
        "version": 1,
        "project": {"slug": project.slug, "name": project.name},
        "contents": "rules",
        "form": form,
        "made_at": snapshot.taken_at,
        "snapshot": snapshot.id,
        "offsets": "Unicode code points; end is exclusive",
        "schema": project.schema.number if project.schema else None,
        "formulas_are_escaped": not form.is_exact,
    }
