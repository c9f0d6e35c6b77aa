"""Pictures of the booklet. What one shows never changes."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STAYS = """
CREATE TRIGGER picture_stays BEFORE
UPDATE OF project_id, number, name, kind, content, sha256, width, height OR DELETE ON booklet_picture
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER picture_is_not_truncated BEFORE TRUNCATE ON booklet_picture
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""
NO_LONGER = """
DROP TRIGGER picture_stays ON booklet_picture;
DROP TRIGGER picture_is_not_truncated ON booklet_picture;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0033_data_profile'),
        ('booklet', '0011_interviews'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('png', 'Png'), ('jpeg', 'Jpeg')], max_length=4)),
                ('content', models.BinaryField()),
                ('sha256', models.BinaryField(max_length=32)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='annotate.project')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='pictures_are_numbered'), models.UniqueConstraint(fields=('project', 'sha256'), name='a_picture_is_kept_once')],
            },
        ),
        migrations.RunSQL(STAYS, NO_LONGER),
    ]
