"""A thread in every worker that reconciles, so that nothing depends on beat or on a message arriving.

It runs in the process that does the work, not in its parent: that one forks, and threads and forks do not mix.
"""

import logging
import threading
from typing import Any

from celery.signals import worker_process_init
from django.db import connection

from annotate.jobs.reconciling import EVERY_SECONDS, reconcile

log = logging.getLogger(__name__)


@worker_process_init.connect
def begin(**about: Any) -> None:
    threading.Thread(target=reconcile_for_ever, name="reconciler", daemon=True).start()


def reconcile_for_ever() -> None:
    """Every ten seconds, whatever happened the last time."""
    pause = threading.Event()
    while True:
        try:
            reconcile()
        except Exception as error:
            log.warning("reconciling failed, and is tried again: %s", type(error).__name__)
        finally:
            connection.close()  # this thread's own: ten seconds is too long to hold one for nothing
        pause.wait(EVERY_SECONDS)
