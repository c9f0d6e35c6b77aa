"""A lease names the tab it is lent to, and a person's skips are found in the order they were made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0020_parents_checked_at_once")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="tab",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("state", "skipped")),
                fields=["annotator", "project", "-changed_at"],
                name="own_skips",
            ),
        ),
    ]
