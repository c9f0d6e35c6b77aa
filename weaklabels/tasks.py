"""What Celery calls now and then for the models."""

from celery import shared_task

from weaklabels.services.learning.due import learn_what_waits as waiting


@shared_task(ignore_result=True, expires=60)
def learn_what_waits() -> None:
    waiting()
