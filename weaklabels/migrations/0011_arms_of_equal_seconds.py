from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("weaklabels", "0010_quoted_words"),
    ]

    operations = [
        migrations.AddField("duel", "timed_ranked_said", models.BigIntegerField(null=True)),
        migrations.AddField("duel", "timed_control_said", models.BigIntegerField(null=True)),
    ]
