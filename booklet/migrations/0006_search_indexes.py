"""The search of the booklet finds words of pages and decisions by an index."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.conf import settings
from django.db import migrations


# Kept beside the text, because a rank that reads a text anew takes a millisecond a page; no model loads it.
WORDS = """
ALTER TABLE booklet_revision ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', text), 'C')
) STORED;
CREATE INDEX revisions_by_word ON booklet_revision USING gin (words);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0027_training'),
        ('booklet', '0005_training'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='decision',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('title', 'context', 'decision', 'consequences', config='simple'), name='decisions_by_word'),
        ),
        migrations.RunSQL(WORDS, "ALTER TABLE booklet_revision DROP COLUMN words"),
    ]
