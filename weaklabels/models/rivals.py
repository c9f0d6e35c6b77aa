from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Question, User


class Rival(models.Model):
    """What a model that is not ours says of the audit documents. A newer word under its name takes its place.

    `documents` are int64 ids, ascending, one for each label that is given; `labels` int32 beside them, -1 for none.
    Of a question for words `starts` and `ends` are int32 beside them.
    """

    class Kind(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded predictions")
        ESTIMATOR = "estimator", _("a class of the operator's")
        SERVER = "server", _("a server")

    project = models.ForeignKey(Project, models.PROTECT, related_name="rivals", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="rivals", db_index=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    documents = models.BinaryField()
    labels = models.BinaryField()
    starts = models.BinaryField(null=True)
    ends = models.BinaryField(null=True)
    problem = models.TextField(blank=True)  # what a class raised
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question", "name"]
        constraints = [models.UniqueConstraint(fields=["question", "name"], name="one_rival_per_name")]

    def __str__(self) -> str:
        return self.name
