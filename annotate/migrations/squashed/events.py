from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Event",
        [
            ID,
            ("kind", models.CharField(max_length=40)),
            ("detail", models.JSONField(default=dict)),
            ("at", models.DateTimeField(default=now)),
            (
                "actor",
                models.ForeignKey(
                    USER, PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
                ),
            ),
            (
                "document",
                models.ForeignKey(
                    "annotate.document",
                    PROTECT,
                    related_name="events",
                    null=True,
                    db_index=False,
                    db_constraint=False,
                ),
            ),
            (
                "project",
                models.ForeignKey(
                    "annotate.project",
                    PROTECT,
                    related_name="events",
                    null=True,
                    db_index=False,
                    db_constraint=False,
                ),
            ),
        ],
        {
            "ordering": ["id"],
            "indexes": [
                models.Index(fields=["document", "id"], name="events_of_document"),
                models.Index(fields=["project", "id"], name="events_of_project"),
            ],
        },
    ),
]
