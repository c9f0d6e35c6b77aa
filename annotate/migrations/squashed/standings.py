from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Standing",
        [
            ID,
            (
                "occasion",
                models.CharField(
                    max_length=12,
                    default="work",
                    choices=[
                        ("work", "work"),
                        ("repeat", "repeat"),
                        ("gold_check", "gold check"),
                        ("training", "training"),
                    ],
                ),
            ),
            (
                "state",
                models.CharField(
                    max_length=12,
                    choices=[
                        ("assigned", "assigned"),
                        ("leased", "open"),
                        ("answered", "answered"),
                        ("skipped", "skipped"),
                        ("returned", "returned"),
                        ("withdrawn", "withdrawn"),
                        ("lapsed", "given back"),
                    ],
                ),
            ),
            ("holds_slot", models.BooleanField(default=False)),
            ("draft", models.JSONField(blank=True, null=True)),
            ("lease_until", models.DateTimeField(blank=True, null=True)),
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
            ("pool", models.SmallIntegerField(default=0)),
            ("reason", models.CharField(max_length=200, blank=True)),
            ("generation", models.BigIntegerField(blank=True, null=True)),
            ("draw_probability", models.FloatField(blank=True, null=True)),
            ("suggestions_shown", ArrayField(models.BigIntegerField(), blank=True, default=list)),
            ("note", models.TextField(blank=True)),
            ("begun_at", models.DateTimeField(default=now)),
            ("changed_at", models.DateTimeField(default=now)),
            (
                "annotator",
                models.ForeignKey(
                    USER, PROTECT, related_name="standings", db_index=False, db_constraint=False
                ),
            ),
            (
                "current",
                models.ForeignKey(
                    "annotate.annotation",
                    PROTECT,
                    related_name="+",
                    null=True,
                    blank=True,
                    db_index=False,
                    db_constraint=False,
                ),
            ),
            (
                "document",
                models.ForeignKey(
                    "annotate.document",
                    PROTECT,
                    related_name="standings",
                    db_index=False,
                    db_constraint=False,
                ),
            ),
            (
                "project",
                models.ForeignKey(
                    "annotate.project", PROTECT, related_name="standings", db_index=False, db_constraint=False
                ),
            ),
            ("tab", models.UUIDField(blank=True, null=True)),
        ],
        {
            "indexes": [
                models.Index(
                    condition=models.Q(("state__in", ["leased", "assigned", "returned"])),
                    fields=["annotator", "project", "state"],
                    name="standings_to_serve",
                ),
                models.Index(
                    condition=models.Q(("state", "leased")),
                    fields=["project", "lease_until"],
                    name="leases_by_end",
                ),
                models.Index(fields=["annotator", "project", "-current"], name="own_answers"),
                models.Index(fields=["project", "annotator", "document"], name="documents_of_annotator"),
                models.Index(
                    condition=models.Q(("current__isnull", False)),
                    fields=["current"],
                    name="standing_of_annotation",
                ),
                models.Index(
                    condition=models.Q(("state", "skipped")),
                    fields=["annotator", "project", "-changed_at"],
                    name="own_skips",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("document", "annotator", "occasion"), name="one_standing_per_person_and_document"
                ),
            ],
        },
    ),
]
