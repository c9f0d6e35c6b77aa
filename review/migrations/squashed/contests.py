from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Contest",
        [
            ID,
            ("key", models.UUIDField(unique=True)),
            ("reason", models.TextField()),
            ("contested_at", models.DateTimeField(default=now)),
            ("annotation", models.OneToOneField("annotate.annotation", PROTECT, related_name="contest")),
            ("contested_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="contests")),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="contests", db_index=False),
            ),
        ],
        {
            "ordering": ["-id"],
            "indexes": [
                models.Index(fields=["project", "-id"], name="contests_of_project"),
            ],
        },
    ),
]
