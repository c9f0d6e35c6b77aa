"""Rules whose votes were made elsewhere, and what a language model answered."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0023_tabs_and_skips'),
        ('weaklabels', '0003_columns_wait'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='labelingfunction',
            name='kind',
            field=models.CharField(choices=[('declarative', 'written without code'), ('python', 'written in Python'), ('uploaded', 'votes made elsewhere'), ('language_model', 'asked of a language model')], max_length=20),
        ),
        migrations.CreateModel(
            name='VoteUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'not kept yet'), ('kept', 'kept'), ('discarded', 'thrown away')], default='open', max_length=12)),
                ('report', models.JSONField(null=True)),
                ('choices', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.storedfile')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.job')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.storedfile')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vote_uploads', to='annotate.project')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.question')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ModelAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.BinaryField(max_length=32, null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('tokens_in', models.PositiveIntegerField()),
                ('tokens_out', models.PositiveIntegerField()),
                ('cost', models.DecimalField(decimal_places=8, max_digits=14)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.document')),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.project')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='weaklabels.functionversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'key'), name='one_answer_per_prompt_and_text')],
            },
        ),
    ]
