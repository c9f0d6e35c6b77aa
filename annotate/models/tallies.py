"""Counters where a COUNT over a million rows takes longer than a page may: deltas that triggers append.

A figure is the sum of its rows. Nobody waits for anybody to add one; services/tallies.py folds them together. They name
without a constraint: triggers write them from rows that are checked, and a constraint would lock the project's row.
"""

from django.db import models

from annotate.models.people import User
from annotate.models.projects import Project


class QueueTally(models.Model):
    """What changed on a project's queue rows, statement by statement."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_constraint=False)
    documents = models.BigIntegerField(default=0)
    claimed = models.BigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)  # slots still to be taken, of documents not held
    filled = models.BigIntegerField(default=0)  # documents whose slots are all taken
    held = models.BigIntegerField(default=0)  # documents that wait for somebody's decision
    free_open = models.BigIntegerField(default=0)  # documents of the open pool that may still be lent
    free_audit = models.BigIntegerField(default=0)  # the same of the audit pool

    def __str__(self) -> str:
        return f"{self.documents:+} documents, {self.claimed:+} claimed in {self.project_id}"


class AnswerTally(models.Model):
    """Documents somebody has answered (first answers, less withdrawals) and their active time, by day in UTC."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_constraint=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    day = models.DateField()
    answers = models.BigIntegerField(default=0)
    active_ms = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.answers:+} by {self.author_id} on {self.day}"
