from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.documents import Document
from annotate.models.people import User
from annotate.models.projects import Project


class Occasion(models.TextChoices):
    """Why a person answers a document. Only work counts towards slots, progress, gold and training."""

    WORK = "work", _("work")
    REPEAT = "repeat", _("repeat")
    GOLD_CHECK = "gold_check", _("gold check")
    TRAINING = "training", _("training")


class Stream(models.TextChoices):
    """Why a document is served."""

    RETURNED = "returned", _("returned to you")
    ASSIGNED = "assigned", _("assigned to you")
    RANKED = "ranked", _("ranked")
    CONTROL = "control", _("control")
    AUDIT = "audit", _("audit")
    DUEL = "duel", _("duel")
    REPEAT = "repeat", _("repeat")
    GOLD_CHECK = "gold_check", _("gold check")
    IMPORTED = "imported", _("imported")  # by nobody: an answer that came with a file


class Standing(models.Model):
    """Where one annotator stands with one document on one occasion: the only mutable row between them."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        LEASED = "leased", _("open")
        ANSWERED = "answered", _("answered")
        SKIPPED = "skipped", _("skipped")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("given back")  # a lease that ended without an answer; may be served again

    # Checked once a statement: the document is one of this very project, and the current answer is one of this
    # annotator's to it (migrations 0020 and 0024).
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="standings", db_index=False, db_constraint=False
    )
    document = models.ForeignKey(
        Document, models.PROTECT, related_name="standings", db_index=False, db_constraint=False
    )
    annotator = models.ForeignKey(
        User, models.PROTECT, related_name="standings", db_index=False, db_constraint=False
    )
    occasion = models.CharField(max_length=12, choices=Occasion, default=Occasion.WORK)
    state = models.CharField(max_length=12, choices=State)
    holds_slot = models.BooleanField(default=False)  # counted in the queue row's `claimed`
    current = models.ForeignKey(
        "Annotation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    draft = models.JSONField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tab = models.UUIDField(null=True, blank=True)  # of the annotator's, to which it is lent until then
    stream = models.CharField(max_length=12, choices=Stream)
    pool = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    generation = models.BigIntegerField(null=True, blank=True)
    draw_probability = models.FloatField(null=True, blank=True)
    suggestions_shown = ArrayField(models.BigIntegerField(), default=list, blank=True)
    note = models.TextField(blank=True)  # what a supervisor said on returning or assigning it
    begun_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "annotator", "occasion"], name="one_standing_per_person_and_document"
            ),
        ]
        indexes = [
            models.Index(
                fields=["annotator", "project", "state"],
                condition=Q(state__in=["leased", "assigned", "returned"]),
                name="standings_to_serve",
            ),
            models.Index(
                fields=["project", "lease_until"], condition=Q(state="leased"), name="leases_by_end"
            ),
            models.Index(fields=["annotator", "project", "-current"], name="own_answers"),
            models.Index(fields=["project", "annotator", "document"], name="documents_of_annotator"),
            models.Index(
                fields=["annotator", "project", "-changed_at"],
                condition=Q(state="skipped"),
                name="own_skips",
            ),
            models.Index(
                fields=["current"], condition=Q(current__isnull=False), name="standing_of_annotation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator_id} {self.state} {self.document_id}"
