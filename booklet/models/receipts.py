from django.db import models
from django.utils import timezone

from annotate.models import User
from booklet.models.pages import Revision


class Receipt(models.Model):
    """Somebody confirms that they have read a revision that changes meaning."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="receipts", db_index=False)
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "reader"], name="read_once")]

    def __str__(self) -> str:
        return f"revision {self.revision_id} read by {self.reader_id}"
