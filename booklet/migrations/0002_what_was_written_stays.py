"""What a page said stays said, a decision and a receipt too: triggers that refuse anything else."""

from django.db import migrations

# What an erasure may take out of each
ERASABLE = {
    "revision": [],
    "decision": ["title", "context", "decision", "consequences", "quotes"],
    "receipt": [],
}


def guard(table: str, columns: list[str]) -> migrations.RunSQL:
    arguments = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON booklet_{table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change({arguments});
        CREATE TRIGGER {table}_is_not_truncated BEFORE TRUNCATE ON booklet_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
        """,
        f"""
        DROP TRIGGER {table}_is_append_only ON booklet_{table};
        DROP TRIGGER {table}_is_not_truncated ON booklet_{table};
        """,
    )


class Migration(migrations.Migration):
    dependencies = [("booklet", "0001_pages")]

    operations = [guard(table, columns) for table, columns in ERASABLE.items()]
