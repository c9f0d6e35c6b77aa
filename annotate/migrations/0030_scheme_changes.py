"""Who wrote an answer anew when labels changed: a system source, in the place of its author."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0029_disagreement")]

    operations = [
        migrations.AddField(
            "annotation",
            "rewritten_by",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rewritten",
                to="annotate.source",
            ),
        ),
    ]
