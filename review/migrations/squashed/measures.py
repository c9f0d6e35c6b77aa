from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID

TABLES = [
    migrations.CreateModel(
        "KeptMeasure",
        [
            ID,
            ("name", models.CharField(max_length=20)),
            ("value", models.FloatField(null=True)),
            ("low", models.FloatField(null=True)),
            ("high", models.FloatField(null=True)),
            ("count", models.PositiveIntegerField(default=0)),
            ("why", models.CharField(max_length=20, blank=True)),
            ("answers", models.BigIntegerField(default=0)),
            ("made_at", models.DateTimeField(default=now)),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="kept_measures", db_index=False),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("project", "name"), name="one_value_of_a_measure"),
            ],
        },
    ),
]
