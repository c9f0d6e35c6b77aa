from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "LabelingFunction",
        [
            ID,
            (
                "kind",
                models.CharField(
                    max_length=20,
                    choices=[
                        ("declarative", "written without code"),
                        ("python", "written in Python"),
                        ("uploaded", "votes made elsewhere"),
                        ("language_model", "asked of a language model"),
                    ],
                ),
            ),
            ("name", models.CharField(max_length=120)),
            ("guideline", models.TextField(blank=True)),
            ("created_at", models.DateTimeField(default=now)),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="labeling_functions")),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="labeling_functions")),
            (
                "origin",
                models.CharField(
                    max_length=10,
                    default="written",
                    choices=[
                        ("written", "written by hand"),
                        ("shown", "from words marked in a document"),
                        ("proposed", "proposed from labelled documents"),
                    ],
                ),
            ),
            (
                "shown_in",
                models.ForeignKey(
                    "annotate.document", PROTECT, related_name="+", null=True, blank=True, db_index=False
                ),
            ),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("retired_at", None)),
                    fields=("project", "name"),
                    name="one_living_rule_per_name",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "FunctionVersion",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("definition", models.JSONField()),
            ("made_at", models.DateTimeField(default=now)),
            ("restores", models.PositiveIntegerField(blank=True, null=True)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("label", models.ForeignKey("annotate.label", PROTECT, related_name="+", null=True, blank=True)),
            ("function", models.ForeignKey("weaklabels.labelingfunction", PROTECT, related_name="versions")),
        ],
        {
            "ordering": ["function", "-number"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("function", "number"), name="versions_of_a_rule_are_numbered"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "DeclinedRule",
        [
            ID,
            ("definition", models.JSONField()),
            ("declined_at", models.DateTimeField(default=now)),
            ("declined_by", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
            ("label", models.ForeignKey("annotate.label", PROTECT, related_name="+", db_index=False)),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="declined_rules")),
        ],
        {
            "ordering": ["-id"],
        },
    ),
    migrations.CreateModel(
        "Dictionary",
        [
            ID,
            ("name", models.CharField(max_length=120)),
            ("number", models.PositiveIntegerField()),
            ("packed", models.BinaryField()),
            ("sha256", models.BinaryField(max_length=32)),
            ("entries", models.PositiveIntegerField()),
            ("uploaded_at", models.DateTimeField(default=now)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="dictionaries")),
            ("uploaded_by", models.ForeignKey(USER, PROTECT, related_name="+")),
        ],
        {
            "ordering": [
                models.OrderBy(models.F("name")),
                models.OrderBy(models.F("number"), descending=True),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("project", "name", "number"), name="versions_of_a_dictionary_are_numbered"
                ),
            ],
        },
    ),
]
