from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Training",
        [
            ID,
            (
                "size",
                models.PositiveSmallIntegerField(
                    default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
                ),
            ),
            ("mark", models.PositiveSmallIntegerField(default=80, validators=[MaxValueValidator(100)])),
            ("project", models.OneToOneField("annotate.project", PROTECT, related_name="training")),
        ],
    ),
    migrations.CreateModel(
        "TrainingRun",
        [
            ID,
            ("examples", ArrayField(models.BigIntegerField())),
            ("mark", models.PositiveSmallIntegerField()),
            ("begun_at", models.DateTimeField(default=now)),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
            ("has_passed", models.BooleanField(default=False)),
            ("annotator", models.ForeignKey(USER, PROTECT, related_name="+")),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="training_runs", db_index=False),
            ),
        ],
        {
            "ordering": ["-id"],
            "indexes": [
                models.Index(fields=["project", "annotator", "-id"], name="training_runs_of_annotator"),
            ],
        },
    ),
    migrations.CreateModel(
        "TrainingAnswer",
        [
            ID,
            ("says", models.JSONField(default=list)),
            ("is_right", models.BooleanField()),
            ("answered_at", models.DateTimeField(default=now)),
            ("example", models.ForeignKey("booklet.example", PROTECT, related_name="+", db_index=False)),
            (
                "run",
                models.ForeignKey("booklet.trainingrun", PROTECT, related_name="answers", db_index=False),
            ),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("run", "example"), name="an_example_is_asked_once"),
            ],
        },
    ),
]
