from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "VoteUpload",
        [
            ID,
            (
                "state",
                models.CharField(
                    max_length=12,
                    default="open",
                    choices=[("open", "not kept yet"), ("kept", "kept"), ("discarded", "thrown away")],
                ),
            ),
            ("report", models.JSONField(null=True)),
            ("choices", models.JSONField(default=dict)),
            ("created_at", models.DateTimeField(default=now)),
            ("created_by", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("file", models.ForeignKey("annotate.storedfile", PROTECT, related_name="+")),
            ("job", models.ForeignKey("annotate.job", PROTECT, related_name="+", null=True)),
            ("order", models.ForeignKey("annotate.storedfile", PROTECT, related_name="+", null=True)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="vote_uploads")),
            ("question", models.ForeignKey("annotate.question", PROTECT, related_name="+")),
        ],
        {
            "ordering": ["-id"],
        },
    ),
]
