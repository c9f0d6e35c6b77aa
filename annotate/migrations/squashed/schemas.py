from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Question",
        [
            ID,
            (
                "kind",
                models.CharField(
                    max_length=20,
                    choices=[
                        ("choice", "one label"),
                        ("choices", "any number of labels"),
                        ("spans", "labelled words"),
                        ("relations", "relations between words"),
                        ("text", "a text of one's own"),
                        ("rating", "a rating"),
                    ],
                ),
            ),
            ("name", models.CharField(max_length=200)),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="questions")),
        ],
        {
            "ordering": ["id"],
        },
    ),
    migrations.CreateModel(
        "Label",
        [
            ID,
            ("name", models.CharField(max_length=200)),
            (
                "slot",
                models.PositiveSmallIntegerField(
                    default=1, validators=[MinValueValidator(1), MaxValueValidator(8)]
                ),
            ),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            (
                "parent",
                models.ForeignKey("annotate.label", PROTECT, related_name="children", null=True, blank=True),
            ),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="labels")),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("retired_at", None)),
                    fields=("question", "name"),
                    name="one_label_per_name",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Schema",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("body", models.JSONField()),
            ("published_at", models.DateTimeField(default=now)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="schemas")),
            ("published_by", models.ForeignKey(USER, PROTECT, related_name="+")),
        ],
        {
            "ordering": ["-number"],
            "constraints": [
                models.UniqueConstraint(fields=("project", "number"), name="schema_numbers_are_unique"),
            ],
        },
    ),
    migrations.CreateModel(
        "SchemaDraft",
        [
            ID,
            ("body", models.JSONField()),
            ("version", models.PositiveIntegerField(default=1)),
            ("changed_at", models.DateTimeField(auto_now=True)),
            ("changed_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("project", models.OneToOneField("annotate.project", PROTECT, related_name="schema_draft")),
        ],
    ),
]
