from django.db import models
from django.utils import timezone

from annotate.models import Project


class KeptMeasure(models.Model):
    """What a measure of the goal said when it was last asked: the home must not wait for it. Made anew at any time."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="kept_measures", db_index=False)
    name = models.CharField(max_length=20)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    count = models.PositiveIntegerField(default=0)  # documents it rests on
    why = models.CharField(max_length=20, blank=True)  # why there is no value
    answers = models.BigIntegerField(default=0)  # that the project had then
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_value_of_a_measure")]

    def __str__(self) -> str:
        return f"{self.name} of project {self.project_id}"
