"""How a phase began stays said; what measures said last is kept for the home."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


GUARD = migrations.RunSQL(
    """
CREATE TRIGGER phasebeginning_is_append_only BEFORE UPDATE OR DELETE ON review_phasebeginning
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER phasebeginning_is_not_truncated BEFORE TRUNCATE ON review_phasebeginning
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
    """,
    """
DROP TRIGGER phasebeginning_is_append_only ON review_phasebeginning;
DROP TRIGGER phasebeginning_is_not_truncated ON review_phasebeginning;
    """,
)


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0029_disagreement'),
        ('review', '0004_gold_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PhaseBeginning',
            fields=[
                ('phase', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='beginning', serialize=False, to='annotate.phase')),
                ('tests', models.JSONField(default=list)),
                ('reason', models.TextField(blank=True)),
                ('documents', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('suggested_before', models.BooleanField(null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='KeptMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('value', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('count', models.PositiveIntegerField(default=0)),
                ('why', models.CharField(blank=True, max_length=20)),
                ('answers', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='kept_measures', to='annotate.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'name'), name='one_value_of_a_measure')],
            },
        ),
        GUARD,
    ]
