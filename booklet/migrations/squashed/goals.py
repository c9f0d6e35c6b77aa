from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Goal",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("purpose", models.TextField()),
            (
                "measure",
                models.CharField(
                    max_length=20,
                    choices=[
                        ("documents", "finished documents"),
                        ("agreement", "agreement of annotators"),
                        ("model", "F1 of the model"),
                    ],
                ),
            ),
            ("documents", models.PositiveIntegerField(blank=True, null=True)),
            ("agreement", models.FloatField(blank=True, null=True)),
            ("model", models.FloatField(blank=True, null=True)),
            ("deadline", models.DateField(blank=True, null=True)),
            ("stop_rule", models.TextField()),
            ("note", models.CharField(max_length=300, blank=True)),
            ("made_at", models.DateTimeField(default=now)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
            ("owner", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="goals", db_index=False)),
        ],
        {
            "ordering": ["-number"],
            "constraints": [
                models.UniqueConstraint(fields=("project", "number"), name="goals_of_a_project_are_numbered"),
            ],
        },
    ),
    migrations.CreateModel(
        "SignOff",
        [
            ID,
            ("signed_at", models.DateTimeField(default=now)),
            ("goal", models.ForeignKey("booklet.goal", PROTECT, related_name="sign_offs", db_index=False)),
            ("member", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("goal", "member"), name="signed_once"),
            ],
        },
    ),
]
