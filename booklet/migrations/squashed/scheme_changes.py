from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "SchemeChange",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            (
                "act",
                models.CharField(
                    max_length=10,
                    choices=[
                        ("rename", "Rename"),
                        ("merge", "Merge"),
                        ("move", "Move"),
                        ("split", "Split"),
                        ("undo", "Take back"),
                    ],
                ),
            ),
            ("wish", models.JSONField(default=dict)),
            ("labels", models.JSONField(default=list)),
            ("followed", models.JSONField(default=dict)),
            ("made_at", models.DateTimeField(default=now)),
            ("after", models.ForeignKey("annotate.schema", PROTECT, related_name="+", db_index=False)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("before", models.ForeignKey("annotate.schema", PROTECT, related_name="+", db_index=False)),
            ("decision", models.OneToOneField("booklet.decision", PROTECT, related_name="scheme_change")),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="scheme_changes", db_index=False),
            ),
            ("source", models.OneToOneField("annotate.source", PROTECT, related_name="+")),
            (
                "undoes",
                models.OneToOneField(
                    "booklet.schemechange", PROTECT, related_name="undone_by", null=True, blank=True
                ),
            ),
        ],
        {
            "ordering": ["-number"],
            "constraints": [
                models.UniqueConstraint(fields=("project", "number"), name="scheme_changes_are_numbered"),
            ],
        },
    ),
]
