from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.documents import Batch
from annotate.models.jobs import Job, StoredFile
from annotate.models.people import User
from annotate.models.projects import Project
from annotate.models.schemas import Schema


class Import(models.Model):
    """A file on its way to documents: uploaded, checked, then published as a batch or thrown away.

    Its files hold texts: the upload, what the check made of it, the refused lines. They go when it is over.
    """

    class State(models.TextChoices):
        OPEN = "open", _("not published yet")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("thrown away")

    project = models.ForeignKey(Project, models.PROTECT, related_name="imports")
    name = models.CharField(max_length=255)  # what the file was called
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    options = models.JSONField()  # imports.options.Options: how to read it, what each column is
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    check_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    # A Report (annotate/imports/report.py) of the last check; none: not checked as it is now
    report = models.JSONField(null=True)
    schema = models.ForeignKey(Schema, models.PROTECT, null=True, related_name="+")  # checked against
    prepared_documents = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    prepared_responses = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    refusals = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    publish_job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    batch = models.OneToOneField(Batch, models.PROTECT, null=True, related_name="origin")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", batch__isnull=False) | ~Q(state="published") & Q(batch=None),
                name="published_imports_have_a_batch",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def job(self) -> Job | None:
        """The job it waits for, if one is under way."""
        jobs = [job for job in (self.publish_job, self.check_job) if job and not job.is_over]
        return jobs[0] if jobs else None
