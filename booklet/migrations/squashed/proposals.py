from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Proposal",
        [
            ID,
            ("base", models.PositiveIntegerField()),
            ("title", models.CharField(max_length=120)),
            ("text", models.TextField(blank=True)),
            ("note", models.CharField(max_length=300, blank=True)),
            ("made_at", models.DateTimeField(default=now)),
            (
                "state",
                models.CharField(
                    max_length=20,
                    default="open",
                    choices=[("open", "open"), ("approved", "approved"), ("declined", "declined")],
                ),
            ),
            ("decided_at", models.DateTimeField(blank=True, null=True)),
            ("reply", models.CharField(max_length=300, blank=True)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("decided_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            ("page", models.ForeignKey("booklet.page", PROTECT, related_name="proposals")),
            (
                "revision",
                models.ForeignKey("booklet.revision", PROTECT, related_name="+", null=True, blank=True),
            ),
        ],
        {
            "ordering": ["-id"],
        },
    ),
]
