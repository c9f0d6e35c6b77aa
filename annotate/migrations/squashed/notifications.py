from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Notification",
        [
            ID,
            (
                "kind",
                models.CharField(
                    max_length=8,
                    choices=[
                        ("answer", "a question of mine was answered"),
                        ("decision", "something was decided"),
                        ("returned", "documents came back to me"),
                        ("proposal", "an edit I suggested was approved or declined"),
                        ("mention", "somebody named me in a comment"),
                    ],
                ),
            ),
            ("target", models.BigIntegerField()),
            ("made_at", models.DateTimeField(default=now)),
            ("read_at", models.DateTimeField(blank=True, null=True)),
            ("actor", models.ForeignKey(USER, PROTECT, related_name="+", null=True, db_index=False)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="+", db_index=False)),
            ("reader", models.ForeignKey(USER, PROTECT, related_name="notifications", db_index=False)),
        ],
        {
            "ordering": ["-id"],
            "indexes": [
                models.Index(fields=["reader", "-id"], name="notifications_of_reader"),
                models.Index(
                    condition=models.Q(("read_at", None)),
                    fields=["reader", "project"],
                    name="unread_notifications",
                ),
            ],
        },
    ),
]
