from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotate.models.documents import Document
from annotate.models.people import User
from annotate.models.projects import Project
from annotate.models.schemas import Label

# What a search looks in; written so wherever it is used, for the index to be found.
INQUIRY_WORDS = SearchVector("text", "reply", config="simple")


class InquiryQuerySet(models.QuerySet):
    def waiting(self) -> "InquiryQuerySet":
        """Those nobody has answered yet."""
        return self.filter(answered_at=None)


class Inquiry(models.Model):
    """What an annotator asks the supervisors about a document, a passage of it or a label, and the reply.

    `responses` is the answer to the document as far as it had come, as the client sent it: never an annotation.
    """

    key = models.UUIDField(unique=True)  # made by the client; asking twice is asking once
    project = models.ForeignKey(Project, models.PROTECT, related_name="inquiries", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="inquiries")
    author = models.ForeignKey(User, models.PROTECT, related_name="inquiries")
    label = models.ForeignKey(Label, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    start = models.PositiveIntegerField(null=True, blank=True)  # of the passage, in code points
    end = models.PositiveIntegerField(null=True, blank=True)
    responses = models.JSONField(default=list, blank=True)
    text = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__gt=F("start")),
                name="passage_is_a_stretch_or_none",
            )
        ]
        indexes = [
            GinIndex(INQUIRY_WORDS, name="inquiries_by_word"),
            models.Index(fields=["project", "-id"], name="inquiries_of_project"),
            models.Index(fields=["project"], condition=Q(answered_at=None), name="open_inquiries"),
        ]

    def __str__(self) -> str:
        return f"inquiry {self.pk}"

    @property
    def quote(self) -> str:
        """The passage it is about, or an empty text."""
        return self.document.text[self.start : self.end] if self.start is not None else ""
