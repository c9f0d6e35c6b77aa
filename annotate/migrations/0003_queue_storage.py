"""Room on each page for the updates the queue makes, and vacuums early enough for its indexes."""

from django.db import migrations

NARROW = "SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)"
PLAIN = "RESET (fillfactor, autovacuum_vacuum_scale_factor)"


class Migration(migrations.Migration):
    dependencies = [("annotate", "0002_append_only")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} {NARROW}", f"ALTER TABLE {table} {PLAIN}")
        for table in ("annotate_queuerow", "annotate_standing", "annotate_watermark", "annotate_freedslot")
    ]
