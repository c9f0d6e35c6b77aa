"""What does PostgreSQL's planner know of tables whose rows every test takes back?

Autovacuum comes between the tests once a minute, finds nothing but dead rows and notes that a table of a hundred pages
holds none. From then on each join of such tables is planned for a single row, without an index: a test of 50 documents
took 67 seconds instead of a tenth of one, in some runs. So our own server has no autovacuum; where much is dead we take
it away before the next file, and let the planner go by the size, as in a table that nobody has looked at yet.
"""

from django.db import connection

MUCH = 4 * 1024 * 1024  # bytes of a table and its indexes

SWOLLEN = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_total_relation_size(oid) > %s
"""
NOT_LOOKED_AT = """
UPDATE pg_class SET relpages = 0, reltuples = -1
WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace AND reltuples >= 0
"""


def vacuum_what_is_swollen() -> None:
    """Outside any transaction, and as a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(SWOLLEN, [MUCH])
        if swollen := [name for (name,) in cursor.fetchall()]:
            cursor.execute(f"VACUUM {', '.join(swollen)}")
        cursor.execute(NOT_LOOKED_AT)
