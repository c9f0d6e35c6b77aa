from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Adjudication",
        [
            ID,
            ("key", models.UUIDField()),
            (
                "outcome",
                models.CharField(
                    max_length=12,
                    choices=[
                        ("gold", "decided"),
                        ("both_right", "both right"),
                        ("unclear", "guideline unclear"),
                        ("returned", "sent back"),
                    ],
                ),
            ),
            ("questions", ArrayField(models.BigIntegerField())),
            ("gold", ArrayField(models.BigIntegerField(), blank=True, default=list)),
            ("answers_seen", ArrayField(models.BigIntegerField())),
            ("answered_by", ArrayField(models.BigIntegerField())),
            ("returned_to", ArrayField(models.BigIntegerField(), blank=True, default=list)),
            ("names_hidden", models.BooleanField()),
            ("is_own", models.BooleanField()),
            ("comment", models.TextField(blank=True)),
            ("decided_at", models.DateTimeField(default=now)),
            (
                "cites",
                models.ForeignKey(
                    "booklet.revision", PROTECT, related_name="adjudications", null=True, blank=True
                ),
            ),
            ("decided_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="adjudications")),
            (
                "inquiry",
                models.ForeignKey("annotate.inquiry", PROTECT, related_name="+", null=True, blank=True),
            ),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="adjudications", db_index=False),
            ),
        ],
        {
            "ordering": ["-id"],
            "indexes": [
                models.Index(fields=["project", "-id"], name="adjudications_of_project"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("key", "outcome"), name="a_form_decides_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("inquiry__isnull", False), ("outcome", "unclear")),
                        models.Q(models.Q(("outcome", "unclear"), _negated=True), ("inquiry", None)),
                        _connector="OR",
                    ),
                    name="what_is_unclear_is_asked",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "AdjudicatorSettings",
        [
            (
                "membership",
                models.OneToOneField(
                    "annotate.membership",
                    CASCADE,
                    related_name="adjudicator_settings",
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("hides_names", models.BooleanField(default=False)),
        ],
    ),
]
