import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0014_sharing_rules")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="suggestions_hidden_percent",
            field=models.PositiveSmallIntegerField(
                default=10,
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="share of documents without suggestions",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("suggestions_hidden_percent__lte", 100)), name="hidden_suggestions_are_a_share"
            ),
        ),
    ]
