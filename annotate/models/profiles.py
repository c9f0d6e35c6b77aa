from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotate.models.documents import Document
from annotate.models.projects import Project


class DocumentProfile(models.Model):
    """What was found in one document, and nothing of what it says. A row is the mark that it was looked at."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="profile")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=3, blank=True)  # profile/languages.py; "" is unknown
    personal = models.SmallIntegerField(default=0)  # the bits of profile/personal.py
    has_words = models.BooleanField(default=True)
    signature = models.BinaryField(null=True)  # profile/shingles.py
    # The lowest document of those with the very same text, or with much the same wording; none: it is alone
    equal = models.BigIntegerField(null=True)
    near = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "document"], name="profiles_of_project"),
            models.Index(fields=["project", "language", "document"], name="documents_by_language"),
            models.Index(
                fields=["project", "equal", "document"],
                condition=Q(equal__isnull=False),
                name="equal_documents",
            ),
            models.Index(
                fields=["project", "near", "document"], condition=Q(near__isnull=False), name="near_documents"
            ),
            models.Index(
                fields=["project", "document"], condition=~Q(personal=0), name="documents_likely_personal"
            ),
            models.Index(
                fields=["project", "document"], condition=Q(has_words=False), name="empty_documents"
            ),
        ]

    def __str__(self) -> str:
        return f"profile of document {self.document_id}"


class DataProfile(models.Model):
    """The figures of all documents of a project as they stood at a moment: profile/figures.py says what is in them."""

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="data_profile")
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    last_document = models.BigIntegerField(default=0)  # what came later is not in it
    left_out = models.BigIntegerField(default=0)  # withdrawn and erased documents when it was made

    def __str__(self) -> str:
        return f"data profile of project {self.project_id}"
