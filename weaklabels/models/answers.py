from django.db import models
from django.utils import timezone

from annotate.models import Document, Project
from weaklabels.models.functions import FunctionVersion


class ModelAnswer(models.Model):
    """What a language model said of a text, kept so that the same is never asked, or paid for, twice.

    `key` is a hash of model, prompt, possible answers and text. `answer` is one of the answers the rule allows, or ""
    for anything else. Where it is asked for words, `marks` are places in the text (start, end, answer), `absent` counts
    quotes that stand nowhere in it, and `unread` lines that were no quote. An erased document leaves its tokens, which
    were paid for, and nothing else.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(FunctionVersion, models.PROTECT, related_name="answers")  # that asked first
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    key = models.BinaryField(max_length=32, null=True)
    answer = models.CharField(max_length=200, blank=True)
    marks = models.JSONField(null=True)
    absent = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    tokens_in = models.PositiveIntegerField()
    tokens_out = models.PositiveIntegerField()
    cost = models.DecimalField(max_digits=14, decimal_places=8)  # at the price of that day
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="one_answer_per_prompt_and_text")
        ]

    def __str__(self) -> str:
        return self.answer or "none of the answers"
