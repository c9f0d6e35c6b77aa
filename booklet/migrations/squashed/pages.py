from django.db import migrations, models
from django.db.models.deletion import CASCADE, PROTECT
from django.utils.timezone import now

from annotate.migrations.squashed.tables import ID, USER

TABLES = [
    migrations.CreateModel(
        "Page",
        [
            ID,
            (
                "kind",
                models.CharField(
                    max_length=20,
                    default="guideline",
                    choices=[
                        ("guideline", "guideline"),
                        ("label", "label"),
                        ("glossary", "glossary"),
                        ("goal", "goal"),
                    ],
                ),
            ),
            ("position", models.PositiveIntegerField(default=0)),
            ("made_at", models.DateTimeField(default=now)),
            ("retired_at", models.DateTimeField(blank=True, null=True)),
            (
                "label",
                models.OneToOneField("annotate.label", PROTECT, related_name="page", null=True, blank=True),
            ),
            (
                "parent",
                models.ForeignKey("booklet.page", PROTECT, related_name="children", null=True, blank=True),
            ),
            ("project", models.ForeignKey("annotate.project", PROTECT, related_name="pages", db_index=False)),
            (
                "current",
                models.ForeignKey("booklet.revision", PROTECT, related_name="+", null=True, db_index=False),
            ),
        ],
        {
            "ordering": ["position", "id"],
            "indexes": [
                models.Index(fields=["project", "position"], name="pages_of_project"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("kind", "label"), ("label", None), _connector="OR"),
                    name="only_label_pages_have_a_label",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Revision",
        [
            ID,
            ("number", models.PositiveIntegerField()),
            ("title", models.CharField(max_length=120)),
            ("text", models.TextField(blank=True)),
            ("note", models.CharField(max_length=300, blank=True)),
            ("changes_meaning", models.BooleanField(default=False)),
            ("base", models.PositiveIntegerField(blank=True, null=True)),
            ("restores", models.PositiveIntegerField(blank=True, null=True)),
            ("guideline_version", models.PositiveIntegerField()),
            ("made_at", models.DateTimeField(default=now)),
            ("approved_by", models.ForeignKey(USER, PROTECT, related_name="+", null=True, blank=True)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("page", models.ForeignKey("booklet.page", PROTECT, related_name="revisions", db_index=False)),
        ],
        {
            "ordering": ["page", "-number"],
            "constraints": [
                models.UniqueConstraint(fields=("page", "number"), name="revisions_of_a_page_are_numbered"),
            ],
        },
    ),
    migrations.CreateModel(
        "PageLink",
        [
            ID,
            ("title", models.CharField(max_length=120)),
            ("page", models.ForeignKey("booklet.page", PROTECT, related_name="linked_from")),
            (
                "revision",
                models.ForeignKey("booklet.revision", CASCADE, related_name="links", db_index=False),
            ),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("revision", "title"), name="a_title_leads_to_one_page"),
            ],
        },
    ),
    migrations.CreateModel(
        "Draft",
        [
            ID,
            ("base", models.PositiveIntegerField()),
            ("title", models.CharField(max_length=120, blank=True)),
            ("text", models.TextField(blank=True)),
            ("saved_at", models.DateTimeField(default=now)),
            ("author", models.ForeignKey(USER, PROTECT, related_name="+")),
            ("page", models.ForeignKey("booklet.page", PROTECT, related_name="drafts", db_index=False)),
        ],
        {
            "constraints": [
                models.UniqueConstraint(fields=("page", "author"), name="one_draft_per_page_and_author"),
            ],
        },
    ),
]
