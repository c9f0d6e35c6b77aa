from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils import timezone

from annotate.models import Inquiry, Project, User
from booklet.models.pages import Page, Revision

# What the search looks in; written so wherever it is used, for the index to be found.
DECISION_WORDS = SearchVector("title", "context", "decision", "consequences", config="simple")


class Decision(models.Model):
    """What was decided, why, and what follows, in the form of an architecture decision record. Append-only."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="decisions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    context = models.TextField(blank=True)
    decision = models.TextField()
    consequences = models.TextField(blank=True)
    page = models.ForeignKey(Page, models.PROTECT, null=True, blank=True, related_name="decisions")
    revision = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # Passages of documents it may repeat, so that an erasure finds them
    quotes = models.JSONField(default=list)
    inquiries = models.ManyToManyField(Inquiry, related_name="decisions", blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="decisions_of_a_project_are_numbered")
        ]
        indexes = [GinIndex(DECISION_WORDS, name="decisions_by_word")]

    def __str__(self) -> str:
        return self.title
