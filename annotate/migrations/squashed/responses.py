from django.db import migrations, models
from django.db.models.deletion import PROTECT

from annotate.migrations.squashed.tables import ID

TABLES = [
    migrations.CreateModel(
        "Response",
        [
            ID,
            (
                "state",
                models.CharField(
                    max_length=12,
                    choices=[
                        ("answered", "answered"),
                        ("not_asked", "not asked"),
                        ("cannot_tell", "cannot tell"),
                    ],
                ),
            ),
            (
                "annotation",
                models.ForeignKey(
                    "annotate.annotation",
                    PROTECT,
                    related_name="responses",
                    db_index=False,
                    db_constraint=False,
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    "annotate.question",
                    PROTECT,
                    related_name="responses",
                    db_index=False,
                    db_constraint=False,
                ),
            ),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("annotation", "question"), name="one_response_per_question"),
            ],
        },
    ),
    migrations.CreateModel(
        "Choice",
        [
            ID,
            (
                "label",
                models.ForeignKey("annotate.label", PROTECT, related_name="choices", db_constraint=False),
            ),
            (
                "response",
                models.ForeignKey(
                    "annotate.response", PROTECT, related_name="choices", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.UniqueConstraint(fields=("response", "label"), name="a_label_is_chosen_once"),
            ],
        },
    ),
    migrations.CreateModel(
        "Span",
        [
            ID,
            ("start", models.PositiveIntegerField()),
            ("end", models.PositiveIntegerField()),
            (
                "label",
                models.ForeignKey("annotate.label", PROTECT, related_name="spans", db_constraint=False),
            ),
            (
                "response",
                models.ForeignKey(
                    "annotate.response", PROTECT, related_name="spans", db_index=False, db_constraint=False
                ),
            ),
        ],
        {
            "ordering": ["start", "-end"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("end__gt", models.F("start"))), name="span_is_not_empty"
                ),
                models.UniqueConstraint(
                    fields=("response", "start", "end", "label"), name="a_span_is_marked_once"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "Relation",
        [
            ID,
            ("head", models.ForeignKey("annotate.span", PROTECT, related_name="+", db_index=False)),
            ("label", models.ForeignKey("annotate.label", PROTECT, related_name="relations")),
            (
                "response",
                models.ForeignKey("annotate.response", PROTECT, related_name="relations", db_index=False),
            ),
            ("tail", models.ForeignKey("annotate.span", PROTECT, related_name="+", db_index=False)),
        ],
        {
            "ordering": ["id"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("head", models.F("tail")), _negated=True),
                    name="relation_has_two_ends",
                ),
                models.UniqueConstraint(
                    fields=("response", "head", "tail", "label"), name="a_relation_is_drawn_once"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        "FreeText",
        [
            ID,
            ("text", models.TextField()),
            ("response", models.OneToOneField("annotate.response", PROTECT, related_name="free_text")),
        ],
    ),
    migrations.CreateModel(
        "Rating",
        [
            ID,
            ("value", models.PositiveSmallIntegerField()),
            ("response", models.OneToOneField("annotate.response", PROTECT, related_name="rating")),
        ],
    ),
]
