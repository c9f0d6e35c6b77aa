"""How is a job called off? One that waits at once, one that runs at its next report."""

from django.utils import timezone

from annotate.models import Job

State = Job.State


def cancel(job: Job) -> None:
    """Ask for the end of a job. One that is over stays as it is."""
    waiting = Job.objects.filter(id=job.id, state=State.NEW)
    if not waiting.update(state=State.CANCELLED, finished_at=timezone.now()):
        Job.objects.filter(id=job.id, state=State.RUNNING).update(state=State.CANCELLING)
    job.refresh_from_db()
