from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Document, Project, User
from booklet.models.pages import Page


class Interview(models.Model):
    """A talk with a stakeholder over some documents, one after the other. The seed draws the same ones again."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="interviews", db_index=False)
    number = models.PositiveIntegerField()
    stakeholder = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    seed = models.BigIntegerField()
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    page = models.OneToOneField(Page, models.PROTECT, null=True, blank=True, related_name="interview")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="interviews_of_a_project_are_numbered")
        ]

    def __str__(self) -> str:
        return f"interview {self.number}"


class InterviewDocument(models.Model):
    """A document that was drawn for an interview, and why: its kind, and how near it stands to the centre of all."""

    class Kind(models.TextChoices):
        TYPICAL = "typical", _("typical")
        ODD = "odd", _("odd")
        RANDOM = "random", _("at random")

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="documents", db_index=False)
    place = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, related_name="interviews")
    kind = models.CharField(max_length=8, choices=Kind)
    nearness = models.FloatField()  # cosine to the centre of the documents it was drawn among

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "place"], name="places_of_an_interview"),
            models.UniqueConstraint(fields=["interview", "document"], name="a_document_is_asked_about_once"),
        ]

    def __str__(self) -> str:
        return f"place {self.place} of interview {self.interview_id}"

    @property
    def is_gone(self) -> bool:
        """It was withdrawn or erased after it was drawn: it is not shown and counts for nothing."""
        return bool(self.document.withdrawn_at or self.document.erased_at)


class InterviewAnswer(models.Model):
    """All that stood on the screen of a document at one save; the newest that was not taken back holds.

    `notes` is a list of `{"start": 3, "end": 9, "concept": "..."}`: a quote in code points, a concept, or both.
    """

    class Verdict(models.TextChoices):
        USABLE = "usable", _("usable")
        NOT_USABLE = "not", _("not usable")

    shown = models.ForeignKey(InterviewDocument, models.PROTECT, related_name="answers", db_index=False)
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True)
    reason = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["shown", "number"], name="answers_of_a_screen_are_numbered")
        ]

    def __str__(self) -> str:
        return f"answer {self.number} at {self.shown_id}"
