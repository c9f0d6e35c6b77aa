from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Question, User
from weaklabels.models.rivals import Rival


class ModelServer(models.Model):
    """A server of the operator's list that is asked about a question, and what it is asked for.

    `address` is as people may read it; what it is asked with stands in the settings alone.
    """

    class Use(models.TextChoices):
        COMPARED = "compared", _("it is only compared")
        SUGGESTS = "suggests", _("it suggests answers")
        LEADS = "leads", _("it suggests answers and orders the queue")

    project = models.ForeignKey(Project, models.PROTECT, related_name="model_servers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="model_servers", db_index=False)
    address = models.CharField(max_length=100)
    use = models.CharField(max_length=12, choices=Use, default=Use.COMPARED)
    version = models.CharField(max_length=200, blank=True)  # what it calls its model
    problem = models.TextField(blank=True)  # why it could not be asked, or what it sent could not be believed
    rival = models.OneToOneField(Rival, models.SET_NULL, null=True, related_name="server")
    asked_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)  # when it was asked about the whole audit share
    taught_until = models.BigIntegerField(default=0)  # the newest annotation it was sent
    taught_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question", "address"]
        constraints = [
            models.UniqueConstraint(fields=["question", "address"], name="one_server_per_address"),
            models.UniqueConstraint(
                fields=["question"], condition=~Q(use="compared"), name="one_server_suggests"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def leads(self) -> bool:
        return self.use == self.Use.LEADS

    @property
    def suggests(self) -> bool:
        return self.use != self.Use.COMPARED
