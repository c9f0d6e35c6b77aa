from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models.people import User
from annotate.models.projects import Project


class NotificationQuerySet(models.QuerySet):
    def of(self, reader: User) -> "NotificationQuerySet":
        """Those of a person, from the projects they are still a member of."""
        return self.filter(
            reader=reader,
            project__retired_at=None,
            project__memberships__user=reader,
            project__memberships__ended_at=None,
        )


class Notification(models.Model):
    """Something happened that concerns somebody. It holds no words: what it is about has its page and its rules.

    `target` is the id of what it is about, of a kind that `kind` tells; the page it leads to asks again who may read.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", _("a question of mine was answered")
        DECISION = "decision", _("something was decided")
        RETURNED = "returned", _("documents came back to me")
        PROPOSAL = "proposal", _("an edit I suggested was approved or declined")
        MENTION = "mention", _("somebody named me in a comment")

    reader = models.ForeignKey(User, models.PROTECT, related_name="notifications", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    target = models.BigIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["reader", "-id"], name="notifications_of_reader"),
            models.Index(
                fields=["reader", "project"], condition=models.Q(read_at=None), name="unread_notifications"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.reader_id}"
