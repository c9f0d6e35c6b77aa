from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Inquiry",
        [
            ID,
            ("key", models.UUIDField(unique=True)),
            ("start", models.PositiveIntegerField(blank=True, null=True)),
            ("end", models.PositiveIntegerField(blank=True, null=True)),
            ("responses", models.JSONField(blank=True, default=list)),
            ("text", models.TextField()),
            ("asked_at", models.DateTimeField(default=now)),
            ("reply", models.TextField(blank=True)),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            ("answered_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="inquiries")),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="inquiries")),
            (
                "label",
                models.ForeignKey(
                    "annotate.label", PROTECT, related_name="+", null=True, blank=True, db_index=False
                ),
            ),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="inquiries", db_index=False),
            ),
        ],
        {
            "ordering": ["-id"],
            "indexes": [
                models.Index(fields=["project", "-id"], name="inquiries_of_project"),
                models.Index(
                    condition=models.Q(("answered_at", None)), fields=["project"], name="open_inquiries"
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("end", None), ("start", None)),
                        models.Q(("end__gt", models.F("start")), ("start__isnull", False)),
                        _connector="OR",
                    ),
                    name="passage_is_a_stretch_or_none",
                ),
            ],
        },
    ),
]
