"""Jobs for the fault tests, imported by their workers. Each leaves Events, which count how often it took effect."""

import os
import signal
import time
from datetime import timedelta

from django.db import connection

from annotate.jobs import Run, handler, reconciling, worker
from annotate.models import Event, Job
from weaklabels.services import applying
from weaklabels.services.python import sharing

CHUNKS = 6
PATIENCE_SECONDS = 5

if (
    os.environ.get("HURRIED") == "yes"
):  # the short form of the tests: the same clockwork, with a shorter spring
    reconciling.SILENT_AFTER = timedelta(seconds=6)
    worker.EVERY_SECONDS = 1
    applying.STRETCH, sharing.PART = 1_000, 100


def leave(run: Run, part: int = 0) -> None:
    Event.objects.create(kind="deed", detail={"job": run.job.id, "part": part})


@handler("deed", lane=Job.Lane.QUICK)
def deed(run: Run) -> None:
    """One effect, in a transaction that takes a moment: there is time to be killed before, inside and after."""
    time.sleep(0.05)
    with run.commit():
        leave(run)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")
        run.finish()
    time.sleep(0.05)


@handler("deeds", lane=Job.Lane.BULK)
def deeds(run: Run) -> None:
    """One effect a chunk."""
    run.chunks([(number, number + 1) for number in range(CHUNKS)])
    for done, chunk in enumerate(run.open_chunks(), 1):
        run.report_progress(done, CHUNKS)
        with run.commit(chunk):
            leave(run, chunk.number)
            time.sleep(0.2)


@handler("patience", lane=Job.Lane.BULK)
def patience(run: Run) -> None:
    """One effect after some seconds of work."""
    for done in range(PATIENCE_SECONDS * 10):
        run.report_progress(done, PATIENCE_SECONDS * 10)
        time.sleep(0.1)
    with run.commit():
        leave(run)


@handler("death", lane=Job.Lane.QUICK)
def death(run: Run) -> None:
    """Takes its process along, as one that eats all memory would."""
    leave(run, run.job.attempt)
    os.kill(os.getpid(), signal.SIGKILL)
