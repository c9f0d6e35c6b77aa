import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# A plan is never bent: what was fixed stays fixed, and what was decided or given up stays so.
FORWARDS = """
CREATE TRIGGER a_plan_is_never_bent BEFORE DELETE OR UPDATE OF project_id, question_id, made_by_id, wished, batch,
    batch_size, frozen_at, kind, rate, confidence, allowed, sizes, split_by, parts, seed, shows_answer, allows_own
ON review_spotcheck FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER what_a_check_said_stays BEFORE UPDATE OF outcome, decided_at, abandoned_at, abandoned_by_id
ON review_spotcheck FOR EACH ROW WHEN (OLD.outcome <> '' OR OLD.abandoned_at IS NOT NULL)
EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER checks_are_not_truncated BEFORE TRUNCATE ON review_spotcheck
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
CREATE TRIGGER a_sample_is_never_bent BEFORE DELETE OR UPDATE OF spot_check_id, place, part, annotation_id
ON review_sampledanswer FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER samples_are_not_truncated BEFORE TRUNCATE ON review_sampledanswer
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""

BACKWARDS = """
DROP TRIGGER a_plan_is_never_bent ON review_spotcheck;
DROP TRIGGER what_a_check_said_stays ON review_spotcheck;
DROP TRIGGER checks_are_not_truncated ON review_spotcheck;
DROP TRIGGER a_sample_is_never_bent ON review_sampledanswer;
DROP TRIGGER samples_are_not_truncated ON review_sampledanswer;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('annotate', '0026_streams'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SpotCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('wished', models.JSONField()),
                ('batch', models.BinaryField()),
                ('batch_size', models.PositiveIntegerField()),
                ('frozen_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('kind', models.CharField(choices=[('fixed', 'fixed size'), ('sequential', 'may end early'), ('stratified', 'part by part')], max_length=12)),
                ('rate', models.DecimalField(decimal_places=5, max_digits=6)),
                ('confidence', models.DecimalField(decimal_places=3, max_digits=4)),
                ('allowed', models.PositiveSmallIntegerField()),
                ('sizes', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None)),
                ('split_by', models.CharField(blank=True, choices=[('annotator', 'annotator'), ('label', 'label')], max_length=12)),
                ('parts', models.JSONField(default=list)),
                ('seed', models.BigIntegerField()),
                ('shows_answer', models.BooleanField(default=False)),
                ('allows_own', models.BooleanField(default=False)),
                ('outcome', models.CharField(blank=True, choices=[('passed', 'passed'), ('failed', 'not passed')], max_length=8)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('abandoned_at', models.DateTimeField(blank=True, null=True)),
                ('abandoned_because', models.TextField(blank=True)),
                ('abandoned_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spot_checks', to='annotate.project')),
                ('question', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.question')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SampledAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('part', models.PositiveSmallIntegerField(default=0)),
                ('own_state', models.CharField(blank=True, max_length=12)),
                ('own', models.JSONField(default=dict)),
                ('own_at', models.DateTimeField(blank=True, null=True)),
                ('verdict', models.CharField(blank=True, choices=[('right', 'right'), ('wrong', 'wrong'), ('unclear', 'unclear')], max_length=8)),
                ('note', models.TextField(blank=True)),
                ('judged_at', models.DateTimeField(blank=True, null=True)),
                ('taken_back', models.PositiveSmallIntegerField(default=0)),
                ('annotation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.annotation')),
                ('checker', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('spot_check', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sample', to='review.spotcheck')),
            ],
            options={
                'ordering': ['spot_check', 'place'],
            },
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='an_outcome_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='spotcheck',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('abandoned_at', None), _connector='OR'), name='what_is_decided_is_not_abandoned'),
        ),
        migrations.AddConstraint(
            model_name='sampledanswer',
            constraint=models.UniqueConstraint(fields=('spot_check', 'place'), name='one_sampled_answer_per_place_of_a_check'),
        ),
        migrations.AddConstraint(
            model_name='sampledanswer',
            constraint=models.UniqueConstraint(fields=('spot_check', 'annotation'), name='an_answer_is_sampled_once'),
        ),
        migrations.AddConstraint(
            model_name='sampledanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judged_at', None), ('verdict', '')), models.Q(models.Q(('verdict', ''), _negated=True), ('checker__isnull', False), ('judged_at__isnull', False)), _connector='OR'), name='a_checked_answer_has_time_and_checker'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
