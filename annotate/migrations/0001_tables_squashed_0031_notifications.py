"""The tables of annotate and what their triggers hold, as 0001 to 0031 left them."""

from django.db import migrations

from annotate.migrations.squashed import (
    annotations,
    append_only,
    belonging,
    counting,
    documents,
    events,
    imports,
    inquiries,
    jobs,
    notifications,
    people,
    projects,
    queueing,
    responses,
    schemas,
    sharing,
    standings,
    staying,
    storage,
    tallies,
)
from annotate.migrations.squashed.tables import Tables

NAMES = [
    "0001_tables",
    "0002_append_only",
    "0003_queue_storage",
    "0004_sessions_seen_and_known_addresses",
    "0005_one_running_bulk_job",
    "0006_erased_files_and_holds",
    "0007_tallies",
    "0008_tally_triggers",
    "0009_imports",
    "0010_erasing_is_narrow",
    "0011_finding_documents",
    "0012_one_check_for_two",
    "0013_goals",
    "0014_sharing_rules",
    "0015_hidden_suggestions",
    "0016_inquiries",
    "0017_how_a_person_reads",
    "0018_relations_texts_ratings",
    "0019_new_answers_stay_said",
    "0020_parents_checked_at_once",
    "0023_tabs_and_skips",
    "0024_fewer_looks_a_row",
    "0025_suggestions_of_a_run",
    "0026_streams",
    "0027_training",
    "0028_gold_checks",
    "0029_disagreement",
    "0030_scheme_changes",
    "0031_notifications",
]
TABLES = [
    *annotations.TABLES,
    *documents.TABLES,
    *events.TABLES,
    *imports.TABLES,
    *inquiries.TABLES,
    *jobs.TABLES,
    *notifications.TABLES,
    *people.TABLES,
    *projects.TABLES,
    *queueing.TABLES,
    *responses.TABLES,
    *schemas.TABLES,
    *sharing.TABLES,
    *standings.TABLES,
    *tallies.TABLES,
]


class Migration(migrations.Migration):
    initial = True
    replaces = [("annotate", name) for name in NAMES]
    dependencies = []

    operations = [
        Tables(TABLES),
        *append_only.OPERATIONS,
        *staying.OPERATIONS,
        *belonging.OPERATIONS,
        *counting.OPERATIONS,
        *storage.OPERATIONS,
    ]
