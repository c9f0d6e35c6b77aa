from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.people import User
from annotate.models.projects import Project

COLOUR_SLOTS = 8


class Question(models.Model):
    """What is asked of a document. Its wording lives in the schemas; the row is what answers point to."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("one label")
        CHOICES = "choices", _("any number of labels")
        SPANS = "spans", _("labelled words")
        RELATIONS = "relations", _("relations between words")
        TEXT = "text", _("a text of one's own")
        RATING = "rating", _("a rating")

    project = models.ForeignKey(Project, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """An answer of a choice or span question, or a kind of relation. Retired, never deleted; a rename keeps the row."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="labels")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=200)
    slot = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(COLOUR_SLOTS)]
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "name"], condition=Q(retired_at=None), name="one_label_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Schema(models.Model):
    """A numbered, immutable snapshot of a project's questions and labels, as published.

    `body` is `{"questions": [{"id", "kind", "name", "help", "required", "overlapping",
    "labels": [{"id", "name", "slot", "key", "description", "parent"}]}]}`. Where it applies a question also has
    "shown_when" (asked only after one of these labels, `{"question", "labels"}`), "between" (relations: the
    question whose spans they join), "longest" (a text: characters), "scale" (a rating: least, most, their names).
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="schemas")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="schema_numbers_are_unique")
        ]

    def __str__(self) -> str:
        return f"schema {self.number}"

    @property
    def questions(self) -> list[dict[str, Any]]:
        return self.body["questions"]


class SchemaDraft(models.Model):
    """The next schema while it is being written. `version` guards against two people overwriting each other."""

    project = models.OneToOneField(Project, models.PROTECT, related_name="schema_draft")
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"draft {self.version} of project {self.project_id}"
