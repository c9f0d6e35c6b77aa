from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID

TABLES = [
    migrations.CreateModel(
        "ModelAnswer",
        [
            ID,
            ("key", models.BinaryField(max_length=32, null=True)),
            ("answer", models.CharField(max_length=200, blank=True)),
            ("tokens_in", models.PositiveIntegerField()),
            ("tokens_out", models.PositiveIntegerField()),
            ("cost", models.DecimalField(max_digits=14, decimal_places=8)),
            ("asked_at", models.DateTimeField(default=now)),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="+", null=True)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="+", db_index=False)),
            ("version", models.ForeignKey("weaklabels.functionversion", PROTECT, related_name="answers")),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("project", "key"), name="one_answer_per_prompt_and_text"),
            ],
        },
    ),
]
