from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, User


class MindMap(models.Model):
    """One of a project's two maps. What it holds stands in its revisions; there is none before somebody saves it."""

    class Kind(models.TextChoices):
        CONCEPTS = "concepts", _("The experts' concepts")
        MODEL = "model", _("How they are modelled")

    project = models.ForeignKey(Project, models.PROTECT, related_name="maps", db_index=False)
    kind = models.CharField(max_length=20, choices=Kind)
    current = models.ForeignKey("MapRevision", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "kind"], name="one_map_of_a_kind")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class MapRevision(models.Model):
    """All nodes of a map as they stood from a time on. Append-only; the highest number holds."""

    map = models.ForeignKey(MindMap, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    nodes = models.JSONField()  # booklet/maps/nodes.py, parents before children
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    base = models.PositiveIntegerField(default=0)  # the number its author began with
    restores = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["map", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["map", "number"], name="revisions_of_a_map_are_numbered")
        ]

    def __str__(self) -> str:
        return f"map {self.map_id}, revision {self.number}"
