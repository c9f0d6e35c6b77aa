from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("weaklabels", "0009_other_models")]

    operations = [
        migrations.AddField("modelanswer", "marks", models.JSONField(null=True)),
        migrations.AddField("modelanswer", "absent", models.PositiveIntegerField(default=0)),
        migrations.AddField("modelanswer", "unread", models.PositiveIntegerField(default=0)),
    ]
