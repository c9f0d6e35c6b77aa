from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Document, Label, User
from weaklabels.models.functions import FunctionVersion, LabelingFunction


class Round(models.Model):
    """A check of a rule: some of its hits, drawn at random among those nobody has judged."""

    function = models.ForeignKey(LabelingFunction, models.PROTECT, related_name="rounds")
    version = models.ForeignKey(FunctionVersion, models.PROTECT, related_name="+")
    expert = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)
    hits = models.BigIntegerField()  # of which they were drawn

    def __str__(self) -> str:
        return f"round {self.pk} of rule {self.function_id}"


class Judgement(models.Model):
    """Whether a rule is right about a document it was drawn for, as an expert says. The verdict comes once.

    `draw_probability` is that of being in the round, so precision can be estimated honestly after an edit.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right", _("right")
        WRONG = "wrong", _("wrong")
        UNCLEAR = "unclear", _("unclear")

    round = models.ForeignKey(Round, models.PROTECT, related_name="judgements", db_index=False)
    function = models.ForeignKey(LabelingFunction, models.PROTECT, related_name="judgements", db_index=False)
    place = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    draw_probability = models.FloatField()
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="one_hit_per_place_of_a_round"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at=None) | (~Q(verdict="") & Q(judged_at__isnull=False)),
                name="a_verdict_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["function", "document"], name="judgements_of_a_rule")]

    def __str__(self) -> str:
        return f"{self.verdict or 'open'}: document {self.document_id}"
