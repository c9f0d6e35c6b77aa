from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Counting",
        [
            (
                "project",
                models.OneToOneField(
                    "annotate.project", PROTECT, related_name="+", primary_key=True, serialize=False
                ),
            ),
            ("version", models.SmallIntegerField()),
            ("drawn_keys", models.SmallIntegerField()),
            ("is_whole", models.BooleanField(default=False)),
            ("recounted_by", models.BigIntegerField()),
            ("settled", models.BigIntegerField(default=0)),
            ("taken", ArrayField(models.BigIntegerField(), default=list)),
            ("awaited", models.BigIntegerField(default=0)),
            ("awaited_transaction", models.BigIntegerField(default=0)),
            ("newest", models.BigIntegerField(default=0)),
            ("counted_at", models.DateTimeField(null=True)),
        ],
    ),
    migrations.CreateModel(
        "CountedAnswer",
        [
            ID,
            ("content", ArrayField(models.BigIntegerField())),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("question", "content"), name="an_answer_has_one_number"),
            ],
        },
    ),
    migrations.CreateModel(
        "CountedDocument",
        [
            ID,
            ("authors", ArrayField(models.BigIntegerField())),
            ("answers", ArrayField(models.BigIntegerField())),
            ("reasons", ArrayField(models.SmallIntegerField())),
            (
                "document",
                models.ForeignKey(
                    "annotate.document", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("question", "document"), name="a_document_counts_once"),
            ],
        },
    ),
    migrations.CreateModel(
        "CountedPattern",
        [
            ID,
            ("which", models.CharField(max_length=12)),
            ("pattern", ArrayField(models.BigIntegerField())),
            ("documents", models.BigIntegerField()),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(
                    fields=("question", "which", "pattern"), name="a_pattern_is_counted_once"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "CountedPair",
        [
            ID,
            ("which", models.CharField(max_length=12)),
            ("one_said", models.BigIntegerField()),
            ("other_said", models.BigIntegerField()),
            ("documents", models.BigIntegerField()),
            ("one", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False, db_constraint=False)),
            (
                "other",
                models.ForeignKey(USER, PROTECT, related_name="+", db_index=False, db_constraint=False),
            ),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(
                    fields=("question", "which", "one", "other", "one_said", "other_said"),
                    name="a_pair_is_counted_once",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "CountedAuthor",
        [
            ID,
            ("reason", models.SmallIntegerField()),
            ("answers", models.BigIntegerField()),
            (
                "author",
                models.ForeignKey(USER, PROTECT, related_name="+", db_index=False, db_constraint=False),
            ),
            (
                "question",
                models.ForeignKey(
                    "annotate.question", PROTECT, related_name="+", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(
                    fields=("question", "author", "reason"), name="an_author_is_counted_once"
                ),
            ],
        },
    ),
]
