from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "SharingRule",
        [
            ID,
            ("name", models.CharField(max_length=120)),
            ("meta", models.JSONField(blank=True, default=list)),
            (
                "answers",
                models.PositiveSmallIntegerField(
                    default=1, validators=[MinValueValidator(1), MaxValueValidator(60)]
                ),
            ),
            ("cap_a_day", models.PositiveIntegerField(blank=True, null=True)),
            ("shared_until", models.BigIntegerField(default=0)),
            ("full_since", models.DateField(blank=True, null=True)),
            ("created_at", models.DateTimeField(default=now)),
            ("paused_at", models.DateTimeField(blank=True, null=True)),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="sharing_rules")),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("answers__gte", 1), ("answers__lte", 60)),
                    name="sharing_rule_gives_to_somebody",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "RuleShare",
        [
            ID,
            (
                "weight",
                models.PositiveSmallIntegerField(
                    default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
                ),
            ),
            ("given", models.PositiveIntegerField(default=0)),
            (
                "rule",
                models.ForeignKey("annotate.sharingrule", PROTECT, related_name="shares", db_index=False),
            ),
            ("user", models.ForeignKey(USER, PROTECT, related_name="+")),
        ],
        {
            "ordering": ["user__name", "id"],
            "constraints": [
                models.UniqueConstraint(fields=("rule", "user"), name="one_share_per_person_and_rule"),
            ],
        },
    ),
    migrations.CreateModel(
        "Sharing",
        [
            ID,
            ("day", models.DateField()),
            ("at", models.DateTimeField(default=now)),
            ("given", models.JSONField(default=dict)),
            ("refused", models.JSONField(default=dict)),
            ("job", models.ForeignKey("annotate.job", PROTECT, related_name="+")),
            (
                "rule",
                models.ForeignKey("annotate.sharingrule", PROTECT, related_name="sharings", db_index=False),
            ),
        ],
        {
            "ordering": ["-id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("rule", "job", "day"), name="one_line_per_application_and_day"
                ),
            ],
        },
    ),
]
