from django.db import models
from django.utils import timezone

from annotate.models import Annotation, Document, Project, User


class Contest(models.Model):
    """An annotator says that the gold they were checked against is wrong. Append-only; somebody else decides.

    It waits until the document has newer gold, or somebody calls both answers right.
    """

    key = models.UUIDField(unique=True)  # made by the form; sending it twice is contesting once
    project = models.ForeignKey(Project, models.PROTECT, related_name="contests", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="contests")
    annotation = models.OneToOneField(Annotation, models.PROTECT, related_name="contest")
    contested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.TextField()
    contested_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"], name="contests_of_project")]

    def __str__(self) -> str:
        return f"contest of answer {self.annotation_id}"
