from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from annotate.models import Project
from weaklabels.models.functions import FunctionVersion


class VoteColumn(models.Model):
    """What one version of a rule says of all documents: the pieces, as far as it has looked.

    `looked_until` is the last document id it has seen, so documents that come later are all that is left to look at.
    """

    version = models.OneToOneField(FunctionVersion, models.PROTECT, primary_key=True, related_name="column")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    looked_until = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)  # documents looked at
    hits = models.BigIntegerField(default=0)  # documents it says something of
    error = models.TextField(blank=True)  # why it could not go on, in a sentence for its author
    waits = models.BooleanField(default=False)  # the error is none of the rule's: the next run tries again
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.hits} votes of version {self.version_id}"


class VotePiece(models.Model):
    """The votes of a column on the documents from `first` to `last` (ids): packed, written whole, replaced whole.

    `documents` are little-endian int64 ids, ascending (a document stands once for each span); `labels` are int32
    label ids beside them; `starts` and `ends` int32 code points, for a question about spans.
    """

    column = models.ForeignKey(VoteColumn, models.PROTECT, related_name="pieces", db_index=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    documents = models.BinaryField()
    labels = models.BinaryField()
    starts = models.BinaryField(null=True)
    ends = models.BinaryField(null=True)

    class Meta:
        ordering = ["column", "first"]
        constraints = [
            models.UniqueConstraint(fields=["column", "first"], name="one_piece_of_a_column_per_stretch"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="a_piece_is_a_stretch"),
        ]

    def __str__(self) -> str:
        return f"votes on {self.first} to {self.last}"
