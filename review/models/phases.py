from django.contrib.postgres.fields import ArrayField
from django.db import models

from annotate.models import Phase, User


class PhaseBeginning(models.Model):
    """How a phase was entered: what its entry test said, and why an owner began it all the same. Append-only."""

    phase = models.OneToOneField(Phase, models.PROTECT, primary_key=True, related_name="beginning")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    tests = models.JSONField(default=list)  # {"code": ..., "is_met": ..., and its numbers}
    reason = models.TextField(blank=True)  # of an owner, where a test was not met
    documents = ArrayField(models.BigIntegerField(), default=list)  # of a pilot: what everybody answers
    suggested_before = models.BooleanField(null=True)  # of a pilot, which shows no suggestions

    def __str__(self) -> str:
        return f"beginning of phase {self.phase_id}"
