from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.people import User
from annotate.models.projects import Project


class StoredFile(models.Model):
    """A file under DATA_DIR/files, named by its SHA-256. The row is made after the bytes are safe."""

    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="files")
    name = models.CharField(max_length=255)  # what its owner called it; never used as a path
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)  # name and hash went with the bytes

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """A row for every piece of background work. `attempt` is a fencing token: an older one changes nothing."""

    class State(models.TextChoices):
        NEW = "new", _("waiting")
        RUNNING = "running", _("running")
        CANCELLING = "cancelling", _("being cancelled")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Lane(models.TextChoices):
        QUICK = "quick", _("quick")
        BULK = "bulk", _("bulk")

    MOST_ATTEMPTS = 5
    UNATTENDED_AFTER = timedelta(seconds=60)

    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="jobs")
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    lane = models.CharField(max_length=8, choices=Lane, default=Lane.BULK)
    state = models.CharField(max_length=12, choices=State, default=State.NEW)
    arguments = models.JSONField(default=dict)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    hinted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    progress = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True, blank=True)
    error = models.TextField(blank=True)
    report = models.JSONField(default=dict)
    files = models.ManyToManyField(StoredFile, related_name="jobs", blank=True)
    is_single = models.BooleanField(default=False)  # at most one of its kind and project while new

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=Q(state="new", is_single=True),
                name="one_due_job_of_a_kind",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(lane="bulk", state__in=["running", "cancelling"]),
                name="one_running_bulk_job",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "due_at"],
                condition=Q(state__in=["new", "running", "cancelling"]),
                name="jobs_under_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def is_unattended(self) -> bool:
        """Has nothing worked on it for a minute, though it is its turn, nor on anything else in its lane?"""
        since = timezone.now() - self.UNATTENDED_AFTER
        if self.is_over or self.due_at > since:
            return False
        return not Job.objects.filter(lane=self.lane, beat_at__gt=since).exists()


class JobChunk(models.Model):
    """A part of a job. Its effect and `is_done` are committed together, under the job's attempt."""

    job = models.ForeignKey(Job, models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    bounds = ArrayField(models.BigIntegerField(), size=2)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="chunks_are_numbered")]

    def __str__(self) -> str:
        return f"chunk {self.number} of job {self.job_id}"
