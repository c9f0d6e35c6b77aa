from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Receipt",
        [
            ID,
            ("read_at", models.DateTimeField(default=now)),
            ("reader", models.ForeignKey(USER, PROTECT, related_name="+")),
            (
                "revision",
                models.ForeignKey("booklet.revision", PROTECT, related_name="receipts", db_index=False),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("revision", "reader"), name="read_once"),
            ],
        },
    ),
]
