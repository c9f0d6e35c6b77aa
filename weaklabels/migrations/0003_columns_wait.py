"""A column whose rule could not go on through no fault of its own is tried again by the next run."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("weaklabels", "0002_versions_stay")]

    operations = [
        migrations.AddField(
            model_name="votecolumn", name="waits", field=models.BooleanField(default=False)
        ),
    ]
