from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Document, Inquiry, Membership, Project, User
from booklet.models import Revision


class Adjudication(models.Model):
    """What somebody decided about answers that differ, and from which of them. Append-only.

    What holds is gold and lies there; this row says how it came about. Each says one thing about its `questions`: a
    decision that is gold for one and "both right" for another makes two rows with the same key.
    """

    class Outcome(models.TextChoices):
        GOLD = "gold", _("decided")
        BOTH_RIGHT = "both_right", _("both right")
        UNCLEAR = "unclear", _("guideline unclear")
        RETURNED = "returned", _("sent back")

    key = models.UUIDField()  # made by the form; sending it twice is deciding once
    project = models.ForeignKey(Project, models.PROTECT, related_name="adjudications", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="adjudications")
    outcome = models.CharField(max_length=12, choices=Outcome)
    questions = ArrayField(models.BigIntegerField())
    gold = ArrayField(models.BigIntegerField(), default=list, blank=True)  # its rows
    answers_seen = ArrayField(models.BigIntegerField())  # the current ones, as annotation ids
    answered_by = ArrayField(models.BigIntegerField())  # user ids, in the same order
    returned_to = ArrayField(models.BigIntegerField(), default=list, blank=True)  # user ids
    names_hidden = models.BooleanField()
    is_own = models.BooleanField()  # decided although one of the answers is the decider's
    comment = models.TextField(blank=True)
    # The page of the booklet, as it then was
    cites = models.ForeignKey(Revision, models.PROTECT, null=True, blank=True, related_name="adjudications")
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "outcome"], name="a_form_decides_once"),
            models.CheckConstraint(
                condition=Q(outcome="unclear", inquiry__isnull=False)
                | ~Q(outcome="unclear") & Q(inquiry=None),
                name="what_is_unclear_is_asked",
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="adjudications_of_project")]

    def __str__(self) -> str:
        return f"{self.outcome} on document {self.document_id}"


class AdjudicatorSettings(models.Model):
    """How a member likes to decide."""

    membership = models.OneToOneField(
        Membership, models.CASCADE, primary_key=True, related_name="adjudicator_settings"
    )
    hides_names = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"of member {self.membership_id}"
