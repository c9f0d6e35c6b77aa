"""The jobs that erase. Each looks a second time later, for what a request or job under way put back meanwhile."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.erasure.documents import erase_document
from annotate.erasure.files import erase_files
from annotate.erasure.leftovers import forget_samples, remove_bytes
from annotate.erasure.people import erase_person
from annotate.jobs import Run, handler
from annotate.models import Document, Job, User
from annotate.services.members import take_work_back

SECOND_LOOK = timedelta(minutes=10)  # longer than any request lasts


# In the bulk lane of its project: while it runs, no export there can still be reading the text.
@handler("erase_document", lane=Job.Lane.BULK, name=_("erasure of a document"))
def run_erase_document(run: Run) -> None:
    """Erase the document the job names, then the bytes of its files."""
    with run.commit():
        document = Document.objects.select_related("project", "batch").get(
            id=run.job.arguments["document"], project=run.job.project_id
        )
        report = erase_document(document, run.job.owner)
        _look_again(run)
    _finish(run, report)


@handler("erase_person", lane=Job.Lane.QUICK, name=_("erasure of a person"))
def run_erase_person(run: Run) -> None:
    """Erase the person the job names; the files of their projects are jobs of their own."""
    with run.commit():
        person = User.objects.get(id=run.job.arguments["person"])
        report = erase_person(person, run.job.owner)
        _look_again(run)
    for membership in person.memberships.order_by("project"):
        with run.commit():  # of each project by itself: no transaction waits in a second queue
            take_work_back(membership)
    _finish(run, report)


@handler("erase_files", lane=Job.Lane.BULK, name=_("erasure of all uploads and exports"))
def run_erase_files(run: Run) -> None:
    with run.commit():
        exports = erase_files(run.job.project)
    _finish(run, {"exports": exports})


def _look_again(run: Run) -> None:
    """Put the second look down, once, in the transaction of the first."""
    job = run.job
    again = {**job.arguments, "again": True}
    if again != job.arguments and not Job.objects.filter(kind=job.kind, arguments=again).exists():
        due_at = timezone.now() + SECOND_LOOK
        jobs.start(job.kind, project=job.project, owner=job.owner, arguments=again, due_at=due_at)


def _finish(run: Run, report: dict[str, object]) -> None:
    remove_bytes()
    forget_samples()
    run.finish(report=report)
