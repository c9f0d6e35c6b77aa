from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID

TABLES = [
    migrations.CreateModel(
        "CandidateList",
        [
            ID,
            (
                "source",
                models.CharField(
                    max_length=12,
                    choices=[("sent", "sent by a person"), ("rules", "the rules"), ("model", "the model")],
                ),
            ),
            (
                "stream",
                models.CharField(
                    max_length=12,
                    default="ranked",
                    choices=[
                        ("returned", "returned to you"),
                        ("assigned", "assigned to you"),
                        ("ranked", "ranked"),
                        ("control", "control"),
                        ("audit", "audit"),
                        ("duel", "duel"),
                        ("repeat", "repeat"),
                        ("gold_check", "gold check"),
                        ("imported", "imported"),
                    ],
                ),
            ),
            ("documents", models.BinaryField()),
            ("scores", models.BinaryField()),
            ("reason_numbers", models.BinaryField()),
            ("reasons", ArrayField(models.CharField(max_length=200), default=list)),
            ("made_at", models.DateTimeField(default=now)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="candidate_lists")),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="candidate_lists", db_index=False
                ),
            ),
        ],
        {
            "ordering": ["question", "source"],
            "constraints": [
                models.UniqueConstraint(
                    fields=("question", "source", "stream"), name="one_candidate_list_per_source"
                ),
            ],
        },
    ),
]
