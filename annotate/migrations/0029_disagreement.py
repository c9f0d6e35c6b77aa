"""A project says whether disagreement is error or variation; a calibrated phase."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0028_gold_checks'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='disagreement',
            field=models.CharField(blank=True, choices=[('error', 'an error: one of them is wrong'), ('variation', 'variation: both may be right')], max_length=12),
        ),
        migrations.AlterField(
            model_name='phase',
            name='kind',
            field=models.CharField(choices=[('training', 'training'), ('pilot', 'pilot'), ('calibrated', 'calibrated'), ('production', 'production')], default='production', max_length=20),
        ),
    ]
