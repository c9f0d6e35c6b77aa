"""Is a data profile still true? And which job is making it?"""

from django.db.models import Max

from annotate import jobs
from annotate.models import DataProfile, Document, Job, Project, User

UNDER_WAY = [Job.State.NEW, Job.State.RUNNING, Job.State.CANCELLING]


def profile_of(project: Project) -> DataProfile | None:
    """The last one made; None before, and after an erasure took it."""
    return DataProfile.objects.filter(project=project).exclude(figures={}).first()


def is_stale(profile: DataProfile) -> bool:
    """Did documents come, go or come back since?"""
    later = Document.objects.filter(project=profile.project_id, id__gt=profile.last_document)
    return later.exists() or left_out(profile.project) != profile.left_out


def last_document(project: Project) -> int:
    return Document.objects.filter(project=project).aggregate(last=Max("id"))["last"] or 0


def left_out(project: Project) -> int:
    """How many documents are withdrawn, and how many erased; each from an index of these few."""
    documents = Document.objects.filter(project=project)
    withdrawn = documents.filter(withdrawn_at__isnull=False).count()
    return withdrawn + documents.filter(erased_at__isnull=False).count()


def job_of(project: Project) -> Job | None:
    """The job that makes it, as long as it is under way, or what became of the last."""
    made = project.jobs.filter(kind="profile_documents")
    return made.filter(state__in=UNDER_WAY).order_by("state").last() or made.order_by("id").last()


def start_profile(project: Project, by: User) -> Job:
    return jobs.start("profile_documents", project=project, owner=by, single=True)
