from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Document, Project, User

ACCURACY = [MinValueValidator(1), MaxValueValidator(100)]


class Rates(models.Model):
    """What work costs in a project, and what its owner assumes where nothing was measured. Only owners see it."""

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="rates")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    hourly = models.DecimalField(_("an hour of work"), max_digits=8, decimal_places=2, null=True, blank=True)
    crowd_price = models.DecimalField(
        _("assumed price of a crowd's answer"), max_digits=10, decimal_places=4, null=True, blank=True
    )
    house_accuracy = models.PositiveSmallIntegerField(
        _("assumed right answers of this house, %"), null=True, blank=True, validators=ACCURACY
    )
    crowd_accuracy = models.PositiveSmallIntegerField(
        _("assumed right answers of a crowd, %"), null=True, blank=True, validators=ACCURACY
    )

    def __str__(self) -> str:
        return f"rates of project {self.project_id}"


class PersonalRate(models.Model):
    """What an hour of one person costs, where that is another than the project's."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="personal_rates", db_index=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    hourly = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "person"], name="one_rate_of_a_person")]

    def __str__(self) -> str:
        return f"rate of {self.person_id} in {self.project_id}"


class ReviewTime(models.Model):
    """How long somebody was active on a document while deciding or checking: the browser measures."""

    class Kind(models.TextChoices):
        ADJUDICATION = "adjudication", _("adjudication")
        SPOT_CHECK = "spot_check", _("spot check")

    project = models.ForeignKey(Project, models.PROTECT, related_name="review_times", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    active_ms = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["project", "document"], name="review_times_of_project")]

    def __str__(self) -> str:
        return f"{self.active_ms} ms of {self.kind} by {self.person_id}"
