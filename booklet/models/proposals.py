from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import User
from booklet.models.pages import Page, Revision


class Proposal(models.Model):
    """An edit somebody suggests who may not edit; an expert approves, changes or declines it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")

    page = models.ForeignKey(Page, models.PROTECT, related_name="proposals")
    base = models.PositiveIntegerField()  # the number of the revision it changes
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=300, blank=True)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"edit of page {self.page_id} by {self.author_id}"
