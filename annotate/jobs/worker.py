"""What every worker does besides its jobs: it reconciles, so that nothing depends on beat or on a message arriving,
it makes room when it rests, and it ends when it is told to.

Reconciling is a thread of the process that does the work, not of its parent: that one forks, and threads and forks do
not mix.
"""

import logging
import os
import threading
from typing import Any

from celery.signals import worker_process_init, worker_shutting_down
from django.db import connection

from annotate.jobs.reconciling import EVERY_SECONDS, reconcile
from annotate.resting import Rest

log = logging.getLogger(__name__)

LONGEST_GOODBYE_SECONDS = 35  # after the 20 that a job has to come to its end (config/queues.py)


@worker_process_init.connect
def begin(**about: Any) -> None:
    rest = Rest()
    rest.watch_work()
    threading.Thread(target=reconcile_for_ever, args=[rest], name="reconciler", daemon=True).start()


def reconcile_for_ever(rest: Rest) -> None:
    """Every ten seconds, whatever happened the last time; until the process has grown and rests."""
    pause = threading.Event()
    while True:
        try:
            reconcile()
        except Exception as error:
            log.warning("reconciling failed, and is tried again: %s", type(error).__name__)
        finally:
            connection.close()  # this thread's own: ten seconds is too long to hold one for nothing
        if rest.is_over():
            rest.end_process()
        pause.wait(EVERY_SECONDS)


@worker_shutting_down.connect
def end_in_time(**about: Any) -> None:
    """A worker whose servers died with it can wait for ever for what its own dead child was about to say.

    Nothing is lost: what was done is in PostgreSQL, and what was not is somebody else's job in half a minute.
    """
    last_word = threading.Timer(LONGEST_GOODBYE_SECONDS, os._exit, [1])
    last_word.daemon = True
    last_word.start()
