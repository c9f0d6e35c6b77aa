from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("weaklabels", "0009_other_models"),
    ]

    operations = [
        migrations.AddField("duel", "timed_ranked_said", models.BigIntegerField(null=True)),
        migrations.AddField("duel", "timed_control_said", models.BigIntegerField(null=True)),
    ]
