from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER
from annotate.models.projects import new_seed

TABLES = [
    migrations.CreateModel(
        "Project",
        [
            ID,
            ("slug", models.SlugField(max_length=60, unique=True)),
            ("name", models.CharField(verbose_name="name", max_length=120)),
            ("description", models.TextField(verbose_name="what is it for?", blank=True)),
            ("created_at", models.DateTimeField(default=now)),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            ("guideline_version", models.PositiveIntegerField(default=0)),
            (
                "is_blind",
                models.BooleanField(verbose_name="annotators do not see each other's answers", default=True),
            ),
            (
                "shows_suggestions",
                models.BooleanField(verbose_name="annotators see suggestions", default=True),
            ),
            (
                "advance_on_key",
                models.BooleanField(verbose_name="one key answers and shows the next", default=False),
            ),
            (
                "wants",
                models.PositiveSmallIntegerField(
                    verbose_name="answers per document",
                    default=1,
                    validators=[MinValueValidator(1), MaxValueValidator(60)],
                ),
            ),
            (
                "overlap_wants",
                models.PositiveSmallIntegerField(
                    verbose_name="answers per overlap document",
                    default=2,
                    validators=[MinValueValidator(1), MaxValueValidator(60)],
                ),
            ),
            (
                "overlap_percent",
                models.DecimalField(
                    verbose_name="share of documents with more answers",
                    default=Decimal("0"),
                    validators=[MinValueValidator(0), MaxValueValidator(100)],
                    max_digits=5,
                    decimal_places=2,
                ),
            ),
            ("audit_percent", models.DecimalField(default=Decimal("10"), max_digits=5, decimal_places=2)),
            ("mix", models.JSONField(blank=True, default=dict)),
            (
                "seconds_per_answer",
                models.FloatField(verbose_name="stated seconds per answer", blank=True, null=True),
            ),
            ("queue_epoch", models.BigIntegerField(default=0)),
            ("seed", models.BigIntegerField(default=new_seed, editable=False)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            (
                "ranking",
                models.ForeignKey("annotate.ranking", PROTECT, related_name="+", null=True, blank=True),
            ),
            (
                "schema",
                models.ForeignKey("annotate.schema", PROTECT, related_name="+", null=True, blank=True),
            ),
            (
                "suggestions_hidden_percent",
                models.PositiveSmallIntegerField(
                    verbose_name="share of documents without suggestions",
                    default=10,
                    validators=[MaxValueValidator(100)],
                ),
            ),
            ("mix_is_set", models.BooleanField(default=False)),
            ("trains", models.BooleanField(default=False)),
            (
                "gold_check_percent",
                models.PositiveSmallIntegerField(
                    verbose_name="share of gold checks", default=0, validators=[MaxValueValidator(20)]
                ),
            ),
            (
                "repeat_percent",
                models.PositiveSmallIntegerField(
                    verbose_name="share of repeats", default=0, validators=[MaxValueValidator(20)]
                ),
            ),
            (
                "disagreement",
                models.CharField(
                    max_length=12,
                    blank=True,
                    choices=[
                        ("error", "an error: one of them is wrong"),
                        ("variation", "variation: both may be right"),
                    ],
                ),
            ),
        ],
        {
            "ordering": ["name", "id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("wants__gte", 1), ("wants__lte", 60)), name="project_wants_an_answer"
                ),
                models.CheckConstraint(
                    condition=models.Q(("overlap_wants__gte", models.F("wants")), ("overlap_wants__lte", 60)),
                    name="overlap_wants_at_least_as_many",
                ),
                models.CheckConstraint(
                    condition=models.Q(("overlap_percent__gte", 0), ("overlap_percent__lte", 100)),
                    name="overlap_is_a_share",
                ),
                models.CheckConstraint(
                    condition=models.Q(("suggestions_hidden_percent__lte", 100)),
                    name="hidden_suggestions_are_a_share",
                ),
                models.CheckConstraint(
                    condition=models.Q(("gold_check_percent__lte", 20), ("repeat_percent__lte", 20)),
                    name="checks_are_a_small_share",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Membership",
        [
            ID,
            (
                "roles",
                ArrayField(
                    models.CharField(
                        max_length=20,
                        choices=[
                            ("annotator", "annotator"),
                            ("expert", "expert"),
                            ("supervisor", "supervisor"),
                            ("owner", "owner"),
                            ("viewer", "viewer"),
                        ],
                    )
                ),
            ),
            ("joined_at", models.DateTimeField(default=now)),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
            ("user", models.ForeignKey(USER, PROTECT, related_name="memberships")),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="memberships")),
            ("goal_a_day", models.PositiveIntegerField(blank=True, null=True)),
            ("goal_in_all", models.PositiveIntegerField(blank=True, null=True)),
            ("trained_at", models.DateTimeField(blank=True, null=True)),
        ],
        {
            "ordering": ["user__name", "id"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("project", "user"), name="one_membership_per_person_and_project"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("roles__contained_by", ["annotator", "expert", "supervisor", "owner", "viewer"]),
                        ("roles__len__gte", 1),
                    ),
                    name="roles_are_known",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Phase",
        [
            ID,
            (
                "kind",
                models.CharField(
                    max_length=20,
                    default="production",
                    choices=[
                        ("training", "training"),
                        ("pilot", "pilot"),
                        ("calibrated", "calibrated"),
                        ("production", "production"),
                    ],
                ),
            ),
            ("name", models.CharField(max_length=80)),
            ("started_at", models.DateTimeField(default=now)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="phases")),
        ],
    ),
    migrations.CreateModel(
        "Source",
        [
            ID,
            ("name", models.CharField(max_length=100)),
            ("counts", models.BooleanField(verbose_name="counts in overlap and agreement", default=False)),
            ("created_at", models.DateTimeField(default=now)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="sources")),
            ("user", models.OneToOneField(USER, PROTECT, related_name="source")),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("project", "name"), name="one_source_per_name"),
            ],
        },
    ),
]
