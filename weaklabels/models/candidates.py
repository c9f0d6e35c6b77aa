from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Question, Stream


class CandidateList(models.Model):
    """Documents that one source wants answered soon, the first first: a part of the next generation of the order.

    Packed as votes are: `documents` int64 ids, `scores` float32, `reason_numbers` int32 places in `reasons`.
    """

    class Source(models.TextChoices):
        SENT = "sent", _("sent by a person")
        RULES = "rules", _("the rules")
        MODEL = "model", _("the model")
        SERVER = "server", _("a model server")

    project = models.ForeignKey(Project, models.PROTECT, related_name="candidate_lists")
    question = models.ForeignKey(Question, models.PROTECT, related_name="candidate_lists", db_index=False)
    source = models.CharField(max_length=12, choices=Source)
    stream = models.CharField(max_length=12, choices=Stream, default=Stream.RANKED)
    documents = models.BinaryField()
    scores = models.BinaryField()
    reason_numbers = models.BinaryField()
    reasons = ArrayField(models.CharField(max_length=200), default=list)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "source", "stream"], name="one_candidate_list_per_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} of question {self.question_id}"
