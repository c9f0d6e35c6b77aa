from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Rival",
        [
            ID,
            ("name", models.CharField(max_length=120)),
            (
                "kind",
                models.CharField(
                    max_length=12,
                    choices=[
                        ("uploaded", "uploaded predictions"),
                        ("estimator", "a class of the operator's"),
                    ],
                ),
            ),
            ("documents", models.BinaryField()),
            ("labels", models.BinaryField()),
            ("problem", models.TextField(blank=True)),
            ("made_at", models.DateTimeField(default=now)),
            ("made_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True)),
            (
                "project",
                models.ForeignKey("annotate.project", PROTECT, related_name="rivals", db_index=False),
            ),
            (
                "question",
                models.ForeignKey("annotate.question", PROTECT, related_name="rivals", db_index=False),
            ),
        ],
        {
            "ordering": ["question", "name"],
            "constraints": [
                models.UniqueConstraint(fields=("question", "name"), name="one_rival_per_name"),
            ],
        },
    ),
]
