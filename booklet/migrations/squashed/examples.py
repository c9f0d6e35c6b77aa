from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Example",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            (
                "kind",
                models.CharField(
                    max_length=12,
                    choices=[
                        ("counts", "counts"),
                        ("does_not", "does not count"),
                        ("borderline", "borderline"),
                    ],
                ),
            ),
            ("start", models.PositiveIntegerField(blank=True, null=True)),
            ("end", models.PositiveIntegerField(blank=True, null=True)),
            ("says", models.JSONField(default=list)),
            ("reasoning", models.TextField()),
            ("words", SearchVectorField(null=True)),
            ("guideline_version", models.PositiveIntegerField()),
            ("made_at", models.DateTimeField(default=now)),
            ("replaced_at", models.DateTimeField(blank=True, null=True)),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="examples")),
            ("page", models.ForeignKey("booklet.page", PROTECT, related_name="examples", db_index=False)),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="examples", db_index=False),
            ),
        ],
        {
            "ordering": ["-number", "-id"],
            "indexes": [
                models.Index(
                    condition=models.Q(("replaced_at", None)),
                    fields=["page", "number"],
                    name="examples_of_page",
                ),
                GinIndex(fields=["words"], name="examples_by_word"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("replaced_at", None)),
                    fields=("project", "number"),
                    name="one_example_of_a_number_holds",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("end", None), ("start", None)),
                        models.Q(("end__gt", models.F("start")), ("start__isnull", False)),
                        _connector="OR",
                    ),
                    name="example_is_a_stretch_or_all",
                ),
            ],
        },
    ),
]
