"""The tables of the booklet and what their triggers hold, as 0001 to 0010 left them."""

from django.db import migrations

from annotate.migrations.squashed.tables import Tables
from booklet.migrations.squashed import (
    append_only,
    comments,
    decisions,
    examples,
    goals,
    maps,
    pages,
    proposals,
    receipts,
    scheme_changes,
    searching,
    shares,
    training,
)

NAMES = [
    "0001_pages",
    "0002_what_was_written_stays",
    "0003_examples",
    "0004_comments",
    "0005_training",
    "0006_search_indexes",
    "0007_goal",
    "0008_scheme_changes",
    "0009_maps",
    "0010_shares",
]
TABLES = [
    *comments.TABLES,
    *decisions.TABLES,
    *examples.TABLES,
    *goals.TABLES,
    *maps.TABLES,
    *pages.TABLES,
    *proposals.TABLES,
    *receipts.TABLES,
    *scheme_changes.TABLES,
    *shares.TABLES,
    *training.TABLES,
]


class Migration(migrations.Migration):
    initial = True
    replaces = [("booklet", name) for name in NAMES]
    dependencies = [("annotate", "0001_tables_squashed_0031_notifications")]

    operations = [
        Tables(TABLES),
        *append_only.OPERATIONS,
        *searching.OPERATIONS,
    ]
