from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID

TABLES = [
    migrations.CreateModel(
        "RuleSettings",
        [
            (
                "question",
                models.OneToOneField(
                    "annotate.question",
                    PROTECT,
                    related_name="rule_settings",
                    primary_key=True,
                    serialize=False,
                ),
            ),
            (
                "label_model",
                models.CharField(
                    verbose_name="label model",
                    max_length=20,
                    default="cavity",
                    choices=[
                        ("cavity", "leave-one-out, with gold"),
                        ("dawid_skene", "Dawid and Skene, with gold"),
                        ("majority", "majority vote"),
                        ("noisy_or", "noisy-or over proposals"),
                    ],
                ),
            ),
            (
                "orders_queue",
                models.BooleanField(
                    verbose_name="documents on which rules disagree come first", default=False
                ),
            ),
            (
                "makes_suggestions",
                models.BooleanField(
                    verbose_name="what the rules say is suggested to annotators", default=True
                ),
            ),
            (
                "suggests_from_percent",
                models.PositiveSmallIntegerField(
                    verbose_name="suggested from this probability on",
                    default=50,
                    validators=[MinValueValidator(1), MaxValueValidator(100)],
                ),
            ),
        ],
        {
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("suggests_from_percent__gte", 1), ("suggests_from_percent__lte", 100)
                    ),
                    name="suggested_from_is_a_probability",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "PythonPermission",
        [
            (
                "project",
                models.OneToOneField(
                    "annotate.project",
                    PROTECT,
                    related_name="python_permission",
                    primary_key=True,
                    serialize=False,
                ),
            ),
            (
                "roles",
                ArrayField(
                    models.CharField(
                        max_length=20,
                        choices=[
                            ("annotator", "annotator"),
                            ("expert", "expert"),
                            ("supervisor", "supervisor"),
                            ("owner", "owner"),
                            ("viewer", "viewer"),
                        ],
                    )
                ),
            ),
            ("changed_at", models.DateTimeField(default=now)),
        ],
    ),
    migrations.CreateModel(
        "LabelModelFit",
        [
            ID,
            (
                "label_model",
                models.CharField(
                    max_length=20,
                    choices=[
                        ("cavity", "leave-one-out, with gold"),
                        ("dawid_skene", "Dawid and Skene, with gold"),
                        ("majority", "majority vote"),
                        ("noisy_or", "noisy-or over proposals"),
                    ],
                ),
            ),
            ("columns", ArrayField(models.BigIntegerField(), default=list)),
            ("labels", ArrayField(models.BigIntegerField(), default=list)),
            ("documents", models.BigIntegerField()),
            ("report", models.JSONField(default=dict)),
            ("made_at", models.DateTimeField(default=now)),
            ("took_ms", models.PositiveIntegerField(default=0)),
            (
                "project",
                models.ForeignKey(
                    "annotate.project", PROTECT, related_name="label_model_fits", db_index=False
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="label_model_fits", db_index=False
                ),
            ),
            ("ranking", models.ForeignKey("annotate.ranking", PROTECT, related_name="+", null=True)),
        ],
        {
            "indexes": [
                models.Index(fields=["question", "-id"], name="newest_fit"),
            ],
        },
    ),
    migrations.CreateModel(
        "SoftLabels",
        [
            (
                "fit",
                models.OneToOneField(
                    "weaklabels.labelmodelfit",
                    CASCADE,
                    related_name="soft_labels",
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("documents", models.BinaryField()),
            ("probabilities", models.BinaryField()),
            ("labels", models.BinaryField(null=True)),
            ("starts", models.BinaryField(null=True)),
            ("ends", models.BinaryField(null=True)),
        ],
    ),
    migrations.CreateModel(
        "ProposedPiece",
        [
            ID,
            ("block", models.BigIntegerField()),
            ("documents", models.BinaryField()),
            ("labels", models.BinaryField()),
            ("scores", models.BinaryField()),
            ("starts", models.BinaryField(null=True)),
            ("ends", models.BinaryField(null=True)),
            ("fit", models.ForeignKey("weaklabels.labelmodelfit", CASCADE, related_name="+", db_index=False)),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+", db_index=False)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("question", "block"), name="one_proposed_piece_per_block"),
            ],
        },
    ),
]
