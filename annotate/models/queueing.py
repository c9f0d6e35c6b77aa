from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotate.models.documents import Document
from annotate.models.people import User
from annotate.models.projects import Project
from annotate.models.standings import Stream

IN_NO_OVERLAP = 10_000  # an overlap key below which no share reaches: everybody may know what is right there


class Pool(models.IntegerChoices):
    """Fixed at import by a keyed hash of the document's group, so uniform over the project for ever."""

    OPEN = 0
    AUDIT = 1


class QueueRow(models.Model):
    """The narrow row that says whether a document may still be lent. `claimed` never passes `wants`.

    `claimed` counts the standings that hold a slot: live leases, reservations and answers.
    """

    # Checked once a statement: the document is one of this very project (migration 0020).
    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="queue_row", db_constraint=False
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    pool = models.SmallIntegerField(choices=Pool)
    random_key = models.BigIntegerField()
    # 0..9999, or IN_NO_OVERLAP; below the project's share it wants more
    overlap_key = models.SmallIntegerField()
    wants = models.SmallIntegerField()
    claimed = models.SmallIntegerField(default=0)
    is_held = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(claimed__gte=0), name="claimed_is_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["project", "pool", "random_key", "document"],
                condition=Q(claimed__lt=F("wants"), is_held=False),
                name="free_in_random_order",
            ),
            models.Index(fields=["project", "document"], name="queue_rows_of_project"),
            models.Index(fields=["project", "document"], condition=Q(is_held=True), name="held_documents"),
        ]

    def __str__(self) -> str:
        return f"{self.claimed}/{self.wants} of {self.document_id}"


class FreedSlot(models.Model):
    """A document that got a slot back: looked at before the walk in random order, which may be past it."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    pool = models.SmallIntegerField(choices=Pool)
    random_key = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["project", "pool", "random_key"], name="freed_in_random_order")]

    def __str__(self) -> str:
        return f"freed {self.document_id}"


class Watermark(models.Model):
    """Where an annotator's walk begins: nothing before it was free for them when it was set."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    annotator = models.ForeignKey(User, models.PROTECT, related_name="+")
    pool = models.SmallIntegerField(choices=Pool)
    random_key = models.BigIntegerField()
    epoch = models.BigIntegerField()  # of the project's queue when it was set; another epoch voids it
    # Documents of the pool that were free for them when last counted, and those free for others that they had then
    free = models.BigIntegerField(default=0)
    had = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "annotator", "pool"], name="one_watermark_per_walk")
        ]

    def __str__(self) -> str:
        return f"{self.annotator_id} at {self.random_key}"


class Ranking(models.Model):
    """One generation of the lists documents are served from. Written whole, then switched by `Project.ranking`."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="rankings")
    reasons = ArrayField(models.CharField(max_length=200), default=list)  # that annotators may read
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"generation {self.pk}"


class RankedStretch(models.Model):
    """A few consecutive candidates of a stream, the best first: documents, their scores, and places in `reasons`.

    Packed, because a generation is written anew after every few answers: ten thousand rows with an index each
    would cost more than all answers do.
    """

    LENGTH = 32

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="stretches", db_index=False)
    stream = models.CharField(max_length=12, choices=Stream)
    number = models.PositiveSmallIntegerField()
    documents = ArrayField(models.BigIntegerField())
    scores = ArrayField(models.FloatField())
    reasons = ArrayField(models.SmallIntegerField())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "stream", "number"], name="one_stretch_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number * self.LENGTH}: {len(self.documents)} documents"
