from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT, SET_NULL
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "LearningSettings",
        [
            (
                "question",
                models.OneToOneField(
                    "annotate.question",
                    PROTECT,
                    related_name="learning_settings",
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("learns", models.BooleanField(verbose_name="a model learns from the answers", default=True)),
            ("orders_queue", models.BooleanField(verbose_name="the model orders the queue", default=True)),
            ("suggests", models.BooleanField(verbose_name="the model suggests answers", default=True)),
            (
                "strategy",
                models.CharField(
                    verbose_name="strategy",
                    max_length=20,
                    default="margin",
                    choices=[
                        ("margin", "torn between two labels"),
                        ("least_confidence", "least sure of its answer"),
                        ("entropy", "unsure between all labels"),
                        ("k_centre", "torn, and unlike one another"),
                        ("committee", "several models disagree"),
                        ("rules_disagree", "rules disagree"),
                        ("rarity", "perhaps a rare label"),
                        ("spans_normalised", "torn about its words, word for word"),
                        ("spans_total", "torn about its words, all together"),
                        ("random", "random"),
                    ],
                ),
            ),
            (
                "answers_a_run",
                models.PositiveSmallIntegerField(
                    verbose_name="new answers until it learns again",
                    default=10,
                    validators=[MinValueValidator(1), MaxValueValidator(10000)],
                ),
            ),
            (
                "minutes_a_run",
                models.PositiveSmallIntegerField(
                    verbose_name="minutes after which even one new answer is enough",
                    default=30,
                    validators=[MinValueValidator(1), MaxValueValidator(10000)],
                ),
            ),
            (
                "goal",
                models.FloatField(
                    verbose_name="quality that is enough, as F1",
                    blank=True,
                    null=True,
                    validators=[MinValueValidator(0.05), MaxValueValidator(1.0)],
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        "LearningState",
        [
            (
                "project",
                models.OneToOneField(
                    "annotate.project",
                    PROTECT,
                    related_name="learning_state",
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("looked_at", models.DateTimeField()),
        ],
    ),
    migrations.CreateModel(
        "ModelRun",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("labels", ArrayField(models.BigIntegerField())),
            ("seed", models.BigIntegerField()),
            ("answers", models.BinaryField()),
            ("gold", models.BinaryField()),
            ("documents", models.PositiveIntegerField()),
            ("softly", models.PositiveIntegerField(default=0)),
            ("counts", ArrayField(models.FloatField(), default=list)),
            ("active_ms", models.BigIntegerField(default=0)),
            ("audit", models.BinaryField(default=bytes)),
            ("audit_chances", models.BinaryField(default=bytes)),
            ("report", models.JSONField(default=dict)),
            ("versions", models.JSONField(default=dict)),
            ("made_at", models.DateTimeField(default=now)),
            ("took_ms", models.PositiveIntegerField(default=0)),
            ("file", models.ForeignKey("annotate.storedfile", PROTECT, related_name="+", null=True)),
            (
                "fit",
                models.ForeignKey(
                    "weaklabels.labelmodelfit", SET_NULL, related_name="+", null=True, db_index=False
                ),
            ),
            ("predictions", models.ForeignKey("annotate.storedfile", PROTECT, related_name="+", null=True)),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="model_runs", db_index=False),
            ),
            (
                "question",
                models.ForeignKey("annotate.question", PROTECT, related_name="model_runs", db_index=False),
            ),
            ("schema", models.ForeignKey("annotate.schema", PROTECT, related_name="+", db_index=False)),
            ("audit_spans", models.BinaryField(default=bytes)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("question", "number"), name="one_run_per_number"),
            ],
        },
    ),
    migrations.CreateModel(
        "PredictedPiece",
        [
            ID,
            ("block", models.BigIntegerField()),
            ("documents", models.BinaryField()),
            ("labels", models.BinaryField()),
            ("scores", models.BinaryField()),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+", db_index=False)),
            ("run", models.ForeignKey("weaklabels.modelrun", CASCADE, related_name="+", db_index=False)),
            ("ends", models.BinaryField(null=True)),
            ("starts", models.BinaryField(null=True)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("question", "block"), name="one_prediction_per_block"),
            ],
        },
    ),
    migrations.CreateModel(
        "Duel",
        [
            ID,
            ("document", models.BigIntegerField()),
            ("ranked_said", models.BigIntegerField()),
            ("control_said", models.BigIntegerField()),
            ("disagreement", models.FloatField()),
            ("run", models.ForeignKey("weaklabels.modelrun", CASCADE, related_name="duels", db_index=False)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("run", "document"), name="one_duel_per_document_and_run"),
            ],
        },
    ),
    migrations.CreateModel(
        "PublishedModel",
        [
            ID,
            ("version", models.PositiveIntegerField()),
            ("published_at", models.DateTimeField(default=now)),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="published_models")),
            ("published_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+", db_index=False)),
            ("retired_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            ("run", models.ForeignKey("weaklabels.modelrun", PROTECT, related_name="+", db_index=False)),
        ],
        {
            "ordering": ["question", "-version"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("question", "version"), name="one_published_model_per_version"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "PredictUse",
        [
            ID,
            ("minute", models.BigIntegerField()),
            ("requests", models.PositiveIntegerField(default=0)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="+", db_index=False)),
            ("user", models.ForeignKey(USER, PROTECT, related_name="+")),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("project", "user"), name="one_count_per_person_and_project"),
            ],
        },
    ),
]
