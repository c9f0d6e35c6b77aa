from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Decision",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("title", models.CharField(max_length=120)),
            ("context", models.TextField(blank=True)),
            ("decision", models.TextField()),
            ("consequences", models.TextField(blank=True)),
            ("quotes", models.JSONField(default=list)),
            ("made_at", models.DateTimeField(default=now)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            (
                "inquiries",
                models.ManyToManyField(blank=True, related_name="decisions", to="annotate.inquiry"),
            ),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="decisions", db_index=False),
            ),
            (
                "page",
                models.ForeignKey("booklet.page", PROTECT, related_name="decisions", null=True, blank=True),
            ),
            (
                "revision",
                models.ForeignKey(
                    "booklet.revision", PROTECT, related_name="+", null=True, blank=True, db_index=False
                ),
            ),
        ],
        {
            "ordering": ["-number"],
            "indexes": [
                GinIndex(
                    SearchVector("title", "context", "decision", "consequences", config="simple"),
                    name="decisions_by_word",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("project", "number"), name="decisions_of_a_project_are_numbered"
                ),
            ],
        },
    ),
]
