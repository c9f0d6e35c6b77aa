from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "MindMap",
        [
            ID,
            (
                "kind",
                models.CharField(
                    max_length=20,
                    choices=[("concepts", "The experts' concepts"), ("model", "How they are modelled")],
                ),
            ),
            (
                "current",
                models.ForeignKey(
                    "booklet.maprevision", PROTECT, related_name="+", null=True, db_index=False
                ),
            ),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="maps", db_index=False)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("project", "kind"), name="one_map_of_a_kind"),
            ],
        },
    ),
    migrations.CreateModel(
        "MapRevision",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("nodes", models.JSONField()),
            ("base", models.PositiveIntegerField(default=0)),
            ("restores", models.PositiveIntegerField(blank=True, null=True)),
            ("made_at", models.DateTimeField(default=now)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("map", models.ForeignKey("booklet.mindmap", PROTECT, related_name="revisions", db_index=False)),
        ],
        {
            "ordering": ["map", "-number"],
            "constraints": [
                models.UniqueConstraint(fields=("map", "number"), name="revisions_of_a_map_are_numbered"),
            ],
        },
    ),
]
