from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from annotate.models import Project, User
from booklet.models.examples import Example


class Training(models.Model):
    """What the training of a project asks: how many examples, and the mark that lets somebody begin.

    Whether there is one at all, and who has passed it, stands in annotate, where it keeps documents back:
    `Project.trains` and `Membership.trained_at`.
    """

    project = models.OneToOneField(Project, models.PROTECT, related_name="training")
    size = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    mark = models.PositiveSmallIntegerField(default=80, validators=[MaxValueValidator(100)])  # per cent

    def __str__(self) -> str:
        return f"training of project {self.project_id}"


class TrainingRun(models.Model):
    """One sitting of somebody: the examples in the order they are asked, and the mark that held when it began."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="training_runs", db_index=False)
    annotator = models.ForeignKey(User, models.PROTECT, related_name="+")
    examples = ArrayField(models.BigIntegerField())
    mark = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    has_passed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "annotator", "-id"], name="training_runs_of_annotator")]

    def __str__(self) -> str:
        return f"training run {self.pk}"


class TrainingAnswer(models.Model):
    """What somebody said to one example. It is no annotation: the document never learns of it."""

    run = models.ForeignKey(TrainingRun, models.PROTECT, related_name="answers", db_index=False)
    example = models.ForeignKey(Example, models.PROTECT, related_name="+", db_index=False)
    says = models.JSONField(default=list)
    is_right = models.BooleanField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "example"], name="an_example_is_asked_once")]

    def __str__(self) -> str:
        return f"answer to example {self.example_id}"
