from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Round",
        [
            ID,
            ("drawn_at", models.DateTimeField(default=now)),
            ("hits", models.BigIntegerField()),
            ("expert", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("function", models.ForeignKey("weaklabels.labelingfunction", PROTECT, related_name="rounds")),
            ("version", models.ForeignKey("weaklabels.functionversion", PROTECT, related_name="+")),
        ],
    ),
    migrations.CreateModel(
        "Judgement",
        [
            ID,
            ("place", models.PositiveSmallIntegerField()),
            ("start", models.PositiveIntegerField(blank=True, null=True)),
            ("end", models.PositiveIntegerField(blank=True, null=True)),
            ("draw_probability", models.FloatField()),
            (
                "verdict",
                models.CharField(
                    max_length=8,
                    blank=True,
                    choices=[("right", "right"), ("wrong", "wrong"), ("unclear", "unclear")],
                ),
            ),
            ("judged_at", models.DateTimeField(blank=True, null=True)),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="+")),
            ("label", models.ForeignKey("annotate.label", PROTECT, related_name="+")),
            (
                "function",
                models.ForeignKey(
                    "weaklabels.labelingfunction", PROTECT, related_name="judgements", db_index=False
                ),
            ),
            (
                "round",
                models.ForeignKey("weaklabels.round", PROTECT, related_name="judgements", db_index=False),
            ),
        ],
        {
            "ordering": ["round", "place"],
            "indexes": [
                models.Index(fields=["function", "document"], name="judgements_of_a_rule"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("round", "place"), name="one_hit_per_place_of_a_round"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("judged_at", None), ("verdict", "")),
                        models.Q(models.Q(("verdict", ""), _negated=True), ("judged_at__isnull", False)),
                        _connector="OR",
                    ),
                    name="a_verdict_has_its_time",
                ),
            ],
        },
    ),
]
