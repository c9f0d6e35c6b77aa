"""Examples; what one said and where it stands stays, apart from being replaced, retired, or erased with its document."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Everything but when it was replaced or retired
STAYS = ["project_id", "number", "page_id", "document_id", "kind", "start", "end", "says", "reasoning",
         "guideline_version", "author_id", "made_at"]
OLD, NEW = (", ".join(f'{row}."{column}"' for column in STAYS) for row in ("OLD", "NEW"))

GUARD = f"""
CREATE TRIGGER example_stays_said BEFORE UPDATE ON booklet_example
FOR EACH ROW WHEN (({OLD}) IS DISTINCT FROM ({NEW})) EXECUTE FUNCTION gloss_refuse_change('reasoning', 'words');
CREATE TRIGGER example_is_not_deleted BEFORE DELETE ON booklet_example
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER example_is_not_truncated BEFORE TRUNCATE ON booklet_example
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""

DROP_GUARD = """
DROP TRIGGER example_stays_said ON booklet_example;
DROP TRIGGER example_is_not_deleted ON booklet_example;
DROP TRIGGER example_is_not_truncated ON booklet_example;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0026_streams'),
        ('booklet', '0002_what_was_written_stays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Example',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('counts', 'counts'), ('does_not', 'does not count'), ('borderline', 'borderline')], max_length=12)),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('end', models.PositiveIntegerField(blank=True, null=True)),
                ('says', models.JSONField(default=list)),
                ('reasoning', models.TextField()),
                ('words', django.contrib.postgres.search.SearchVectorField(null=True)),
                ('guideline_version', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examples', to='annotate.document')),
                ('page', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='examples', to='booklet.page')),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='examples', to='annotate.project')),
            ],
            options={
                'ordering': ['-number', '-id'],
                'indexes': [models.Index(condition=models.Q(('replaced_at', None)), fields=['page', 'number'], name='examples_of_page'), django.contrib.postgres.indexes.GinIndex(fields=['words'], name='examples_by_word')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('project', 'number'), name='one_example_of_a_number_holds'), models.CheckConstraint(condition=models.Q(models.Q(('end', None), ('start', None)), models.Q(('end__gt', models.F('start')), ('start__isnull', False)), _connector='OR'), name='example_is_a_stretch_or_all')],
            },
        ),
        migrations.RunSQL(GUARD, DROP_GUARD),
    ]
