from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "QueueRow",
        [
            (
                "document",
                models.OneToOneField(
                    "annotate.document",
                    PROTECT,
                    related_name="queue_row",
                    primary_key=True,
                    serialize=False,
                    db_constraint=False,
                ),
            ),
            ("pool", models.SmallIntegerField(choices=[(0, "Open"), (1, "Audit")])),
            ("random_key", models.BigIntegerField()),
            ("overlap_key", models.SmallIntegerField()),
            ("wants", models.SmallIntegerField()),
            ("claimed", models.SmallIntegerField(default=0)),
            ("is_held", models.BooleanField(default=False)),
            (
                "project",
                models.ForeignKey(
                    "annotate.project", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "indexes": [
                models.Index(
                    condition=models.Q(("claimed__lt", models.F("wants")), ("is_held", False)),
                    fields=["project", "pool", "random_key", "document"],
                    name="free_in_random_order",
                ),
                models.Index(fields=["project", "document"], name="queue_rows_of_project"),
                models.Index(
                    condition=models.Q(("is_held", True)),
                    fields=["project", "document"],
                    name="held_documents",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("claimed__gte", 0)), name="claimed_is_not_negative"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "FreedSlot",
        [
            (
                "document",
                models.OneToOneField(
                    "annotate.document", PROTECT, related_name="+", primary_key=True, serialize=False
                ),
            ),
            ("pool", models.SmallIntegerField(choices=[(0, "Open"), (1, "Audit")])),
            ("random_key", models.BigIntegerField()),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="+", db_index=False)),
        ],
        {
            "indexes": [
                models.Index(fields=["project", "pool", "random_key"], name="freed_in_random_order"),
            ],
        },
    ),
    migrations.CreateModel(
        "Watermark",
        [
            ID,
            ("pool", models.SmallIntegerField(choices=[(0, "Open"), (1, "Audit")])),
            ("random_key", models.BigIntegerField()),
            ("epoch", models.BigIntegerField()),
            ("annotator", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="+", db_index=False)),
            ("free", models.BigIntegerField(default=0)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(
                    fields=("project", "annotator", "pool"), name="one_watermark_per_walk"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Ranking",
        [
            ID,
            ("made_at", models.DateTimeField(default=now)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="rankings")),
            ("reasons", ArrayField(models.CharField(max_length=200), default=list)),
        ],
    ),
    migrations.CreateModel(
        "RankedStretch",
        [
            ID,
            (
                "stream",
                models.CharField(
                    max_length=12,
                    choices=[
                        ("returned", "returned to you"),
                        ("assigned", "assigned to you"),
                        ("ranked", "ranked"),
                        ("control", "control"),
                        ("audit", "audit"),
                        ("duel", "duel"),
                        ("repeat", "repeat"),
                        ("gold_check", "gold check"),
                        ("imported", "imported"),
                    ],
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("documents", ArrayField(models.BigIntegerField())),
            ("scores", ArrayField(models.FloatField())),
            ("reasons", ArrayField(models.SmallIntegerField())),
            (
                "ranking",
                models.ForeignKey("annotate.ranking", CASCADE, related_name="stretches", db_index=False),
            ),
        ],
        {
            "ordering": ["number"],
            "constraints": [
                models.UniqueConstraint(fields=("ranking", "stream", "number"), name="one_stretch_per_place"),
            ],
        },
    ),
]
