from django.db import migrations, models

REASONS = [
    ("skipped", "skipped by as many as it wants"),
    ("withdrawn", "withdrawn"),
    ("question", "a question is open"),
    ("erased", "erased"),
]


class Migration(migrations.Migration):
    dependencies = [("annotate", "0005_one_running_bulk_job")]

    operations = [
        migrations.AddField("storedfile", "erased_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("hold", "reason", models.CharField(choices=REASONS, max_length=20)),
    ]
