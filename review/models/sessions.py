from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Inquiry, Project, Question, User
from booklet.models import Decision, Revision


class Session(models.Model):
    """A meeting about what a team differs on. Its agenda is gathered once; closing it makes its minutes final."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="feedback_sessions", db_index=False)
    number = models.PositiveIntegerField()
    since = models.DateTimeField(null=True)  # when the session before was begun
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    begun_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="sessions_of_a_project_are_numbered"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(closed_at=None), name="one_open_session_a_project"
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.number}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SessionItem(models.Model):
    """Something to talk about, and what was decided. `one` and `other` are label ids or steps of a rating.

    `documents` are those the answers to which differ so when the agenda was gathered; `quotes` what the decision
    repeats of their words, by document, so that an erasure finds it.
    """

    class Kind(models.TextChoices):
        THEME = "theme", _("disagreement")
        INQUIRY = "inquiry", _("open question")
        PAGE = "page", _("changed page")
        DRIFT = "drift", _("falling agreement")

    session = models.ForeignKey(Session, models.PROTECT, related_name="items", db_index=False)
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+", db_index=False)
    one = models.BigIntegerField(null=True)
    other = models.BigIntegerField(null=True)
    documents = ArrayField(models.BigIntegerField(), default=list)
    figures = models.JSONField(default=dict)  # counts and shares
    inquiry = models.ForeignKey(Inquiry, models.PROTECT, null=True, related_name="+", db_index=False)
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+", db_index=False)
    decision = models.TextField(blank=True)
    quotes = models.JSONField(default=dict)
    made = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["session", "place"]
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="items_of_a_session_are_numbered"),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_decided_item_has_time_and_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place} of session {self.session_id}"
