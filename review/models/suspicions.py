from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotate.models import Annotation, Document, Gold, Project, Question, User


class SuspicionRun(models.Model):
    """One search for labels that are contradicted, and what it was computed on. The newest of a question holds."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="suspicion_runs")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    computed_on = models.JSONField()  # counts, the folds' seed, thresholds by label id

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"search {self.pk} for question {self.question_id}"


class Suspicion(models.Model):
    """An answer, or gold, that a model, the rules or the other annotators contradict. Replaced by the next run.

    Labels are label ids, or steps of a rating; `against` counts who says the other one, `agreeing` who says this one.
    """

    run = models.ForeignKey(SuspicionRun, models.CASCADE, related_name="suspicions", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    annotation = models.ForeignKey(Annotation, models.PROTECT, null=True, related_name="+", db_index=False)
    gold = models.ForeignKey(Gold, models.PROTECT, null=True, related_name="+", db_index=False)
    said = models.BigIntegerField()
    is_missing = models.BooleanField(default=False)  # of sets and marks: others say that it belongs there
    start = models.PositiveIntegerField(null=True)  # of a mark
    end = models.PositiveIntegerField(null=True)
    sources = models.PositiveSmallIntegerField()  # how many of the three contradict
    margin = models.FloatField(null=True)  # of the model: from -1, certainly wrong
    model_says = models.BigIntegerField(null=True)
    model_chance = models.FloatField(null=True)
    said_chance = models.FloatField(null=True)
    rules_say = models.BigIntegerField(null=True)
    rules_against = models.PositiveIntegerField(default=0)
    rules_agreeing = models.PositiveIntegerField(default=0)
    people_say = models.BigIntegerField(null=True)
    people_against = models.PositiveIntegerField(default=0)
    people_agreeing = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-sources", "margin", "id"]
        indexes = [models.Index(fields=["run", "-sources", "margin"], name="suspicions_of_a_run")]
        constraints = [
            models.CheckConstraint(
                condition=Q(annotation=None, gold__isnull=False) | Q(annotation__isnull=False, gold=None),
                name="a_suspicion_is_of_an_answer_or_gold",
            )
        ]

    def __str__(self) -> str:
        return f"{self.said} on document {self.document_id}"


class Referral(models.Model):
    """A document somebody wants adjudicated though its answers may not differ."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="referrals")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="referrals")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["question", "-sent_at"], name="referrals_of_a_question")]

    def __str__(self) -> str:
        return f"document {self.document_id}"
