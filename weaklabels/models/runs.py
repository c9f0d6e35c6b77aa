from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Question, Schema, StoredFile, User
from weaklabels.models.fits import LabelModelFit
from weaklabels.models.servers import ModelServer


class LearningSettings(models.Model):
    """How a question's model learns, and how it orders the queue. Without a row, as it is here by default."""

    class Strategy(models.TextChoices):
        MARGIN = "margin", _("torn between two labels")
        LEAST_CONFIDENCE = "least_confidence", _("least sure of its answer")
        ENTROPY = "entropy", _("unsure between all labels")
        K_CENTRE = "k_centre", _("torn, and unlike one another")
        COMMITTEE = "committee", _("several models disagree")
        RULES_DISAGREE = "rules_disagree", _("rules disagree")
        RARITY = "rarity", _("perhaps a rare label")
        SPANS_NORMALISED = "spans_normalised", _("torn about its words, word for word")
        SPANS_TOTAL = "spans_total", _("torn about its words, all together")
        RANDOM = "random", _("random")

    question = models.OneToOneField(
        Question, models.PROTECT, primary_key=True, related_name="learning_settings"
    )
    learns = models.BooleanField(_("a model learns from the answers"), default=True)
    orders_queue = models.BooleanField(_("the model orders the queue"), default=True)
    suggests = models.BooleanField(_("the model suggests answers"), default=True)
    strategy = models.CharField(_("strategy"), max_length=20, choices=Strategy, default=Strategy.MARGIN)
    answers_a_run = models.PositiveSmallIntegerField(
        _("new answers until it learns again"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    minutes_a_run = models.PositiveSmallIntegerField(
        _("minutes after which even one new answer is enough"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    goal = models.FloatField(
        _("quality that is enough, as F1"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.05), MaxValueValidator(1.0)],
    )

    def __str__(self) -> str:
        return f"learning of question {self.question_id}"


class LearningState(models.Model):
    """When a project's answers were last looked at by a training: what came since is what makes the next one due."""

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="learning_state")
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"learned until {self.looked_at}"


class ModelRun(models.Model):
    """One training: from what it learned, how long it took, and what it makes of the audit share.

    `answers` and `gold` are the int64 ids of the very rows it learned from: with `seed`, `fit` and `versions` the same
    model can be made again. `audit` are the ids of the audit documents it was asked, `audit_chances` a float16 row of
    `len(labels)` beside each, so that every later answer scores every earlier run. Of a question for
    words it is `audit_spans`: int32 rows of the document's place in `audit`, start, end, the label's place in `labels`.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="model_runs", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="model_runs", db_index=False)
    schema = models.ForeignKey(Schema, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()  # within the question
    labels = ArrayField(models.BigIntegerField())  # label ids, or the steps of a scale
    seed = models.BigIntegerField()
    answers = models.BinaryField()
    gold = models.BinaryField()
    fit = models.ForeignKey(LabelModelFit, models.SET_NULL, null=True, related_name="+", db_index=False)
    documents = models.PositiveIntegerField()  # documents with answers or gold that it learned from
    softly = models.PositiveIntegerField(default=0)  # documents of which only rules speak
    counts = ArrayField(models.FloatField(), default=list)  # answered documents of each label
    active_ms = models.BigIntegerField(default=0)  # of the answers it learned from
    audit = models.BinaryField(default=bytes)
    audit_chances = models.BinaryField(default=bytes)
    audit_spans = models.BinaryField(default=bytes)
    report = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    predictions = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_run_per_number")]

    def __str__(self) -> str:
        return f"run {self.number} of question {self.question_id}"


class PredictedPiece(models.Model):
    """What a model would suggest for the documents of one block of ids, read when one is lent.

    The model is ours, of `run`, or that of a server, which was asked in the job `asking`.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    block = models.BigIntegerField()  # document id // BLOCK
    run = models.ForeignKey(ModelRun, models.CASCADE, related_name="+", db_index=False, null=True)
    server = models.ForeignKey(ModelServer, models.CASCADE, related_name="+", null=True)
    asking = models.BigIntegerField(null=True)
    documents = models.BinaryField()  # int64, ascending; a document stands once for each of its labels
    labels = models.BinaryField()  # int32
    scores = models.BinaryField()  # float32
    starts = models.BinaryField(null=True)  # int32; of spans only
    ends = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "block", "server"], nulls_distinct=False, name="one_prediction_per_block"
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=False, server=None, asking=None)
                | Q(run=None, server__isnull=False, asking__isnull=False),
                name="a_prediction_is_of_a_run_or_a_server",
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.block} of question {self.question_id}"


class Duel(models.Model):
    """A document on which the two arms disagree, with what both said before either could learn it.

    A duel that is drawn by a generation is the one of the newest run before it. The timed arms learned from equal
    seconds, the others from equal numbers of answers; without them both are the same.
    """

    run = models.ForeignKey(ModelRun, models.CASCADE, related_name="duels", db_index=False)
    document = models.BigIntegerField()
    ranked_said = models.BigIntegerField()
    control_said = models.BigIntegerField()
    timed_ranked_said = models.BigIntegerField(null=True)
    timed_control_said = models.BigIntegerField(null=True)
    disagreement = models.FloatField()  # share of the open documents on which the models disagreed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "document"], name="one_duel_per_document_and_run")
        ]

    def __str__(self) -> str:
        return f"duel over document {self.document}"


class PublishedModel(models.Model):
    """A run that programs may ask. The newest that is not taken back is asked where no version is named."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="published_models")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(ModelRun, models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()  # within the question
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["question", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="one_published_model_per_version")
        ]

    def __str__(self) -> str:
        return f"version {self.version} of question {self.question_id}"


class PredictUse(models.Model):
    """How often a person has asked a project's published models in the minute that is going on."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    minute = models.BigIntegerField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_count_per_person_and_project")
        ]

    def __str__(self) -> str:
        return f"{self.requests} requests of {self.user_id}"
