"""What annotators say against the gold they were checked by."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What was said stays said. An erasure may take out the words.
GUARD = migrations.RunSQL(
    """
    CREATE TRIGGER contest_is_append_only BEFORE UPDATE OR DELETE ON review_contest
    FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change('reason');
    CREATE TRIGGER contest_is_not_truncated BEFORE TRUNCATE ON review_contest
    FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
    """,
    """
    DROP TRIGGER contest_is_append_only ON review_contest;
    DROP TRIGGER contest_is_not_truncated ON review_contest;
    """,
)


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0003_counters"),
        ("annotate", "0028_gold_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(unique=True)),
                ("reason", models.TextField()),
                ("contested_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "annotation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contest",
                        to="annotate.annotation",
                    ),
                ),
                (
                    "contested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to="annotate.document",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contests",
                        to="annotate.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["project", "-id"], name="contests_of_project")],
            },
        ),
        GUARD,
    ]
