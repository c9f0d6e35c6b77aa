"""Named data sets: what is released stays as it is, and so does what is in it."""

import annotate.models.projects
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

GUARD = """
CREATE TRIGGER releaseddocument_is_append_only BEFORE UPDATE OR DELETE ON review_releaseddocument
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER releaseddocument_is_not_truncated BEFORE TRUNCATE ON review_releaseddocument
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();

CREATE FUNCTION review_refuse_other_release() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changing text[] := '{files,archive_sha256,archive_id,retired_by_id,retired_at,retired_because}';
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('gloss.erasing', true) = 'yes' THEN
        changing := changing || '{names}'::text[];
    END IF;
    IF OLD.published_at IS NULL OR (TG_OP = 'UPDATE' AND to_jsonb(NEW) - changing = to_jsonb(OLD) - changing) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'A published release stays as it is: % refused. Make another.', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON review_release
FOR EACH ROW EXECUTE FUNCTION review_refuse_other_release();
"""

UNGUARD = """
DROP TRIGGER published_stays ON review_release;
DROP FUNCTION review_refuse_other_release();
DROP TRIGGER releaseddocument_is_append_only ON review_releaseddocument;
DROP TRIGGER releaseddocument_is_not_truncated ON review_releaseddocument;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0031_notifications'),
        ('review', '0007_sessions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('wish', models.JSONField()),
                ('seed', models.BigIntegerField(default=annotate.models.projects.new_seed)),
                ('as_of', models.DateTimeField(null=True)),
                ('names', models.JSONField(default=dict)),
                ('booklet', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('facts', models.TextField(blank=True)),
                ('words', models.JSONField(default=dict)),
                ('published_at', models.DateTimeField(null=True)),
                ('statement', models.TextField(blank=True)),
                ('made_with', models.CharField(blank=True, max_length=40)),
                ('files', models.JSONField(default=dict)),
                ('archive_sha256', models.CharField(blank=True, max_length=64)),
                ('retired_at', models.DateTimeField(null=True)),
                ('retired_because', models.TextField(blank=True)),
                ('archive', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.storedfile')),
                ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='annotate.project')),
                ('published_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retired_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ReleasedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('split', models.SmallIntegerField(choices=[(0, 'train'), (1, 'validation'), (2, 'test')])),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('gold', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('aggregated', models.JSONField(default=dict)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.document')),
                ('release', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='review.release')),
            ],
            options={
                'ordering': ['document'],
            },
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None), ('published_at__isnull', False), _connector='OR'), fields=('project', 'name'), name='one_release_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('published_at', None), ('as_of__isnull', False), _connector='OR'), name='what_is_published_was_gathered'),
        ),
        migrations.AddConstraint(
            model_name='releaseddocument',
            constraint=models.UniqueConstraint(fields=('release', 'document'), name='a_document_is_released_once'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
