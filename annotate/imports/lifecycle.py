"""An import from upload to its end: described, checked, published or thrown away."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.files import open_file
from annotate.formats.reading import Reading, guess_reading
from annotate.imports.guessing import guess_options, sample
from annotate.imports.options import Options
from annotate.imports.report import Report
from annotate.models import Import, Job, Project, StoredFile, User
from annotate.problems import Conflict
from annotate.services.publishing import publish_schema

ABANDONED_AFTER = timedelta(days=14)
PREPARED = ("prepared_documents", "prepared_responses", "refusals")
ALL_FILES = ("file", *PREPARED)


def begin_import(project: Project, user: User, stored: StoredFile) -> Import:
    """An uploaded file as an import, with the most likely reading and columns. Raises Invalid."""
    with open_file(stored) as binary:
        reading = guess_reading(stored.name, binary)
    discard_abandoned(project)
    entry = Import(project=project, name=stored.name, created_by=user, file=stored)
    entry.options = options_for(entry, reading).as_json()
    entry.save()
    return entry


def options_for(entry: Import, reading: Reading) -> Options:
    """The most likely options of a file that is read so. Raises Invalid when it cannot be."""
    with open_file(entry.file) as binary:
        return guess_options(entry.project, entry.name, sample(binary, reading), reading)


@transaction.atomic
def start_check(entry: Import, options: Options, user: User) -> Job:
    """Check the file under these options. What an earlier check found is dropped."""
    entry = open_import(entry)
    drop_files(entry, PREPARED)
    entry.options, entry.report, entry.schema = options.as_json(), None, None
    entry.check_job = jobs.start(
        "check_import", project=entry.project, owner=user, arguments={"import": entry.id}
    )
    entry.save(update_fields=["options", "report", "schema", "check_job"])
    return entry.check_job


@transaction.atomic
def start_publication(entry: Import, user: User, *, leave_out_refused: bool) -> Job:
    """Publish what the check found good: everything, or everything but the refused lines."""
    entry = open_import(entry)
    if entry.report is None:
        raise Conflict(_("This import is not checked yet. Check it first."))
    report = Report.from_json(entry.report)
    if report.refused and not leave_out_refused:
        raise Conflict(
            _("%(count)s lines are refused. Say that they are to be left out, or mend the file.")
            % {"count": report.refused}
        )
    entry.publish_job = jobs.start(
        "publish_import",
        project=entry.project,
        owner=user,
        arguments={"import": entry.id, "leave_out_refused": leave_out_refused},
    )
    entry.save(update_fields=["publish_job"])
    return entry.publish_job


def discard(entry: Import) -> None:
    """Throw an import away with all its files. A job of it under way is called off and changes nothing.

    Raises Conflict where it is published: what it added is not taken back.
    """
    if job := entry.job:
        jobs.cancel(job)  # before the lock: a publication holds it until it is over
    with transaction.atomic():
        entry = Import.objects.select_for_update(of=["self"]).get(id=entry.id)
        if entry.state == Import.State.PUBLISHED:
            raise is_over()
        if entry.state == Import.State.DISCARDED:
            return
        if job := entry.job:
            jobs.cancel(job)
        entry.state = Import.State.DISCARDED
        entry.save(update_fields=["state"])
        forget_texts(entry)


def discard_abandoned(project: Project) -> None:
    """Throw away what somebody uploaded and never came back to, with the texts in it."""
    old = timezone.now() - ABANDONED_AFTER
    for entry in project.imports.filter(state=Import.State.OPEN, created_at__lt=old):
        if not entry.job:
            discard(entry)


@transaction.atomic
def add_unknown_labels(entry: Import, user: User) -> None:
    """Publish the project's questions anew with the labels the last check did not know."""
    entry = open_import(entry)
    unknown = Report.from_json(entry.report).unknown if entry.report else {}
    questions = [
        {**question, "labels": [*question["labels"], *_new_labels(question, unknown)]}
        for question in entry.project.schema.questions
    ]
    publish_schema(entry.project, questions, user)


def _new_labels(question: dict[str, Any], unknown: dict[int, dict[str, int]]) -> list[dict[str, str]]:
    known = {label["name"] for label in question["labels"]}
    return [{"name": name} for name in unknown.get(question["id"], {}) if name not in known]


def open_import(entry: Import) -> Import:
    """The import, locked, if it can still be changed: neither over nor being worked on. Raises Conflict."""
    check_open(entry)  # before the lock, too: a publication holds it for as long as it takes
    entry = Import.objects.select_for_update(of=["self"]).select_related("project__schema").get(id=entry.id)
    check_open(entry)
    return entry


def is_over() -> Conflict:
    return Conflict(_("This import is over. Upload the file again to begin a new one."))


def check_open(entry: Import) -> None:
    if entry.state != Import.State.OPEN:
        raise is_over()
    if entry.job:
        raise Conflict(_("A job is working on this import. Wait for it, or cancel it."))


def forget_texts(entry: Import) -> None:
    """Let go of everything that holds a text: the upload, what was prepared, the reasons that quote it."""
    if entry.report:
        entry.report = Report.from_json(entry.report).without_texts().as_json()
        entry.save(update_fields=["report"])
    drop_files(entry, ALL_FILES)


def forget_texts_of(project: Project) -> int:
    """For the erasure of a document: imports not published yet are thrown away, of all others the reasons go."""
    entries = list(project.imports.all())
    for entry in entries:
        if entry.state == Import.State.OPEN:
            discard(entry)
            entry.refresh_from_db()
        forget_texts(entry)
    return len(entries)


def drop_files(entry: Import, names: Iterable[str]) -> None:
    """Let go of files. Their bytes go with the sweep, once no row names them."""
    gone = [getattr(entry, f"{name}_id") for name in names]
    for name in names:
        setattr(entry, name, None)
    entry.save(update_fields=list(names))
    for stored in StoredFile.objects.filter(id__in=[file for file in gone if file]):
        stored.delete()
