from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Document, Project, StoredFile, User
from annotate.models.projects import new_seed


class Split(models.IntegerChoices):
    TRAIN = 0, _("train")
    VALIDATION = 1, _("validation")
    TEST = 2, _("test")

    @property
    def file_name(self) -> str:
        """The same in every language: programs open it."""
        return self.name.lower()


class Release(models.Model):
    """A named data set, frozen: what is in it stands in ids of rows that never change, so it can be built again.

    A job gathers it once; what it found is a draft to look at. An owner publishes that very draft. From then on only
    its files, which can be built again at any time, and its retirement change; a trigger refuses all else.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="releases", db_index=False)
    name = models.CharField(max_length=60)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    # What was asked for: services/releases/wishes.py
    wish = models.JSONField()
    seed = models.BigIntegerField(default=new_seed)
    # What the job found, all of one moment
    as_of = models.DateTimeField(null=True)
    format = models.PositiveSmallIntegerField(default=1)  # in which its files are written, from then on
    # How one label was made of several answers, by question id: the way, what is fixed in it, from how many it learned
    ways = models.JSONField(default=dict)
    names = models.JSONField(default=dict)  # what ids were called then
    booklet = models.JSONField(default=dict)  # ids of revisions, examples and decisions
    counts = models.JSONField(default=dict)
    facts = models.TextField(blank=True)  # of the data statement, Markdown
    # What an owner or supervisor says beside the facts, until it is published
    words = models.JSONField(default=dict)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)
    statement = models.TextField(blank=True)
    made_with = models.CharField(max_length=40, blank=True)  # the version of Gloss
    # The files as they were first built, or, after an erasure, what is left of them
    files = models.JSONField(default=dict)
    archive_sha256 = models.CharField(max_length=64, blank=True)
    archive = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    retired_at = models.DateTimeField(null=True)
    retired_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=Q(retired_at=None) | Q(published_at__isnull=False),
                name="one_release_of_a_name",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(as_of__isnull=False), name="what_is_published_was_gathered"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_gathered(self) -> bool:
        return self.as_of is not None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_draft(self) -> bool:
        """Waits for an owner to publish it."""
        return self.is_gathered and not self.is_published and self.retired_at is None


class ReleasedDocument(models.Model):
    """A document of a release, in which part of it, and which rows say what its labels are. Append-only.

    `aggregated` is, by question id, the annotation that says what most say, how many percent do, and of how many. Where
    another way made the label, what it says stands there in the form of gold, and how sure it is.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="documents", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    split = models.SmallIntegerField(choices=Split)
    answers = ArrayField(models.BigIntegerField(), default=list)  # annotation ids
    gold = ArrayField(models.BigIntegerField(), default=list)
    aggregated = models.JSONField(default=dict)

    class Meta:
        ordering = ["document"]
        constraints = [
            models.UniqueConstraint(fields=["release", "document"], name="a_document_is_released_once")
        ]

    def __str__(self) -> str:
        return f"document {self.document_id} in release {self.release_id}"
