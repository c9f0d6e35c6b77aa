from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Job, Project, Question, StoredFile, User


class VoteUpload(models.Model):
    """A file with votes made elsewhere on its way to rules: uploaded, checked, then kept or thrown away."""

    class State(models.TextChoices):
        OPEN = "open", _("not kept yet")
        KEPT = "kept", _("kept")
        DISCARDED = "discarded", _("thrown away")

    project = models.ForeignKey(Project, models.PROTECT, related_name="vote_uploads")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    order = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # of a matrix's rows
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    report = models.JSONField(null=True)  # of its check; none: not checked yet, or erased
    choices = models.JSONField(default=dict)  # what its columns and values are to be
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")  # the last one about it
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file.name
