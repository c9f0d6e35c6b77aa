"""From a file to rules: uploaded, checked by a job, kept by another, or thrown away."""

import itertools
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Document, Job, Question, StoredFile, User
from annotate.problems import Conflict, Invalid
from weaklabels.models import FunctionVersion, LabelingFunction, VoteColumn, VoteUpload
from weaklabels.services.functions import ASKED_BY_RULES, Wish, change_rule, make_rule
from weaklabels.services.uploads.choosing import Choices, guessed_choices, report_of, votes_of_column
from weaklabels.services.uploads.reading import read_upload
from weaklabels.services.votes import Votes, joined, read_votes, write_piece

CHECK, KEEP = "check_votes", "keep_votes"
STRETCH = 50_000  # votes a piece
State = VoteUpload.State


@transaction.atomic
def begin_upload(question: Question, file: StoredFile, order: StoredFile | None, by: User) -> VoteUpload:
    """Put the file down to be checked. Raises Invalid."""
    if question.kind not in ASKED_BY_RULES:
        raise Invalid(_("Rules answer questions with labels. This one asks for something else."))
    upload = VoteUpload.objects.create(
        project=question.project, question=question, file=file, order=order, created_by=by
    )
    _start(CHECK, upload, by)
    return upload


@transaction.atomic
def keep_upload(upload: VoteUpload, chosen: dict[str, Any], by: User) -> VoteUpload:
    """Let its columns become rules, or the next versions of those of the same names. Raises Invalid or Conflict."""
    upload = _open(upload)
    if upload.report is None:
        raise Conflict(_("This file is not checked yet. Try again in a moment."))
    wanted = guessed_choices(upload.report) | chosen
    upload.choices = Choices.read(wanted, upload.report, upload.question).as_json()
    _start(KEEP, upload, by)
    return upload


@transaction.atomic
def discard_upload(upload: VoteUpload) -> None:
    upload = _open(upload)
    upload.state, upload.report, upload.choices = State.DISCARDED, None, {}
    upload.save(update_fields=["state", "report", "choices"])


def _open(upload: VoteUpload) -> VoteUpload:
    """One change at a time. Raises Conflict for one that is over or under way."""
    upload = (
        VoteUpload.objects.select_for_update(of=["self"])
        .select_related("question__project", "job")
        .get(id=upload.id)
    )
    if upload.state != State.OPEN:
        raise Conflict(_("This upload is over. Upload the file again."))
    if upload.job and not upload.job.is_over:
        raise Conflict(_("A job is at work on this file. Wait for it, or cancel it."))
    return upload


def _start(kind: str, upload: VoteUpload, by: User) -> None:
    upload.job = jobs.start(kind, project=upload.project, owner=by, arguments={"upload": upload.id})
    upload.save(update_fields=["job", "choices"])


@handler(CHECK, lane=Job.Lane.BULK, name=gettext_lazy("check of uploaded votes"))
def check_votes(run: Run) -> None:
    """Read the file and say what it would become. Nothing is kept of it."""
    upload = _of(run)
    report = report_of(read_upload(upload), upload.question)
    with run.commit():
        VoteUpload.objects.filter(id=upload.id, state=State.OPEN).update(report=report)
        run.finish({"lines": report["lines"], "columns": len(report["columns"])})


@handler(KEEP, lane=Job.Lane.BULK, name=gettext_lazy("keeping of uploaded votes"))
def keep_votes(run: Run) -> None:
    """All of its columns become rules, or none."""
    upload = _of(run)
    choices = Choices.read(upload.choices, upload.report, upload.question)
    found = read_upload(upload)
    run.report_progress(0, len(choices.names))
    newest = Document.objects.filter(project=upload.project).aggregate(newest=Max("id"))["newest"] or 0
    with run.commit():
        for done, (column, name) in enumerate(choices.names.items(), 1):
            votes, seen = (
                votes_of_column(found.columns[column], found.values, choices.labels),
                found.documents,
            )
            if choices.adding and (there := _there(upload, name)):
                votes, seen = _added(there.newest.column, votes, np.array(found.named, np.int64))
            _write(_version(upload, column, name, run.job.owner or upload.created_by), votes, newest, seen)
            run.report_progress(done)
        VoteUpload.objects.filter(id=upload.id).update(state=State.KEPT)
        run.finish({"rules": len(choices.names)})


def _of(run: Run) -> VoteUpload:
    """Raises Invalid where it is over already."""
    uploads = VoteUpload.objects.select_related("project", "question__project", "file", "order", "created_by")
    upload = uploads.get(id=run.job.arguments["upload"])
    if upload.state != State.OPEN:
        raise Invalid(_("This upload is over. Upload the file again."))
    return upload


def _version(upload: VoteUpload, column: str, name: str, by: User) -> FunctionVersion:
    """The rule's first version, or its next."""
    definition = {"column": column, "upload": upload.id, "sha256": upload.file.sha256}
    if there := _there(upload, name):
        return change_rule(there, Wish(name, definition, None, there.guideline), by)
    made = make_rule(upload.question, Wish(name, definition, None), by, LabelingFunction.Kind.UPLOADED)
    return made.newest


def _there(upload: VoteUpload, name: str) -> LabelingFunction | None:
    """The rule that gets a next version."""
    return LabelingFunction.objects.living().filter(project=upload.project, name=name).first()


def _added(before: VoteColumn, votes: Votes, named: NDArray[np.int64]) -> tuple[Votes, int]:
    """With what it said of documents the file does not name, and how many documents it then has seen."""
    kept = read_votes([before.version_id])[before.version_id].beside(named)
    newer = np.unique(named[named > before.looked_until])
    return joined([kept, votes]).in_order(), before.seen + len(newer)


def _write(version: FunctionVersion, votes: Votes, newest: int, seen: int) -> None:
    """Its votes in pieces that never cut a document's in two; the column has then looked at all there is."""
    starts = np.flatnonzero(np.diff(votes.documents, prepend=-1))[::STRETCH]
    bounds = [*starts.tolist(), len(votes)]
    first = 1
    for start, stop in itertools.pairwise(bounds):
        last = newest if stop == len(votes) else int(votes.documents[stop]) - 1
        write_piece(version.column, first, last, votes.cut(start, stop), seen if start == 0 else 0)
        first = last + 1
    if not len(votes):
        write_piece(version.column, 1, max(newest, 1), votes, seen)
