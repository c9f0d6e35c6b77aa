from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotate.models.jobs import Job
from annotate.models.people import User
from annotate.models.projects import MOST_ANSWERS, Project

LARGEST_WEIGHT = 1_000


class SharingRuleQuerySet(models.QuerySet):
    def live(self) -> "SharingRuleQuerySet":
        return self.filter(paused_at=None, retired_at=None)


class SharingRule(models.Model):
    """To whom documents go by themselves as they come: which of them, in which shares, how many a day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="sharing_rules")
    name = models.CharField(max_length=120)
    # [[key, value], ...] that must all hold; none: every document
    meta = models.JSONField(default=list, blank=True)
    answers = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_ANSWERS)]
    )
    # Documents a person gets by this rule in a day (UTC)
    cap_a_day = models.PositiveIntegerField(null=True, blank=True)
    shared_until = models.BigIntegerField(default=0)  # id of the last document that was dealt with
    full_since = models.DateField(null=True, blank=True)  # the day on which nobody had room for more
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = SharingRuleQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answers__gte=1, answers__lte=MOST_ANSWERS), name="sharing_rule_gives_to_somebody"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.paused_at is None and self.retired_at is None


class RuleShare(models.Model):
    """One person's share in a rule, and what they got since the shares were last set."""

    rule = models.ForeignKey(SharingRule, models.PROTECT, related_name="shares", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(LARGEST_WEIGHT)]
    )
    given = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["user__name", "id"]
        constraints = [models.UniqueConstraint(fields=["rule", "user"], name="one_share_per_person_and_rule")]

    def __str__(self) -> str:
        return f"{self.weight} to {self.user_id}"


class Sharing(models.Model):
    """What a rule gave to whom when it was once applied: the line in its history."""

    rule = models.ForeignKey(SharingRule, models.PROTECT, related_name="sharings", db_index=False)
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    day = models.DateField()  # in UTC
    at = models.DateTimeField(default=timezone.now)
    given = models.JSONField(default=dict)  # user id: documents
    refused = models.JSONField(default=dict)  # reason: documents

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "job", "day"], name="one_line_per_application_and_day")
        ]

    def __str__(self) -> str:
        return f"rule {self.rule_id} on {self.day}"
