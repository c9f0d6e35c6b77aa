"""Each source's wishes for the order of the queue are kept by themselves."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

STREAMS = [
    ("returned", "returned to you"),
    ("assigned", "assigned to you"),
    ("ranked", "ranked"),
    ("control", "control"),
    ("audit", "audit"),
    ("duel", "duel"),
    ("repeat", "repeat"),
    ("gold_check", "gold check"),
    ("imported", "imported"),
]
SOURCES = [("sent", "sent by a person"), ("rules", "the rules"), ("model", "the model")]


class Migration(migrations.Migration):
    dependencies = [("annotate", "0026_streams"), ("weaklabels", "0003_columns_wait")]

    operations = [
        migrations.CreateModel(
            name="CandidateList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(choices=SOURCES, max_length=12)),
                ("stream", models.CharField(choices=STREAMS, default="ranked", max_length=12)),
                ("documents", models.BinaryField()),
                ("scores", models.BinaryField()),
                ("reason_numbers", models.BinaryField()),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidate_lists",
                        to="annotate.project",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidate_lists",
                        to="annotate.question",
                    ),
                ),
            ],
            options={
                "ordering": ["question", "source"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("question", "source", "stream"), name="one_candidate_list_per_source"
                    )
                ],
            },
        ),
    ]
