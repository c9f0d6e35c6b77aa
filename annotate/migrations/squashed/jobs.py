from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "StoredFile",
        [
            ID,
            ("name", models.CharField(max_length=255)),
            ("sha256", models.CharField(max_length=64, db_index=True)),
            ("size", models.PositiveBigIntegerField()),
            ("created_at", models.DateTimeField(default=now)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="files", null=True)),
            ("erased_at", models.DateTimeField(blank=True, null=True)),
        ],
    ),
    migrations.CreateModel(
        "Job",
        [
            ID,
            ("kind", models.CharField(max_length=40)),
            (
                "lane",
                models.CharField(
                    max_length=8, default="bulk", choices=[("quick", "quick"), ("bulk", "bulk")]
                ),
            ),
            (
                "state",
                models.CharField(
                    max_length=12,
                    default="new",
                    choices=[
                        ("new", "waiting"),
                        ("running", "running"),
                        ("cancelling", "being cancelled"),
                        ("done", "done"),
                        ("failed", "failed"),
                        ("cancelled", "cancelled"),
                    ],
                ),
            ),
            ("arguments", models.JSONField(default=dict)),
            ("attempt", models.PositiveSmallIntegerField(default=0)),
            ("created_at", models.DateTimeField(default=now)),
            ("due_at", models.DateTimeField(default=now)),
            ("hinted_at", models.DateTimeField(blank=True, null=True)),
            ("started_at", models.DateTimeField(blank=True, null=True)),
            ("beat_at", models.DateTimeField(blank=True, null=True)),
            ("finished_at", models.DateTimeField(blank=True, null=True)),
            ("progress", models.BigIntegerField(default=0)),
            ("total", models.BigIntegerField(blank=True, null=True)),
            ("error", models.TextField(blank=True)),
            ("report", models.JSONField(default=dict)),
            ("is_single", models.BooleanField(default=False)),
            ("owner", models.ForeignKey(USER, PROTECT, related_name="+", null=True)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="jobs", null=True)),
            ("files", models.ManyToManyField(blank=True, related_name="jobs", to="annotate.storedfile")),
        ],
        {
            "ordering": ["-id"],
            "indexes": [
                models.Index(
                    condition=models.Q(("state__in", ["new", "running", "cancelling"])),
                    fields=["lane", "due_at"],
                    name="jobs_under_way",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("is_single", True), ("state", "new")),
                    fields=("project", "kind"),
                    name="one_due_job_of_a_kind",
                    nulls_distinct=False,
                ),
                models.UniqueConstraint(
                    condition=models.Q(("lane", "bulk"), ("state__in", ["running", "cancelling"])),
                    fields=("project",),
                    name="one_running_bulk_job",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "JobChunk",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("bounds", ArrayField(models.BigIntegerField(), size=2)),
            ("is_done", models.BooleanField(default=False)),
            ("job", models.ForeignKey("annotate.job", PROTECT, related_name="chunks")),
        ],
        {
            "ordering": ["number"],
            "constraints": [
                models.UniqueConstraint(fields=("job", "number"), name="chunks_are_numbered"),
            ],
        },
    ),
]
