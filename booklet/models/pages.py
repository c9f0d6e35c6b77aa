from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Label, Project, User

# What the search looks in, of a revision: a generated column that no model loads
REVISION_WORDS = RawSQL("booklet_revision.words", [], SearchVectorField())


class PageQuerySet(models.QuerySet):
    def living(self) -> "PageQuerySet":
        return self.filter(retired_at=None)

    def with_text(self) -> "PageQuerySet":
        """Each with its current revision and its label at hand."""
        return self.select_related("current", "current__author", "label", "label__question")


class Page(models.Model):
    """A page of the booklet. What it says stands in its revisions; this row says where it is in the tree.

    A page with a label is that label's definition. Deleting is retiring.
    """

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", _("guideline")
        LABEL = "label", _("label")
        GLOSSARY = "glossary", _("glossary")
        GOAL = "goal", _("goal")

    project = models.ForeignKey(Project, models.PROTECT, related_name="pages", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.GUIDELINE)
    label = models.OneToOneField(Label, models.PROTECT, null=True, blank=True, related_name="page")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(default=0)
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["project", "position"], name="pages_of_project")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="label") | Q(label=None), name="only_label_pages_have_a_label"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.current.title if self.current else ""


class Revision(models.Model):
    """What a page said from a time on. Append-only; the highest number holds.

    `guideline_version` is the booklet's own count: every saved revision of any page raises it by one, so an answer
    that names its version tells exactly what was readable when it was given.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)  # why it changed
    changes_meaning = models.BooleanField(default=False)  # annotators confirm that they have read it
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    base = models.PositiveIntegerField(null=True, blank=True)  # the number its author began with
    restores = models.PositiveIntegerField(null=True, blank=True)
    guideline_version = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["page", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="revisions_of_a_page_are_numbered")
        ]

    def __str__(self) -> str:
        return f"{self.title}, revision {self.number}"


class PageLink(models.Model):
    """Where `[[Title]]` in a revision led when it was written: it leads there still when that page is renamed."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="links", db_index=False)
    title = models.CharField(max_length=120)
    page = models.ForeignKey(Page, models.PROTECT, related_name="linked_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "title"], name="a_title_leads_to_one_page")
        ]

    def __str__(self) -> str:
        return f"{self.title} in revision {self.revision_id}"


class Draft(models.Model):
    """What somebody is writing on a page and has not saved. Nobody else sees it."""

    page = models.ForeignKey(Page, models.PROTECT, related_name="drafts", db_index=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    base = models.PositiveIntegerField()
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "author"], name="one_draft_per_page_and_author")
        ]

    def __str__(self) -> str:
        return f"draft of page {self.page_id}"
