from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.people import User
from annotate.models.projects import Project


class Batch(models.Model):
    """The documents of one import."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="batches")
    name = models.CharField(max_length=200)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    encoding = models.CharField(max_length=40, blank=True)  # what the file was decoded from

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["project", "id"], name="batches_of_project")]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """An immutable text with an identity in its project: the external id, or else the text's hash.

    A trigger refuses to change `text` or `sha256`; only the erasure service is let through.
    """

    # Checked once a statement: the batch is one of this very project (migration 0020).
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="documents", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="documents", db_index=False, db_constraint=False
    )
    external_id = models.TextField(null=True, blank=True)  # noqa: DJ001 (none and empty differ)
    text = models.TextField()
    sha256 = models.BinaryField(max_length=32)
    length = models.PositiveIntegerField()  # code points
    metadata = models.JSONField(default=dict, blank=True)
    group = models.TextField(default="", blank=True)  # the conversation or file it comes from
    position = models.IntegerField(default=0)  # its place there
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "id"], name="documents_in_order"),
            models.UniqueConstraint(
                fields=["project", "external_id"],
                condition=Q(external_id__isnull=False),
                name="one_document_per_id",
            ),
            models.UniqueConstraint(
                fields=["project", "sha256"],
                condition=Q(external_id__isnull=True),
                name="one_document_per_text",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "id"], name="documents_of_batch"),
            models.Index(
                fields=["project", "id"], condition=Q(erased_at__isnull=False), name="erased_documents"
            ),
            models.Index(
                fields=["project", "id"], condition=Q(withdrawn_at__isnull=False), name="withdrawn_documents"
            ),
            models.Index(
                fields=["project", "group", "position"], condition=~Q(group=""), name="documents_in_groups"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id or f"document {self.pk}"


class DocumentSearch(models.Model):
    """The words and metadata of a document for the search, filled by a job that may lag."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="search")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="documents_by_word")]

    def __str__(self) -> str:
        return f"words of {self.document_id}"


class Hold(models.Model):
    """Keeps a document out of everybody's queue until somebody decides."""

    class Reason(models.TextChoices):
        SKIPPED = "skipped", _("skipped by as many as it wants")
        WITHDRAWN = "withdrawn", _("withdrawn")
        QUESTION = "question", _("a question is open")
        ERASED = "erased", _("erased")  # never closed

    document = models.ForeignKey(Document, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=20, choices=Reason)
    link = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["document"], condition=Q(closed_at=None), name="open_holds")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.document_id}"
