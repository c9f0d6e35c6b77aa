"""Room on each page for the updates the queue makes, and vacuums early enough for its indexes."""

from annotate.migrations.squashed.guards import with_tables

OPERATIONS = [
    with_tables(f"ALTER TABLE {table} SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)")
    for table in ("annotate_queuerow", "annotate_standing", "annotate_watermark", "annotate_freedslot")
]
