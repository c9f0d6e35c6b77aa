"""The tables of review and what their triggers hold, as 0001 to 0007 left them."""

from django.db import migrations

from annotate.migrations.squashed.tables import Tables
from review.migrations.squashed import (
    adjudications,
    append_only,
    contests,
    counters,
    measures,
    phases,
    sessions,
    spot_checks,
    suspicions,
)

NAMES = [
    "0001_spot_checks",
    "0002_adjudication",
    "0003_counters",
    "0004_gold_checks",
    "0005_phases",
    "0006_suspicions",
    "0007_sessions",
]
TABLES = [
    *adjudications.TABLES,
    *contests.TABLES,
    *counters.TABLES,
    *measures.TABLES,
    *phases.TABLES,
    *sessions.TABLES,
    *spot_checks.TABLES,
    *suspicions.TABLES,
]


class Migration(migrations.Migration):
    initial = True
    replaces = [("review", name) for name in NAMES]
    dependencies = [
        ("annotate", "0001_tables_squashed_0031_notifications"),
        ("booklet", "0001_pages_squashed_0010_shares"),
    ]

    operations = [
        Tables(TABLES),
        *append_only.OPERATIONS,
    ]
