from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Document, Project, User
from booklet.models.pages import Page


class ExampleQuerySet(models.QuerySet):
    def current(self) -> "ExampleQuerySet":
        """The newest form of each, retired ones included."""
        return self.filter(replaced_at=None)

    def living(self) -> "ExampleQuerySet":
        return self.current().filter(retired_at=None)


class Example(models.Model):
    """A document, or a passage of it, with what a page says is right there and why.

    The text is not kept: it is always `text[start:end]` of the document, so it goes when the document is erased.
    `says` is a list of `{"question": id, "content": {...}}`, the content in the form of a suggestion's, offsets those
    of the document. A change is a row of its own under the same number; the one that is not replaced holds.
    """

    class Kind(models.TextChoices):
        COUNTS = "counts", _("counts")
        DOES_NOT = "does_not", _("does not count")
        BORDERLINE = "borderline", _("borderline")

    project = models.ForeignKey(Project, models.PROTECT, related_name="examples", db_index=False)
    number = models.PositiveIntegerField()
    page = models.ForeignKey(Page, models.PROTECT, related_name="examples", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="examples")
    kind = models.CharField(max_length=12, choices=Kind)
    start = models.PositiveIntegerField(null=True, blank=True)  # of the passage, in code points
    end = models.PositiveIntegerField(null=True, blank=True)
    says = models.JSONField(default=list)
    reasoning = models.TextField()
    words = SearchVectorField(null=True)  # of the passage and the reasoning, for the search
    guideline_version = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ExampleQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                condition=Q(replaced_at=None),
                name="one_example_of_a_number_holds",
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__gt=F("start")),
                name="example_is_a_stretch_or_all",
            ),
        ]
        indexes = [
            models.Index(fields=["page", "number"], condition=Q(replaced_at=None), name="examples_of_page"),
            GinIndex(fields=["words"], name="examples_by_word"),
        ]

    def __str__(self) -> str:
        return f"example {self.number}"
