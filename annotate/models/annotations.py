from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.documents import Document
from annotate.models.people import User
from annotate.models.projects import Phase, Project, Source
from annotate.models.schemas import Label, Question, Schema
from annotate.models.standings import Occasion, Stream


class Annotation(models.Model):
    """One saved submission of one author for one document. Append-only; a Standing points at the current one."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answer")
        WITHDRAWAL = "withdrawal", _("withdrawal")

    key = models.UUIDField(unique=True)  # made by the client; a repeated save finds it
    body_hash = models.BinaryField(max_length=32)
    # What is named without a constraint is checked once a statement: it is there, and of this very project
    # (migrations 0020 and 0024).
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="annotations", db_index=False, db_constraint=False
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="annotations", db_constraint=False)
    author = models.ForeignKey(
        User, models.PROTECT, related_name="annotations", db_index=False, db_constraint=False
    )
    occasion = models.CharField(max_length=12, choices=Occasion, default=Occasion.WORK)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ANSWER)
    schema = models.ForeignKey(Schema, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    phase = models.ForeignKey(
        Phase, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", db_constraint=False
    )
    saved_at = models.DateTimeField(default=timezone.now)
    active_ms = models.PositiveIntegerField(default=0)
    guideline_version = models.PositiveIntegerField(default=0)
    is_extra = models.BooleanField(default=False)  # came when the document wanted no more answers
    stream = models.CharField(max_length=12, choices=Stream)
    reason = models.CharField(max_length=200, blank=True)
    generation = models.BigIntegerField(null=True, blank=True)
    draw_probability = models.FloatField(null=True, blank=True)
    suggestions_shown = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # A system source that wrote the author's answer anew under changed labels; None: the author said it
    rewritten_by = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="rewritten", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(fields=["project", "saved_at"], name="annotations_in_time"),
            models.Index(fields=["author", "project", "saved_at"], name="annotations_of_author"),
            models.Index(
                fields=["project", "author", "-id"], condition=~Q(occasion="work"), name="checks_of_author"
            ),
        ]

    def __str__(self) -> str:
        return f"annotation {self.pk}"


class Response(models.Model):
    """What an annotation says to one question, always written. Answered without spans is a true "none"."""

    class State(models.TextChoices):
        ANSWERED = "answered", _("answered")
        NOT_ASKED = "not_asked", _("not asked")
        CANNOT_TELL = "cannot_tell", _("cannot tell")

    # Checked once a statement: the question is one of the annotation's project (migration 0020).
    annotation = models.ForeignKey(
        Annotation, models.PROTECT, related_name="responses", db_index=False, db_constraint=False
    )
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="responses", db_index=False, db_constraint=False
    )
    state = models.CharField(max_length=12, choices=State)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["annotation", "question"], name="one_response_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.state} to question {self.question_id}"


class Choice(models.Model):
    """A label chosen for the whole document."""

    # Checked once a statement: the label is one of the question answered (migration 0020).
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="choices", db_index=False, db_constraint=False
    )
    label = models.ForeignKey(Label, models.PROTECT, related_name="choices", db_constraint=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["response", "label"], name="a_label_is_chosen_once")]

    def __str__(self) -> str:
        return f"label {self.label_id}"


class SpanQuerySet(models.QuerySet):
    def overlapping(self, start: int, end: int) -> "SpanQuerySet":
        return self.filter(start__lt=end, end__gt=start)


class Span(models.Model):
    """A labelled stretch of text. Offsets count Unicode code points; `end` is exclusive.

    The quote is not stored: the text never changes, so it is always `text[start:end]`.
    """

    # Checked once a statement: the label is one of the question answered (migration 0020).
    response = models.ForeignKey(
        Response, models.PROTECT, related_name="spans", db_index=False, db_constraint=False
    )
    label = models.ForeignKey(Label, models.PROTECT, related_name="spans", db_constraint=False)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering = ["start", "-end"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="span_is_not_empty"),
            models.UniqueConstraint(
                fields=["response", "start", "end", "label"], name="a_span_is_marked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} [{self.start}:{self.end}]"


class Relation(models.Model):
    """One span of an answer belongs to another of the same answer in this way, from head to tail."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="relations", db_index=False)
    label = models.ForeignKey(Label, models.PROTECT, related_name="relations")
    head = models.ForeignKey(Span, models.PROTECT, related_name="+", db_index=False)
    tail = models.ForeignKey(Span, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(head=F("tail")), name="relation_has_two_ends"),
            models.UniqueConstraint(
                fields=["response", "head", "tail", "label"], name="a_relation_is_drawn_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} from span {self.head_id} to span {self.tail_id}"


class FreeText(models.Model):
    """What was written in answer to a question: kept code point for code point, "" once it is erased."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="free_text")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:80]


class Rating(models.Model):
    """A step on the scale of a question."""

    response = models.OneToOneField(Response, models.PROTECT, related_name="rating")
    value = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return str(self.value)


class Suggestion(models.Model):
    """What a model, a label model or an import proposes for a document and question. Never an annotation; it stays.

    `content` is `{"labels": [label ids]}`, `{"spans": [{"start", "end", "label"}]}`, `{"text": "…"}`,
    `{"rating": 3}` or `{"relations": [{"from": a span, "to": a span, "label"}]}`.
    """

    # Checked once a statement: all of it is of this very project (migration 0020).
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="suggestions", db_constraint=False)
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="suggestions", db_constraint=False)
    score = models.FloatField(null=True, blank=True)
    version = models.BigIntegerField(null=True, blank=True)  # the run that proposes it; None: it was imported
    content = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "question", "source", "version"],
                condition=Q(version__isnull=False),
                name="a_run_suggests_once",
            )
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"


class GoldQuerySet(models.QuerySet):
    def holding(self) -> "GoldQuerySet":
        """Of each document and question the newest, unless that withdraws what was accepted before."""
        newest = self.order_by("document_id", "question_id", "-id").distinct("document_id", "question_id")
        return self.model.objects.filter(id__in=newest.values("id")).exclude(content=Gold.WITHDRAWN)


class Gold(models.Model):
    """The accepted answer of a document and question. Append-only; the newest row holds.

    A row without content withdraws what was accepted before: since then nothing is. Only a change of the labels
    writes one, for who decides says what is right instead.
    """

    WITHDRAWN: ClassVar[dict[str, Any]] = {}
    STANDS = "content <> '{}'"  # of the newest row, in SQL

    class Origin(models.TextChoices):
        BLIND_EXPERT = "blind_expert", _("blind expert")
        ADJUDICATED = "adjudicated", _("adjudicated")
        AGGREGATED = "aggregated", _("aggregated")
        IMPORTED = "imported", _("imported")

    project = models.ForeignKey(Project, models.PROTECT, related_name="gold", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="gold")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    schema = models.ForeignKey(Schema, models.PROTECT, related_name="+", db_index=False)
    content = models.JSONField()  # in the form of a suggestion's
    origin = models.CharField(max_length=20, choices=Origin)
    answers_seen = ArrayField(models.BigIntegerField(), default=list, blank=True)  # annotation ids
    answered_by = ArrayField(models.BigIntegerField(), default=list, blank=True)  # user ids
    chosen_by = models.CharField(max_length=20, blank=True)  # how the document was chosen: a stream, or ""
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    objects = GoldQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "document", "question", "-id"], name="newest_gold")]

    def __str__(self) -> str:
        return f"gold {self.pk}"

    @property
    def is_withdrawn(self) -> bool:
        return self.content == self.WITHDRAWN


class Flag(models.Model):
    """An annotator's note to the supervisor about a document."""

    key = models.UUIDField(unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="flags")
    document = models.ForeignKey(Document, models.PROTECT, related_name="flags")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = models.TextField()
    raised_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"flag {self.pk}"
