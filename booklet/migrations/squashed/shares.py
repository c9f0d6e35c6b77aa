from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Share",
        [
            ID,
            ("name", models.CharField(max_length=120)),
            ("introduction", models.TextField(blank=True)),
            ("sections", models.JSONField(default=dict)),
            ("made_at", models.DateTimeField(default=now)),
            ("made_by", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="shares")),
        ],
        {
            "ordering": ["-id"],
        },
    ),
    migrations.CreateModel(
        "ShareLink",
        [
            ID,
            ("token_hash", models.BinaryField(max_length=32, unique=True)),
            ("made_at", models.DateTimeField(default=now)),
            ("expires_at", models.DateTimeField()),
            ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ("made_by", models.ForeignKey(USER, PROTECT, related_name="+", db_index=False)),
            ("share", models.ForeignKey("booklet.share", PROTECT, related_name="links")),
        ],
        {
            "ordering": ["-id"],
        },
    ),
    migrations.CreateModel(
        "SharedDocument",
        [
            ID,
            (
                "output",
                models.CharField(
                    max_length=8,
                    default="rules",
                    choices=[
                        ("gold", "the accepted answer"),
                        ("answer", "the newest answer of an annotator"),
                        ("rules", "what the rules say (mock)"),
                        ("by_hand", "what I write by hand (mock)"),
                    ],
                ),
            ),
            ("says", models.JSONField(default=list)),
            ("document", models.ForeignKey("annotate.document", PROTECT, related_name="+")),
            ("share", models.ForeignKey("booklet.share", CASCADE, related_name="documents", db_index=False)),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("share", "document"), name="shared_once"),
            ],
        },
    ),
    migrations.CreateModel(
        "Visit",
        [
            ID,
            (
                "kind",
                models.CharField(
                    max_length=9,
                    choices=[
                        ("opened", "opened"),
                        ("tried", "tried a text"),
                        ("flagged", "flagged an answer"),
                        ("commented", "commented"),
                        ("too_late", "came after the end"),
                    ],
                ),
            ),
            ("visitor", models.BinaryField(max_length=16)),
            ("at", models.DateTimeField(default=now)),
            ("share", models.ForeignKey("booklet.share", PROTECT, related_name="visits", db_index=False)),
        ],
        {
            "ordering": ["-id"],
            "indexes": [
                models.Index(fields=["share", "kind", "-at"], name="visits_of_share"),
            ],
        },
    ),
    migrations.CreateModel(
        "VisitorComment",
        [
            ID,
            ("name", models.CharField(max_length=60)),
            ("text", models.TextField()),
            ("made_at", models.DateTimeField(default=now)),
            ("reply", models.TextField(blank=True)),
            ("replied_at", models.DateTimeField(blank=True, null=True)),
            (
                "document",
                models.ForeignKey("annotate.document", PROTECT, related_name="+", null=True, blank=True),
            ),
            (
                "page",
                models.ForeignKey(
                    "booklet.page", PROTECT, related_name="visitor_comments", null=True, blank=True
                ),
            ),
            (
                "replied_by",
                models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True, db_index=False),
            ),
            ("share", models.ForeignKey("booklet.share", PROTECT, related_name="comments")),
        ],
        {
            "ordering": ["id"],
        },
    ),
]
