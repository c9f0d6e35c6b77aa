"""What each source wishes for the order of the queue, trainings of models, and what becomes of them."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0026_streams'),
        ('weaklabels', '0006_proposed_pieces'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LearningSettings',
            fields=[
                ('question', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='learning_settings', serialize=False, to='annotate.question')),
                ('learns', models.BooleanField(default=True, verbose_name='a model learns from the answers')),
                ('orders_queue', models.BooleanField(default=True, verbose_name='the model orders the queue')),
                ('suggests', models.BooleanField(default=True, verbose_name='the model suggests answers')),
                ('strategy', models.CharField(choices=[('margin', 'torn between two labels'), ('least_confidence', 'least sure of its answer'), ('entropy', 'unsure between all labels'), ('k_centre', 'torn, and unlike one another'), ('committee', 'several models disagree'), ('rules_disagree', 'rules disagree'), ('rarity', 'perhaps a rare label'), ('random', 'random')], default='margin', max_length=20, verbose_name='strategy')),
                ('answers_a_run', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='new answers until it learns again')),
                ('minutes_a_run', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='minutes after which even one new answer is enough')),
                ('goal', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(0.05), django.core.validators.MaxValueValidator(1.0)], verbose_name='quality that is enough, as F1')),
            ],
        ),
        migrations.CreateModel(
            name='LearningState',
            fields=[
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='learning_state', serialize=False, to='annotate.project')),
                ('looked_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ModelRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('labels', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('seed', models.BigIntegerField()),
                ('answers', models.BinaryField()),
                ('gold', models.BinaryField()),
                ('documents', models.PositiveIntegerField()),
                ('softly', models.PositiveIntegerField(default=0)),
                ('counts', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), default=list, size=None)),
                ('active_ms', models.BigIntegerField(default=0)),
                ('audit', models.BinaryField(default=bytes)),
                ('audit_chances', models.BinaryField(default=bytes)),
                ('report', models.JSONField(default=dict)),
                ('versions', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('took_ms', models.PositiveIntegerField(default=0)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.storedfile')),
                ('fit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='weaklabels.labelmodelfit')),
                ('predictions', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.storedfile')),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='model_runs', to='annotate.project')),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='model_runs', to='annotate.question')),
                ('schema', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.schema')),
            ],
        ),
        migrations.CreateModel(
            name='Duel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.BigIntegerField()),
                ('ranked_said', models.BigIntegerField()),
                ('control_said', models.BigIntegerField()),
                ('disagreement', models.FloatField()),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='duels', to='weaklabels.modelrun')),
            ],
        ),
        migrations.CreateModel(
            name='PredictedPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block', models.BigIntegerField()),
                ('documents', models.BinaryField()),
                ('labels', models.BinaryField()),
                ('scores', models.BinaryField()),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.question')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='weaklabels.modelrun')),
            ],
        ),
        migrations.CreateModel(
            name='PredictUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.BigIntegerField()),
                ('requests', models.PositiveIntegerField(default=0)),
                ('project', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.project')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PublishedModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='published_models', to='annotate.project')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.question')),
                ('retired_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='weaklabels.modelrun')),
            ],
            options={
                'ordering': ['question', '-version'],
            },
        ),
        migrations.CreateModel(
            name='CandidateList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('sent', 'sent by a person'), ('rules', 'the rules'), ('model', 'the model')], max_length=12)),
                ('stream', models.CharField(choices=[('returned', 'returned to you'), ('assigned', 'assigned to you'), ('ranked', 'ranked'), ('control', 'control'), ('audit', 'audit'), ('duel', 'duel'), ('repeat', 'repeat'), ('gold_check', 'gold check'), ('imported', 'imported')], default='ranked', max_length=12)),
                ('documents', models.BinaryField()),
                ('scores', models.BinaryField()),
                ('reason_numbers', models.BinaryField()),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), default=list, size=None)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidate_lists', to='annotate.project')),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='candidate_lists', to='annotate.question')),
            ],
            options={
                'ordering': ['question', 'source'],
                'constraints': [models.UniqueConstraint(fields=('question', 'source', 'stream'), name='one_candidate_list_per_source')],
            },
        ),
        migrations.AddConstraint(
            model_name='modelrun',
            constraint=models.UniqueConstraint(fields=('question', 'number'), name='one_run_per_number'),
        ),
        migrations.AddConstraint(
            model_name='duel',
            constraint=models.UniqueConstraint(fields=('run', 'document'), name='one_duel_per_document_and_run'),
        ),
        migrations.AddConstraint(
            model_name='predictedpiece',
            constraint=models.UniqueConstraint(fields=('question', 'block'), name='one_prediction_per_block'),
        ),
        migrations.AddConstraint(
            model_name='predictuse',
            constraint=models.UniqueConstraint(fields=('project', 'user'), name='one_count_per_person_and_project'),
        ),
        migrations.AddConstraint(
            model_name='publishedmodel',
            constraint=models.UniqueConstraint(fields=('question', 'version'), name='one_published_model_per_version'),
        ),
    ]
