"""What Celery calls. A message carries an id; whether there is anything to do, the row says."""

from celery import shared_task

from annotate import jobs
from annotate.documents import sharing_out
from annotate.jobs import worker  # noqa: F401 - lets every worker reconcile
from annotate.services import digests, tallies

LONGEST_SECONDS = 6 * 60 * 60  # a job that hangs ends some day; its heartbeat alone would keep it for ever


@shared_task(ignore_result=True, soft_time_limit=LONGEST_SECONDS, time_limit=LONGEST_SECONDS + 300)
def run_job(job_id: int) -> None:
    jobs.run_job(job_id)


@shared_task(ignore_result=True, expires=60)
def reconcile() -> None:
    jobs.reconcile()


@shared_task(ignore_result=True, expires=60)
def fold_tallies() -> None:
    tallies.fold()


@shared_task(ignore_result=True, expires=60)
def share_what_waited() -> None:
    sharing_out.share_what_waited()


@shared_task(ignore_result=True, expires=900)
def send_digests() -> None:
    digests.send_due()
