from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0019_new_answers_stay_said")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="tab",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
