"""Who has passed the training of a project that keeps documents back until then."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0026_streams'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='trained_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='project',
            name='trains',
            field=models.BooleanField(default=False),
        ),
    ]
