from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0012_one_check_for_two")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="goal_a_day",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="goal_in_all",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
