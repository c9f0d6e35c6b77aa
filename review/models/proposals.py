from django.contrib.postgres.fields import ArrayField
from django.db import models

from annotate.models import Document, Project, Question


class Proposal(models.Model):
    """What each way of putting a document's answers together would make gold, as a count found it.

    `contents` and `percents` are in the order of the ways of the question's kind: review/services/acceptance/ways.py.
    """

    preview = models.BigIntegerField()  # the job that counted
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    answers = ArrayField(models.BigIntegerField())  # everybody's current ones then, with who gave them
    people = ArrayField(models.BigIntegerField())
    contents = models.JSONField()  # ids and numbers; of a text the annotation that says it; null: a tie
    percents = ArrayField(models.SmallIntegerField())  # how sure each is; UNSURE of a tie
    apart = models.SmallIntegerField()  # a bit for each pair of ways that would make something else gold

    class Meta:
        indexes = [models.Index(fields=["preview", "document"], name="proposals_of_a_count")]

    def __str__(self) -> str:
        return f"proposals for document {self.document_id}"
