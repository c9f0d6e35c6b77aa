from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Schema, Source, User
from booklet.models.decisions import Decision


class SchemeChange(models.Model):
    """Labels that were renamed, merged, moved or split in one act, from one schema to the next. Append-only.

    `labels` are pairs of ids: answers with the first say the second from then on. `followed` is what rules and
    examples were made of it, for taking it back; and of a label that answers another question now the two ids, as
    "moved".
    """

    class Act(models.TextChoices):
        RENAME = "rename", _("Rename")
        MERGE = "merge", _("Merge")
        MOVE = "move", _("Move")
        SPLIT = "split", _("Split")
        TRANSFER = "transfer", _("Move to another question")
        UNDO = "undo", _("Take back")

    project = models.ForeignKey(Project, models.PROTECT, related_name="scheme_changes", db_index=False)
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act)
    wish = models.JSONField(default=dict)  # act, labels, into, names, question
    labels = models.JSONField(default=list)
    before = models.ForeignKey(Schema, models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey(Schema, models.PROTECT, related_name="+", db_index=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="scheme_change")
    source = models.OneToOneField(Source, models.PROTECT, related_name="+")  # that writes answers anew
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    followed = models.JSONField(default=dict)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="scheme_changes_are_numbered")
        ]

    def __str__(self) -> str:
        return self.decision.title

    @property
    def is_undone(self) -> bool:
        return hasattr(self, "undone_by")
