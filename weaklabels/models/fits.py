from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Question, Ranking
from annotate.roles import Role


class RuleSettings(models.Model):
    """How a project's rules are used for one question."""

    class Model(models.TextChoices):
        CAVITY = "cavity", _("leave-one-out, with gold")
        DAWID_SKENE = "dawid_skene", _("Dawid and Skene, with gold")
        MAJORITY = "majority", _("majority vote")
        # Of spans and of several labels; nothing to choose
        NOISY_OR = (
            "noisy_or",
            _("noisy-or over proposals"),
        )

    question = models.OneToOneField(Question, models.PROTECT, primary_key=True, related_name="rule_settings")
    label_model = models.CharField(_("label model"), max_length=20, choices=Model, default=Model.CAVITY)
    orders_queue = models.BooleanField(_("documents on which rules disagree come first"), default=False)
    makes_suggestions = models.BooleanField(_("what the rules say is suggested to annotators"), default=True)
    suggests_from_percent = models.PositiveSmallIntegerField(
        _("suggested from this probability on"),
        default=50,  # what is more likely right than wrong
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(suggests_from_percent__gte=1, suggests_from_percent__lte=100),
                name="suggested_from_is_a_probability",
            )
        ]

    def __str__(self) -> str:
        return f"rules of question {self.question_id}"


class PythonPermission(models.Model):
    """An owner lets people of these roles write rules in Python. Without a row nobody may."""

    project = models.OneToOneField(
        Project, models.PROTECT, primary_key=True, related_name="python_permission"
    )
    roles = ArrayField(models.CharField(max_length=20, choices=Role))
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return ", ".join(self.roles)


class LabelModelFit(models.Model):
    """One run of a label model over the votes of a question's rules, with every figure the pages show.

    `columns` are the versions it used, in the order of the report's rows; the newest fit of a question holds.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="label_model_fits", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="label_model_fits", db_index=False)
    label_model = models.CharField(max_length=20, choices=RuleSettings.Model)  # the one in use
    columns = ArrayField(models.BigIntegerField(), default=list)
    labels = ArrayField(models.BigIntegerField(), default=list)  # label ids in the order of the probabilities
    documents = models.BigIntegerField()  # of the project, erased and withdrawn ones not counted
    report = models.JSONField(default=dict)
    ranking = models.ForeignKey(Ranking, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["question", "-id"], name="newest_fit")]

    def __str__(self) -> str:
        return f"fit {self.pk} of question {self.question_id}"


class SoftLabels(models.Model):
    """What a fit makes of every document some rule speaks of: packed as votes are.

    `documents` are int64 ids, ascending; `probabilities` float32, a row of `len(fit.labels)` beside each (for spans
    one number, with `labels`, `starts` and `ends` as in a piece of votes).
    """

    fit = models.OneToOneField(LabelModelFit, models.CASCADE, primary_key=True, related_name="soft_labels")
    documents = models.BinaryField()
    probabilities = models.BinaryField()
    labels = models.BinaryField(null=True)
    starts = models.BinaryField(null=True)
    ends = models.BinaryField(null=True)

    def __str__(self) -> str:
        return f"soft labels of fit {self.fit_id}"


class ProposedPiece(models.Model):
    """What the newest fit would suggest for the documents of one block of ids: read whole when one of them is lent.

    `documents` are int64 ids, ascending (a document stands once for each label or span); beside them int32 label ids,
    float32 scores and, for spans, int32 code points.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    block = models.BigIntegerField()
    fit = models.ForeignKey(LabelModelFit, models.CASCADE, related_name="+", db_index=False)
    documents = models.BinaryField()
    labels = models.BinaryField()
    scores = models.BinaryField()
    starts = models.BinaryField(null=True)
    ends = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "block"], name="one_proposed_piece_per_block")
        ]

    def __str__(self) -> str:
        return f"proposals of fit {self.fit_id}, block {self.block}"
