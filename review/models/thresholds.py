from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotate.models import Project, User


class ProjectThresholds(models.Model):
    """From where on this project reads agreement as tentative and as reliable, and why. None: Krippendorff's hold."""

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="+")
    tentative = models.FloatField()
    reliable = models.FloatField()
    reason = models.TextField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tentative__gt=0, reliable__gte=F("tentative"), reliable__lte=1),
                name="thresholds_are_in_order",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="thresholds_have_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.tentative} and {self.reliable} in project {self.project_id}"
