from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Question, User


class LabelingFunctionQuerySet(models.QuerySet):
    def living(self) -> "LabelingFunctionQuerySet":
        return self.filter(retired_at=None)

    def with_newest(self) -> "LabelingFunctionQuerySet":
        """Each with the id of its newest version as `newest_id`."""
        versions = FunctionVersion.objects.filter(function=OuterRef("pk")).order_by("-number")
        return self.annotate(newest_id=Subquery(versions.values("id")[:1]))


class LabelingFunction(models.Model):
    """A rule: for a document it says a label, or proposes spans, or is silent. What it says stands in its versions."""

    class Kind(models.TextChoices):
        DECLARATIVE = "declarative", _("written without code")
        PYTHON = "python", _("written in Python")
        UPLOADED = "uploaded", _("votes made elsewhere")
        LANGUAGE_MODEL = "language_model", _("asked of a language model")

    class Origin(models.TextChoices):
        WRITTEN = "written", _("written by hand")
        SHOWN = "shown", _("from words marked in a document")
        PROPOSED = "proposed", _("proposed from labelled documents")

    project = models.ForeignKey(Project, models.PROTECT, related_name="labeling_functions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="labeling_functions")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=120)
    guideline = models.TextField(blank=True)  # the guideline it stands for, as its author names it
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.WRITTEN)
    shown_in = models.ForeignKey(  # the document in which its words were marked
        "annotate.Document", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = LabelingFunctionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(retired_at=None), name="one_living_rule_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "FunctionVersion":
        return self.versions.order_by("-number").select_related("author")[0]


class FunctionVersion(models.Model):
    """What a rule said at a time. Append-only; the highest number holds.

    `definition` is the rule language's JSON (weaklabels/matching), the Python source, or which column of which upload;
    `label` is what it says where it fires, or None where the definition itself says which.
    """

    function = models.ForeignKey(LabelingFunction, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    label = models.ForeignKey("annotate.Label", models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    restores = models.PositiveIntegerField(null=True, blank=True)  # the number of the version it brings back

    class Meta:
        ordering = ["function", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["function", "number"], name="versions_of_a_rule_are_numbered")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of rule {self.function_id}"


class DeclinedRule(models.Model):
    """A rule that was proposed from labelled documents and that somebody did not want: it is not proposed again."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="declined_rules")
    label = models.ForeignKey("annotate.Label", models.PROTECT, related_name="+", db_index=False)
    definition = models.JSONField()
    declined_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    declined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"declined for question {self.question_id}"


class Dictionary(models.Model):
    """A list of words or phrases that rules name. An upload under the same name is its next version."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="dictionaries")
    name = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    # Zlib of the entries as UTF-8 lines; no stored file, which an erasure would take
    packed = models.BinaryField()
    # Of the entries, so that what was compiled of them can be kept
    sha256 = models.BinaryField(max_length=32)
    entries = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = [F("name").asc(), F("number").desc()]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name", "number"], name="versions_of_a_dictionary_are_numbered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"
