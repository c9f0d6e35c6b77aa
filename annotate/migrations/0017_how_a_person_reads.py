from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0016_inquiries'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='workbench',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
