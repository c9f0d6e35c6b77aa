"""Triggers that upper apps use, too. They go with their tables, so nothing is to be done to take them back."""

from django.db import migrations


def with_tables(sql: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, migrations.RunSQL.noop)


def append_only(table: str, *erasable: str) -> migrations.RunSQL:
    """Rows are added and stay as they are. What an erasure may take out: columns, or paths inside a JSON column."""
    name = table.partition("_")[2]
    arguments = ", ".join(f"'{path}'" for path in erasable)
    return with_tables(f"""
        CREATE TRIGGER {name}_is_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change({arguments});
        CREATE TRIGGER {name}_is_not_truncated BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
    """)
