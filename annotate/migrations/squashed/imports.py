from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Import",
        [
            ID,
            ("name", models.CharField(max_length=255)),
            ("created_at", models.DateTimeField(default=now)),
            (
                "state",
                models.CharField(
                    max_length=12,
                    default="open",
                    choices=[
                        ("open", "not published yet"),
                        ("published", "published"),
                        ("discarded", "thrown away"),
                    ],
                ),
            ),
            ("options", models.JSONField()),
            ("report", models.JSONField(null=True)),
            ("batch", models.OneToOneField("annotate.batch", PROTECT, related_name="origin", null=True)),
            ("check_job", models.ForeignKey("annotate.job", PROTECT, related_name="+", null=True)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("file", models.ForeignKey("annotate.storedfile", PROTECT, related_name="+", null=True)),
            (
                "prepared_documents",
                models.ForeignKey("annotate.storedfile", PROTECT, related_name="+", null=True),
            ),
            (
                "prepared_responses",
                models.ForeignKey("annotate.storedfile", PROTECT, related_name="+", null=True),
            ),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="imports")),
            ("publish_job", models.ForeignKey("annotate.job", PROTECT, related_name="+", null=True)),
            ("refusals", models.ForeignKey("annotate.storedfile", PROTECT, related_name="+", null=True)),
            ("schema", models.ForeignKey("annotate.schema", PROTECT, related_name="+", null=True)),
        ],
        {
            "ordering": ["-id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("batch__isnull", False), ("state", "published")),
                        models.Q(models.Q(("state", "published"), _negated=True), ("batch", None)),
                        _connector="OR",
                    ),
                    name="published_imports_have_a_batch",
                ),
            ],
        },
    ),
]
