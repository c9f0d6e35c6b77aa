"""A suggestion of a model or of the rules names the run that proposes it, which suggests once for a document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0024_fewer_looks_a_row")]

    operations = [
        migrations.AddField(
            model_name="suggestion", name="version", field=models.BigIntegerField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("version__isnull", False)),
                fields=("document", "question", "source", "version"),
                name="a_run_suggests_once",
            ),
        ),
    ]
