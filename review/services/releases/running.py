"""The job of a release: gather it, or build its files. Which of the two is next, its row says."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import jobs
from annotate.exports.running import many_hands
from annotate.exports.snapshot import READ_BY_KEYS, Snapshot, snapshot_of
from annotate.files import new_file, path_of
from annotate.jobs import Run, handler
from annotate.models import Job, StoredFile, User
from annotate.problems import Problem
from review.models import Release
from review.services.releases.gathering import gather
from review.services.releases.writing import Writer

KIND = "export_release"  # begins as every export does: erasures find it, and tokens need the scope of exports


class OtherBytes(Problem):
    """A release was built again and came out otherwise: something that never changes has."""

    status = 409
    kind = "other_bytes"


@handler(KIND, lane=Job.Lane.BULK, name=gettext_lazy("release"))
def run_release(run: Run) -> None:
    """Gather what is not gathered yet, else build the files of what is published."""
    release = Release.objects.select_related("project__schema").get(
        id=run.job.arguments["release"], project=run.job.project_id
    )
    if not release.is_gathered:
        gather(run, release)
    elif release.is_published:
        build(run, release)


def start_job(release: Release, owner: User) -> Job:
    """Raises TooMany. One that waits or runs for the release is returned instead of a second."""
    return under_way(release) or jobs.start(
        KIND, project=release.project, owner=owner, arguments={"release": release.id}
    )


def under_way(release: Release) -> Job | None:
    return next((job for job in jobs_of(release)[:1] if not job.is_over), None)


def jobs_of(release: Release) -> list[Job]:
    """The newest first."""
    rows = Job.objects.filter(project=release.project_id, kind=KIND, arguments__release=release.id)
    return list(rows.select_related("project", "owner").prefetch_related("files").order_by("-id"))


def has_file(release: Release) -> bool:
    """Can it be fetched as it is? An erasure takes it, and a volume may be missing."""
    archive = release.archive
    return archive is not None and archive.erased_at is None and path_of(archive.sha256).exists()


def build(run: Run, release: Release) -> None:
    """Write the archive, and compare it with what was written before. Raises OtherBytes."""
    run.report_progress(0, release.documents.count())
    name = f"{release.project.slug}-{release.name}.zip"
    with snapshot_of(release.project_id) as snapshot, many_hands():
        with snapshot.connection.cursor() as cursor:
            cursor.execute(READ_BY_KEYS)
        with new_file(release.project, name, run.job.owner) as out:
            files = Writer(release, snapshot, run.report_progress).write(out)
    with run.commit():
        keep(release, files, out.stored)
        run.finish(report={"documents": run.progress}, files=[out.stored])


def build_at_once(release: Release, snapshot: Snapshot, by: User) -> None:
    """The same in the caller's transaction: for a release of few documents."""
    with new_file(release.project, f"{release.project.slug}-{release.name}.zip", by) as out:
        files = Writer(release, snapshot, lambda _done: None).write(out)
    keep(release, files, out.stored)


@transaction.atomic
def keep(release: Release, files: dict[str, dict[str, str | int]], stored: StoredFile) -> None:
    """Let the release have this archive. The first one says what all later ones must be."""
    before = Release.objects.select_for_update(no_key=True).get(id=release.id)
    if before.archive_sha256 and before.archive_sha256 != stored.sha256:
        changed = sorted(name for name in files | before.files if files.get(name) != before.files.get(name))
        raise OtherBytes(
            _(
                "Built again, “%(name)s” is not what it was: %(files)s. The new file is not kept. "
                "Tell whoever runs this server; a backup of the database may tell what has changed."
            )
            % {"name": release.name, "files": ", ".join(changed) or "manifest.json"}
        )
    release.files, release.archive_sha256, release.archive = files, stored.sha256, stored
    release.save(update_fields=["files", "archive_sha256", "archive"])
