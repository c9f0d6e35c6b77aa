import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0006_erased_files_and_holds")]

    operations = [
        migrations.CreateModel(
            name="QueueTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("documents", models.BigIntegerField(default=0)),
                ("claimed", models.BigIntegerField(default=0)),
                ("missing", models.BigIntegerField(default=0)),
                ("filled", models.BigIntegerField(default=0)),
                ("held", models.BigIntegerField(default=0)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="annotate.project"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AnswerTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("answers", models.BigIntegerField(default=0)),
                ("active_ms", models.BigIntegerField(default=0)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="annotate.project"
                    ),
                ),
            ],
        ),
    ]
