"""Background work that follows a change of a project's settings. Imported when the app is ready."""

from django.utils.translation import gettext_lazy as _

from annotate.jobs import Run, handler
from annotate.models import Job, Project, Schema
from annotate.services import asking_again, sharing


@handler("share_out", lane=Job.Lane.BULK, name=_("let documents want what is set"))
def share_out(run: Run) -> None:
    """Each stretch of documents in a transaction of its own, so that nobody who saves waits for long."""
    project = Project.objects.get(id=run.job.project_id)
    run.chunks(sharing.parts_of(project))
    total = run.job.chunks.count()
    for chunk in run.open_chunks():
        with run.commit(chunk):
            sharing.share_out_between(Project.objects.get(id=project.id), *chunk.bounds)
        run.report_progress(chunk.number + 1, total)


@handler(
    "return_answers", lane=Job.Lane.BULK, name=_("return answers that the new questions made incomplete")
)
def return_answers(run: Run) -> None:
    schema = Schema.objects.get(id=run.job.arguments["schema"])
    returned = -1
    done = 0
    while returned:
        with run.commit():
            returned = asking_again.return_handful(schema, run.job.owner)
        done += returned
        run.report_progress(done)
