from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "SuspicionRun",
        [
            ID,
            ("made_at", models.DateTimeField(default=now)),
            ("computed_on", models.JSONField()),
            ("made_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, db_index=False)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="suspicion_runs")),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+")),
        ],
        {
            "ordering": ["-id"],
        },
    ),
    migrations.CreateModel(
        "Suspicion",
        [
            ID,
            ("said", models.BigIntegerField()),
            ("sources", models.PositiveSmallIntegerField()),
            ("margin", models.FloatField(null=True)),
            ("model_says", models.BigIntegerField(null=True)),
            ("model_chance", models.FloatField(null=True)),
            ("said_chance", models.FloatField(null=True)),
            ("rules_say", models.BigIntegerField(null=True)),
            ("rules_against", models.PositiveIntegerField(default=0)),
            ("rules_agreeing", models.PositiveIntegerField(default=0)),
            ("people_say", models.BigIntegerField(null=True)),
            ("people_against", models.PositiveIntegerField(default=0)),
            ("people_agreeing", models.PositiveIntegerField(default=0)),
            (
                "annotation",
                models.ForeignKey(
                    "annotate.annotation", PROTECT, related_name="+", null=True, db_index=False
                ),
            ),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="+")),
            (
                "gold",
                models.ForeignKey("annotate.gold", PROTECT, related_name="+", null=True, db_index=False),
            ),
            (
                "run",
                models.ForeignKey("review.suspicionrun", CASCADE, related_name="suspicions", db_index=False),
            ),
        ],
        {
            "ordering": ["-sources", "margin", "id"],
            "indexes": [
                models.Index(fields=["run", "-sources", "margin"], name="suspicions_of_a_run"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("annotation", None), ("gold__isnull", False)),
                        models.Q(("annotation__isnull", False), ("gold", None)),
                        _connector="OR",
                    ),
                    name="a_suspicion_is_of_an_answer_or_gold",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Referral",
        [
            ID,
            ("sent_at", models.DateTimeField(default=now)),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="referrals")),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="referrals")),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+", db_index=False)),
            ("sent_by", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
        ],
        {
            "indexes": [
                models.Index(fields=["question", "-sent_at"], name="referrals_of_a_question"),
            ],
        },
    ),
]
