"""Which files may hold a text or a name, and how they go.

A file is not searched: it may be packed, and JSON writes one text in many ways. Every file that could hold
it goes: uploads not published yet, what was prepared from them, and each export made since.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.imports.lifecycle import forget_texts_of
from annotate.models import Job, Project, StoredFile

State = Job.State
EXPORT = "export"  # so begins the kind of every job that makes one, those of the apps above too
FILTERS = "filters"  # the argument that holds what somebody searched for


def containing_jobs(project: Project, since: datetime | None = None) -> QuerySet[Job]:
    """Jobs of the project with files that may contain what came into it at that time."""
    made = Q(files__created_at__gte=since) if since else Q(files__isnull=False)
    return project.jobs.filter(made, files__erased_at=None).distinct()


def erase_files(project: Project, since: datetime | None = None) -> list[int]:
    """Forget files, and what jobs said of them. Returns the ids of the exports that are gone.

    The bytes are still there until the caller has committed and called `leftovers.remove_bytes`.
    """
    forget_texts_of(project)
    gone = list(containing_jobs(project, since).values_list("id", flat=True))
    doomed = StoredFile.objects.filter(project=project, erased_at=None)
    if since:
        doomed = doomed.filter(created_at__gte=since)
    doomed.update(erased_at=timezone.now(), name=_("erased"), sha256="", size=0)
    _erase_words_of_jobs(project, gone)
    return list(
        Job.objects.filter(id__in=gone, kind__startswith=EXPORT).order_by("id").values_list("id", flat=True)
    )


def _erase_words_of_jobs(project: Project, gone: list[int]) -> None:
    """What was searched for, what was reported and why something failed may quote a text or count by name."""
    Job.objects.filter(id__in=gone).update(report={})
    over = Job.objects.filter(project=project, state__in=[State.DONE, State.FAILED, State.CANCELLED])
    over.exclude(error="").update(error=_("What went wrong was told here; it was erased."))
    for job in over.filter(~Q(report={}) | Q(arguments__has_key=FILTERS)).iterator():
        job.report = without_words(job.report)
        if FILTERS in job.arguments:
            job.arguments[FILTERS] = {}
        job.save(update_fields=["report", "arguments"])


def without_words(said: Any) -> Any:
    """The numbers of a report, without any sentence or name.

    >>> without_words({"good": 3, "why": ["Line 7: “Ann” is no label"]})
    {'good': 3, 'why': ['']}
    """
    if isinstance(said, dict):
        return {name: without_words(value) for name, value in said.items()}
    if isinstance(said, list):
        return [without_words(entry) for entry in said]
    return "" if isinstance(said, str) else said
