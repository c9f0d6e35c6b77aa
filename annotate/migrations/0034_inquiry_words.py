"""The search of the booklet finds what was asked and answered by an index."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0033_data_profile'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inquiry',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('text', 'reply', config='simple'), name='inquiries_by_word'),
        ),
    ]
