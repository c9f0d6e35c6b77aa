from django.db import migrations, models
from django.db.models.deletion import PROTECT

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "QueueTally",
        [
            ID,
            ("documents", models.BigIntegerField(default=0)),
            ("claimed", models.BigIntegerField(default=0)),
            ("missing", models.BigIntegerField(default=0)),
            ("filled", models.BigIntegerField(default=0)),
            ("held", models.BigIntegerField(default=0)),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="+", db_constraint=False),
            ),
            ("free_audit", models.BigIntegerField(default=0)),
            ("free_open", models.BigIntegerField(default=0)),
        ],
    ),
    migrations.CreateModel(
        "AnswerTally",
        [
            ID,
            ("day", models.DateField()),
            ("answers", models.BigIntegerField(default=0)),
            ("active_ms", models.BigIntegerField(default=0)),
            (
                "author",
                models.ForeignKey(USER, PROTECT, related_name="+", db_index=False, db_constraint=False),
            ),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="+", db_constraint=False),
            ),
        ],
    ),
]
