from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "SpotCheck",
        [
            ID,
            ("purpose", models.CharField(max_length=200, blank=True)),
            ("wished", models.JSONField()),
            ("batch", models.BinaryField()),
            ("batch_size", models.PositiveIntegerField()),
            ("frozen_at", models.DateTimeField(default=now)),
            (
                "kind",
                models.CharField(
                    max_length=12,
                    choices=[
                        ("fixed", "fixed size"),
                        ("sequential", "may end early"),
                        ("stratified", "part by part"),
                    ],
                ),
            ),
            ("rate", models.DecimalField(max_digits=6, decimal_places=5)),
            ("confidence", models.DecimalField(max_digits=4, decimal_places=3)),
            ("allowed", models.PositiveSmallIntegerField()),
            ("sizes", ArrayField(models.PositiveIntegerField())),
            (
                "split_by",
                models.CharField(
                    max_length=12, blank=True, choices=[("annotator", "annotator"), ("label", "label")]
                ),
            ),
            ("parts", models.JSONField(default=list)),
            ("seed", models.BigIntegerField()),
            ("shows_answer", models.BooleanField(default=False)),
            ("allows_own", models.BooleanField(default=False)),
            (
                "outcome",
                models.CharField(
                    max_length=8, blank=True, choices=[("passed", "passed"), ("failed", "not passed")]
                ),
            ),
            ("decided_at", models.DateTimeField(blank=True, null=True)),
            ("abandoned_at", models.DateTimeField(blank=True, null=True)),
            ("abandoned_because", models.TextField(blank=True)),
            (
                "abandoned_by",
                models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True, db_index=False),
            ),
            ("made_by", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="spot_checks")),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+", db_index=False)),
        ],
        {
            "ordering": ["-id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("decided_at", None), ("outcome", "")),
                        models.Q(models.Q(("outcome", ""), _negated=True), ("decided_at__isnull", False)),
                        _connector="OR",
                    ),
                    name="an_outcome_has_its_time",
                ),
                models.CheckConstraint(
                    condition=models.Q(("outcome", ""), ("abandoned_at", None), _connector="OR"),
                    name="what_is_decided_is_not_abandoned",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "SampledAnswer",
        [
            ID,
            ("place", models.PositiveIntegerField()),
            ("part", models.PositiveSmallIntegerField(default=0)),
            ("own_state", models.CharField(max_length=12, blank=True)),
            ("own", models.JSONField(default=dict)),
            ("own_at", models.DateTimeField(blank=True, null=True)),
            (
                "verdict",
                models.CharField(
                    max_length=8,
                    blank=True,
                    choices=[("right", "right"), ("wrong", "wrong"), ("unclear", "unclear")],
                ),
            ),
            ("note", models.TextField(blank=True)),
            ("judged_at", models.DateTimeField(blank=True, null=True)),
            ("taken_back", models.PositiveSmallIntegerField(default=0)),
            ("annotation", models.ForeignKey("annotate.annotation", PROTECT, related_name="+")),
            (
                "checker",
                models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True, db_index=False),
            ),
            (
                "spot_check",
                models.ForeignKey("review.spotcheck", PROTECT, related_name="sample", db_index=False),
            ),
        ],
        {
            "ordering": ["spot_check", "place"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("spot_check", "place"), name="one_sampled_answer_per_place_of_a_check"
                ),
                models.UniqueConstraint(
                    fields=("spot_check", "annotation"), name="an_answer_is_sampled_once"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("judged_at", None), ("verdict", "")),
                        models.Q(
                            models.Q(("verdict", ""), _negated=True),
                            ("checker__isnull", False),
                            ("judged_at__isnull", False),
                        ),
                        _connector="OR",
                    ),
                    name="a_checked_answer_has_time_and_checker",
                ),
            ],
        },
    ),
]
