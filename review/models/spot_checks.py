from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Annotation, Project, Question, User


class SpotCheckQuerySet(models.QuerySet):
    """Without the batch, which may be megabytes and is asked for by one figure only."""

    def light(self) -> "SpotCheckQuerySet":
        return self.defer("batch")

    def locked(self) -> "SpotCheckQuerySet":
        """Two checkers, or a checker and who gives the check up, queue here."""
        return self.light().select_for_update(of=["self"], no_key=True)


class SpotCheck(models.Model):
    """A check of a sample by a plan that was fixed before: batch, plan and sample never change afterwards.

    What may be said at the end, `outcome`, is written once, by the verdict that decides. A check is given up with a
    reason, never bent; a new one takes its place.
    """

    class Kind(models.TextChoices):
        FIXED = "fixed", _("fixed size")
        SEQUENTIAL = "sequential", _("may end early")
        STRATIFIED = "stratified", _("part by part")

    class Parts(models.TextChoices):
        ANNOTATOR = "annotator", _("annotator")
        LABEL = "label", _("label")

    class Outcome(models.TextChoices):
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")

    project = models.ForeignKey(Project, models.PROTECT, related_name="spot_checks")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=200, blank=True)
    # The batch: which answers were asked for, and those there were: annotation ids in their order, packed
    wished = models.JSONField()
    batch = models.BinaryField()
    batch_size = models.PositiveIntegerField()
    frozen_at = models.DateTimeField(default=timezone.now)
    # The plan. `sizes`: how many must be checked by errors found; of a fixed size the same for each number allowed
    kind = models.CharField(max_length=12, choices=Kind)
    rate = models.DecimalField(max_digits=6, decimal_places=5)
    confidence = models.DecimalField(max_digits=4, decimal_places=3)
    allowed = models.PositiveSmallIntegerField()
    sizes = ArrayField(models.PositiveIntegerField())
    split_by = models.CharField(max_length=12, choices=Parts, blank=True)
    parts = models.JSONField(default=list)  # of a stratified plan: [{"of": id, "answers": 90, "checked": 30}]
    seed = models.BigIntegerField()
    shows_answer = models.BooleanField(default=False)  # at once; else the checker answers first
    allows_own = models.BooleanField(default=False)  # may people check answers of their own?
    # How it ends
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    abandoned_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    abandoned_because = models.TextField(blank=True)

    objects = SpotCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="an_outcome_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(abandoned_at=None), name="what_is_decided_is_not_abandoned"
            ),
        ]

    def __str__(self) -> str:
        return self.purpose or f"spot check {self.pk}"

    @property
    def is_open(self) -> bool:
        return not self.outcome and self.abandoned_at is None


class SampledAnswer(models.Model):
    """An answer drawn for a check, in the order of drawing: what its checker says themselves, and the verdict."""

    class Verdict(models.TextChoices):
        RIGHT = "right", _("right")
        WRONG = "wrong", _("wrong")
        UNCLEAR = "unclear", _("unclear")

    spot_check = models.ForeignKey(SpotCheck, models.PROTECT, related_name="sample", db_index=False)
    place = models.PositiveIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="+")
    checker = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    own_state = models.CharField(max_length=12, blank=True)  # a response's; "": not answered by the checker
    own = models.JSONField(default=dict)  # in the form of a suggestion's
    own_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    note = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    taken_back = models.PositiveSmallIntegerField(default=0)  # verdicts before this one

    class Meta:
        ordering = ["spot_check", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["spot_check", "place"], name="one_sampled_answer_per_place_of_a_check"
            ),
            models.UniqueConstraint(fields=["spot_check", "annotation"], name="an_answer_is_sampled_once"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at=None)
                | (~Q(verdict="") & Q(judged_at__isnull=False, checker__isnull=False)),
                name="a_checked_answer_has_time_and_checker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict or 'open'}: annotation {self.annotation_id}"
