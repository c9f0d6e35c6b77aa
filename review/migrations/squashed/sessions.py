from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Session",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("since", models.DateTimeField(null=True)),
            ("begun_at", models.DateTimeField(default=now)),
            ("closed_at", models.DateTimeField(null=True)),
            ("begun_by", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
            ("closed_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, db_index=False)),
            (
                "project",
                models.ForeignKey(
                    "annotate.project", PROTECT, related_name="feedback_sessions", db_index=False
                ),
            ),
        ],
        {
            "ordering": ["-number"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("project", "number"), name="sessions_of_a_project_are_numbered"
                ),
                models.UniqueConstraint(
                    condition=models.Q(("closed_at", None)),
                    fields=("project",),
                    name="one_open_session_a_project",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "SessionItem",
        [
            ID,
            ("place", models.PositiveIntegerField()),
            (
                "kind",
                models.CharField(
                    max_length=10,
                    choices=[
                        ("theme", "disagreement"),
                        ("inquiry", "open question"),
                        ("page", "changed page"),
                        ("drift", "falling agreement"),
                    ],
                ),
            ),
            ("one", models.BigIntegerField(null=True)),
            ("other", models.BigIntegerField(null=True)),
            ("documents", ArrayField(models.BigIntegerField(), default=list)),
            ("figures", models.JSONField(default=dict)),
            ("decision", models.TextField(blank=True)),
            ("quotes", models.JSONField(default=dict)),
            ("decided_at", models.DateTimeField(null=True)),
            ("decided_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, db_index=False)),
            (
                "inquiry",
                models.ForeignKey("annotate.inquiry", PROTECT, related_name="+", null=True, db_index=False),
            ),
            (
                "made",
                models.ForeignKey("booklet.decision", PROTECT, related_name="+", null=True, db_index=False),
            ),
            (
                "question",
                models.ForeignKey("annotate.question", PROTECT, related_name="+", null=True, db_index=False),
            ),
            (
                "revision",
                models.ForeignKey("booklet.revision", PROTECT, related_name="+", null=True, db_index=False),
            ),
            ("session", models.ForeignKey("review.session", PROTECT, related_name="items", db_index=False)),
        ],
        {
            "ordering": ["session", "place"],
            "constraints": [
                models.UniqueConstraint(fields=("session", "place"), name="items_of_a_session_are_numbered"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("decided_at", None), ("decision", "")),
                        models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                        _connector="OR",
                    ),
                    name="a_decided_item_has_time_and_decider",
                ),
            ],
        },
    ),
]
