from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, User


class Goal(models.Model):
    """What a project is for, in words of the business, and when it has got there. Append-only: the newest holds.

    Each target is optional but that of `measure`, the one that stands for success. Agreement and the model's F1 count
    by the lower end of their interval.
    """

    class Measure(models.TextChoices):
        DOCUMENTS = "documents", _("finished documents")
        AGREEMENT = "agreement", _("agreement of annotators")
        MODEL = "model", _("F1 of the model")

    project = models.ForeignKey(Project, models.PROTECT, related_name="goals", db_index=False)
    number = models.PositiveIntegerField()
    purpose = models.TextField()
    measure = models.CharField(max_length=20, choices=Measure)
    documents = models.PositiveIntegerField(null=True, blank=True)
    agreement = models.FloatField(null=True, blank=True)
    model = models.FloatField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    stop_rule = models.TextField()
    note = models.CharField(max_length=300, blank=True)  # why it changed
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="goals_of_a_project_are_numbered")
        ]

    def __str__(self) -> str:
        return f"goal {self.number} of project {self.project_id}"

    @property
    def target(self) -> float | None:
        """Of the measure that stands for success."""
        return getattr(self, self.measure)


class SignOff(models.Model):
    """A member agrees with a goal as it stood in one revision. Append-only."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="sign_offs", db_index=False)
    member = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["goal", "member"], name="signed_once")]

    def __str__(self) -> str:
        return f"{self.member_id} signed goal {self.goal_id}"
