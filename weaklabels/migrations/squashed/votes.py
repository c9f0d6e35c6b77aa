from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID

TABLES = [
    migrations.CreateModel(
        "VoteColumn",
        [
            (
                "version",
                models.OneToOneField(
                    "weaklabels.functionversion",
                    PROTECT,
                    related_name="column",
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("looked_until", models.BigIntegerField(default=0)),
            ("seen", models.BigIntegerField(default=0)),
            ("hits", models.BigIntegerField(default=0)),
            ("error", models.TextField(blank=True)),
            ("changed_at", models.DateTimeField(default=now)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="+")),
            ("waits", models.BooleanField(default=False)),
        ],
    ),
    migrations.CreateModel(
        "VotePiece",
        [
            ID,
            ("first", models.BigIntegerField()),
            ("last", models.BigIntegerField()),
            ("documents", models.BinaryField()),
            ("labels", models.BinaryField()),
            ("starts", models.BinaryField(null=True)),
            ("ends", models.BinaryField(null=True)),
            (
                "column",
                models.ForeignKey("weaklabels.votecolumn", PROTECT, related_name="pieces", db_index=False),
            ),
        ],
        {
            "ordering": ["column", "first"],
            "constraints": [
                models.UniqueConstraint(fields=("column", "first"), name="one_piece_of_a_column_per_stretch"),
                models.CheckConstraint(
                    condition=models.Q(("last__gte", models.F("first"))), name="a_piece_is_a_stretch"
                ),
            ],
        },
    ),
]
