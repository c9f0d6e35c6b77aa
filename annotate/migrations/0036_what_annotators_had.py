from django.db import migrations, models


class Migration(migrations.Migration):
    """What an annotator has had is counted apart from what is free. Marks are made anew by the next claim."""

    dependencies = [
        ("annotate", "0035_source_names"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM annotate_watermark", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="watermark",
            name="had",
            field=models.BigIntegerField(default=0),
        ),
    ]
