"""A goal stays as it was said, and a signature under it: a change is a revision."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


GUARD = migrations.RunSQL(
    """
CREATE TRIGGER goal_is_append_only BEFORE UPDATE OR DELETE ON booklet_goal
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER goal_is_not_truncated BEFORE TRUNCATE ON booklet_goal
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
CREATE TRIGGER signoff_is_append_only BEFORE UPDATE OR DELETE ON booklet_signoff
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER signoff_is_not_truncated BEFORE TRUNCATE ON booklet_signoff
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
    """,
    """
DROP TRIGGER goal_is_append_only ON booklet_goal;
DROP TRIGGER goal_is_not_truncated ON booklet_goal;
DROP TRIGGER signoff_is_append_only ON booklet_signoff;
DROP TRIGGER signoff_is_not_truncated ON booklet_signoff;
    """,
)


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0029_disagreement'),
        ('booklet', '0006_search_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('purpose', models.TextField()),
                ('measure', models.CharField(choices=[('documents', 'finished documents'), ('agreement', 'agreement of annotators'), ('model', 'F1 of the model')], max_length=20)),
                ('documents', models.PositiveIntegerField(blank=True, null=True)),
                ('agreement', models.FloatField(blank=True, null=True)),
                ('model', models.FloatField(blank=True, null=True)),
                ('deadline', models.DateField(blank=True, null=True)),
                ('stop_rule', models.TextField()),
                ('note', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='annotate.project')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('goal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='booklet.goal')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='goal',
            constraint=models.UniqueConstraint(fields=('project', 'number'), name='goals_of_a_project_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(fields=('goal', 'member'), name='signed_once'),
        ),
        GUARD,
    ]
