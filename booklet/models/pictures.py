from django.db import models
from django.utils import timezone

from annotate.models import Project, User


class Picture(models.Model):
    """A picture that pages show by its number. What it shows never changes; deleting is retiring."""

    class Kind(models.TextChoices):
        PNG = "png"
        JPEG = "jpeg"

    project = models.ForeignKey(Project, models.PROTECT, related_name="pictures", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind)
    content = models.BinaryField()  # drawn anew by us: booklet/pictures.py
    sha256 = models.BinaryField(max_length=32)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="pictures_are_numbered"),
            models.UniqueConstraint(fields=["project", "sha256"], name="a_picture_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def content_type(self) -> str:
        return f"image/{self.kind}"

    @property
    def file_name(self) -> str:
        return f"{self.number:03}.{self.kind}"
