from django.db import models
from django.utils import timezone

from annotate.models.documents import Document
from annotate.models.people import User
from annotate.models.projects import Project


class Event(models.Model):
    """Who did what when. Append-only. `detail` holds ids and numbers, never a text."""

    # Checked once a statement: all of it is there (migration 0024).
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="events", db_index=False, db_constraint=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="events", db_index=False, db_constraint=False
    )
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["document", "id"], name="events_of_document"),
            models.Index(fields=["project", "id"], name="events_of_project"),
        ]

    def __str__(self) -> str:
        return self.kind
