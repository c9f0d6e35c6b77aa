"""What Celery calls. A message carries an id; whether there is anything to do, the row says."""

from celery import shared_task

from annotate import jobs

LONGEST_SECONDS = 6 * 60 * 60  # a job that hangs ends some day; a heartbeat alone would keep it for ever


@shared_task(ignore_result=True, soft_time_limit=LONGEST_SECONDS, time_limit=LONGEST_SECONDS + 300)
def run_job(job_id: int) -> None:
    jobs.run_job(job_id)


@shared_task(ignore_result=True)
def reconcile() -> None:
    jobs.reconcile()
