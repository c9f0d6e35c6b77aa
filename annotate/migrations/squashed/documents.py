from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Batch",
        [
            ID,
            ("name", models.CharField(max_length=200)),
            ("created_at", models.DateTimeField(default=now)),
            ("encoding", models.CharField(max_length=40, blank=True)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="batches")),
        ],
        {
            "ordering": ["-id"],
            "constraints": [
                models.UniqueConstraint(fields=("project", "id"), name="batches_of_project"),
            ],
        },
    ),
    migrations.CreateModel(
        "Document",
        [
            ID,
            ("external_id", models.TextField(blank=True, null=True)),
            ("text", models.TextField()),
            ("sha256", models.BinaryField(max_length=32)),
            ("length", models.PositiveIntegerField()),
            ("metadata", models.JSONField(blank=True, default=dict)),
            ("group", models.TextField(blank=True, default="")),
            ("position", models.IntegerField(default=0)),
            ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ("erased_at", models.DateTimeField(blank=True, null=True)),
            (
                "batch",
                models.ForeignKey(
                    "annotate.batch", PROTECT, related_name="documents", db_index=False, db_constraint=False
                ),
            ),
            (
                "project",
                models.ForeignKey(
                    "annotate.project", PROTECT, related_name="documents", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "indexes": [
                models.Index(
                    condition=models.Q(("group", ""), _negated=True),
                    fields=["project", "group", "position"],
                    name="documents_in_groups",
                ),
                models.Index(
                    condition=models.Q(("erased_at__isnull", False)),
                    fields=["project", "id"],
                    name="erased_documents",
                ),
                models.Index(fields=["batch", "id"], name="documents_of_batch"),
                models.Index(
                    condition=models.Q(("withdrawn_at__isnull", False)),
                    fields=["project", "id"],
                    name="withdrawn_documents",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("external_id__isnull", False)),
                    fields=("project", "external_id"),
                    name="one_document_per_id",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("external_id__isnull", True)),
                    fields=("project", "sha256"),
                    name="one_document_per_text",
                ),
                models.UniqueConstraint(fields=("project", "id"), name="documents_in_order"),
            ],
        },
    ),
    migrations.CreateModel(
        "DocumentSearch",
        [
            (
                "document",
                models.OneToOneField(
                    "annotate.document", PROTECT, related_name="search", primary_key=True, serialize=False
                ),
            ),
            ("words", SearchVectorField()),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="+")),
        ],
        {
            "indexes": [
                GinIndex(fields=["words"], name="documents_by_word"),
            ],
        },
    ),
    migrations.CreateModel(
        "Hold",
        [
            ID,
            (
                "reason",
                models.CharField(
                    max_length=20,
                    choices=[
                        ("skipped", "skipped by as many as it wants"),
                        ("withdrawn", "withdrawn"),
                        ("question", "a question is open"),
                        ("erased", "erased"),
                    ],
                ),
            ),
            ("link", models.CharField(max_length=200, blank=True)),
            ("opened_at", models.DateTimeField(default=now)),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            ("closed_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="holds")),
        ],
        {
            "indexes": [
                models.Index(condition=models.Q(("closed_at", None)), fields=["document"], name="open_holds"),
            ],
        },
    ),
]
