"""Background work: a Job row says what is to be done, a worker does it, and nothing is half done.

PostgreSQL is the only truth. Redis carries hints to look at a row sooner; without them the reconciler finds it.
"""

from annotate.jobs.cancelling import cancel
from annotate.jobs.executing import run_due, run_job
from annotate.jobs.reconciling import reconcile
from annotate.jobs.registry import handler, name_of
from annotate.jobs.run import Cancelled, Run, Superseded
from annotate.jobs.starting import TooMany, due, start

__all__ = [
    "Cancelled",
    "Run",
    "Superseded",
    "TooMany",
    "cancel",
    "due",
    "handler",
    "name_of",
    "reconcile",
    "run_due",
    "run_job",
    "start",
]
