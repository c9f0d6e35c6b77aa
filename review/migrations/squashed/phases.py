from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT

from annotate.migrations.squashed.tables import USER

TABLES = [
    migrations.CreateModel(
        "PhaseBeginning",
        [
            (
                "phase",
                models.OneToOneField(
                    "annotate.phase", PROTECT, related_name="beginning", primary_key=True, serialize=False
                ),
            ),
            ("tests", models.JSONField(default=list)),
            ("reason", models.TextField(blank=True)),
            ("documents", ArrayField(models.BigIntegerField(), default=list)),
            ("suggested_before", models.BooleanField(null=True)),
            ("by", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
        ],
    ),
]
