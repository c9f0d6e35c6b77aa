"""A process killed at any moment, as far as a test can do it to itself.

A kill is an exception nothing catches, at each statement in turn; what the process had not committed is rolled
back, as PostgreSQL does it when a process is gone. tests/faults kills real processes.
"""

import os
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from annotate import jobs
from annotate.jobs.heartbeat import DirectPulse
from config.testing.plugin import IDS_SEED
from config.testing.soaking import LONG

STRIDE = 5
# A test kills at every fifth of some 60 moments: a run meets those its seed says, and `make soak` meets all
at_moments = pytest.mark.parametrize("first", range(STRIDE) if LONG else [int(os.environ[IDS_SEED]) % STRIDE])


class Killed(BaseException):
    """kill -9, as far as a test can do it to itself."""


@contextmanager
def killed_at(moment):
    """Kill the process at this moment; moments are statements, and the time before and after each commit."""
    moments = iter(range(moment, -1, -1))
    execute, commit = CursorWrapper.execute, BaseDatabaseWrapper._commit

    kills = []

    def tick():
        if next(moments, None) == 0:
            kills.append(moment)
        if kills:
            raise Killed

    def ticking_execute(self, sql, params=None):
        tick()
        return execute(self, sql, params)

    def ticking_commit(self):
        tick()
        commit(self)
        tick()

    CursorWrapper.execute, BaseDatabaseWrapper._commit = ticking_execute, ticking_commit
    try:
        yield kills
    finally:
        CursorWrapper.execute, BaseDatabaseWrapper._commit = execute, commit


def is_killed(job, moment):
    """Run the job until this moment. False if it was over before."""
    try:
        with killed_at(moment) as kills:
            jobs.run_job(job.id, pulse=DirectPulse)
    except BaseException:  # Django's own tidying up may fail on top of it
        if not kills:
            raise
        connection.close()  # as it goes with its process
        connection.connect()
    return bool(kills)
