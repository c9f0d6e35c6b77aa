from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0011_finding_documents'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='workbench',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
