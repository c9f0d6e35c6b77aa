from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Annotation",
        [
            ID,
            ("key", models.UUIDField(unique=True)),
            ("body_hash", models.BinaryField(max_length=32)),
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
                "kind",
                models.CharField(
                    max_length=12,
                    default="answer",
                    choices=[("answer", "answer"), ("withdrawal", "withdrawal")],
                ),
            ),
            ("saved_at", models.DateTimeField(default=now)),
            ("active_ms", models.PositiveIntegerField(default=0)),
            ("guideline_version", models.PositiveIntegerField(default=0)),
            ("is_extra", models.BooleanField(default=False)),
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
            ("reason", models.CharField(max_length=200, blank=True)),
            ("generation", models.BigIntegerField(blank=True, null=True)),
            ("draw_probability", models.FloatField(blank=True, null=True)),
            ("suggestions_shown", ArrayField(models.BigIntegerField(), blank=True, default=list)),
            (
                "author",
                models.ForeignKey(
                    USER, PROTECT, related_name="annotations", db_index=False, db_constraint=False
                ),
            ),
            (
                "replaces",
                models.OneToOneField(
                    "annotate.annotation",
                    PROTECT,
                    related_name="replaced_by",
                    null=True,
                    blank=True,
                    db_constraint=False,
                ),
            ),
            (
                "document",
                models.ForeignKey(
                    "annotate.document", PROTECT, related_name="annotations", db_constraint=False
                ),
            ),
            (
                "phase",
                models.ForeignKey(
                    "annotate.phase",
                    PROTECT,
                    related_name="+",
                    null=True,
                    db_index=False,
                    db_constraint=False,
                ),
            ),
            (
                "project",
                models.ForeignKey(
                    "annotate.project",
                    PROTECT,
                    related_name="annotations",
                    db_index=False,
                    db_constraint=False,
                ),
            ),
            (
                "schema",
                models.ForeignKey(
                    "annotate.schema", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
            (
                "rewritten_by",
                models.ForeignKey(
                    "annotate.source",
                    PROTECT,
                    related_name="rewritten",
                    null=True,
                    blank=True,
                    db_index=False,
                ),
            ),
        ],
        {
            "indexes": [
                models.Index(fields=["project", "saved_at"], name="annotations_in_time"),
                models.Index(fields=["author", "project", "saved_at"], name="annotations_of_author"),
                models.Index(
                    condition=models.Q(("occasion", "work"), _negated=True),
                    fields=["project", "author", "-id"],
                    name="checks_of_author",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Suggestion",
        [
            ID,
            ("score", models.FloatField(blank=True, null=True)),
            ("content", models.JSONField()),
            ("made_at", models.DateTimeField(default=now)),
            (
                "document",
                models.ForeignKey(
                    "annotate.document", PROTECT, related_name="suggestions", db_constraint=False
                ),
            ),
            (
                "project",
                models.ForeignKey(
                    "annotate.project", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    "annotate.source", PROTECT, related_name="suggestions", db_constraint=False
                ),
            ),
            ("version", models.BigIntegerField(blank=True, null=True)),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("version__isnull", False)),
                    fields=("document", "question", "source", "version"),
                    name="a_run_suggests_once",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Gold",
        [
            ID,
            ("content", models.JSONField()),
            (
                "origin",
                models.CharField(
                    max_length=20,
                    choices=[
                        ("blind_expert", "blind expert"),
                        ("adjudicated", "adjudicated"),
                        ("aggregated", "aggregated"),
                        ("imported", "imported"),
                    ],
                ),
            ),
            ("answers_seen", ArrayField(models.BigIntegerField(), blank=True, default=list)),
            ("answered_by", ArrayField(models.BigIntegerField(), blank=True, default=list)),
            ("chosen_by", models.CharField(max_length=20, blank=True)),
            ("decided_at", models.DateTimeField(default=now)),
            ("decided_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="gold")),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="gold", db_index=False)),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+", db_index=False)),
            ("schema", models.ForeignKey("annotate.schema", PROTECT, related_name="+", db_index=False)),
        ],
        {
            "indexes": [
                models.Index(fields=["project", "document", "question", "-id"], name="newest_gold"),
            ],
        },
    ),
    migrations.CreateModel(
        "Flag",
        [
            ID,
            ("key", models.UUIDField(unique=True)),
            ("note", models.TextField()),
            ("raised_at", models.DateTimeField(default=now)),
            ("resolved_at", models.DateTimeField(blank=True, null=True)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="flags")),
            ("resolved_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="flags")),
        ],
        {
            "ordering": ["-id"],
        },
    ),
]
