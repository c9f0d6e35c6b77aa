from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Comment",
        [
            ID,
            ("quote", models.TextField(blank=True)),
            ("before", models.TextField(blank=True)),
            ("after", models.TextField(blank=True)),
            ("text", models.TextField()),
            ("made_at", models.DateTimeField(default=now)),
            ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("page", models.ForeignKey("booklet.page", PROTECT, related_name="comments")),
            (
                "replies_to",
                models.ForeignKey(
                    "booklet.comment", PROTECT, related_name="replies", null=True, blank=True, db_index=False
                ),
            ),
            ("resolved_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            ("revision", models.ForeignKey("booklet.revision", PROTECT, related_name="+", db_index=False)),
        ],
        {
            "ordering": ["id"],
        },
    ),
]
