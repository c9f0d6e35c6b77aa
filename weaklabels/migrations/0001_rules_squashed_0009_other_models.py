"""The tables of rules and models and what their triggers hold, as 0001 to 0009 left them."""

from django.db import migrations

from annotate.migrations.squashed.tables import Tables
from weaklabels.migrations.squashed import (
    answers,
    append_only,
    candidates,
    fits,
    functions,
    judgements,
    rivals,
    runs,
    uploads,
    votes,
)

NAMES = [
    "0001_rules",
    "0002_versions_stay",
    "0003_columns_wait",
    "0005_uploaded_votes",
    "0006_proposed_pieces",
    "0007_models_in_the_loop",
    "0008_models_of_words",
    "0009_other_models",
]
TABLES = [
    *answers.TABLES,
    *candidates.TABLES,
    *fits.TABLES,
    *functions.TABLES,
    *judgements.TABLES,
    *rivals.TABLES,
    *runs.TABLES,
    *uploads.TABLES,
    *votes.TABLES,
]


class Migration(migrations.Migration):
    initial = True
    replaces = [("weaklabels", name) for name in NAMES]
    dependencies = [("annotate", "0001_tables_squashed_0031_notifications")]

    operations = [
        Tables(TABLES),
        *append_only.OPERATIONS,
    ]
