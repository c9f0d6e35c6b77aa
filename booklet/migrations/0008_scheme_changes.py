"""Changes of the scheme, each with its decision and its source. What was changed stays recorded: triggers see to it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


GUARD = """
CREATE TRIGGER schemechange_is_append_only BEFORE UPDATE OR DELETE ON booklet_schemechange
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER schemechange_is_not_truncated BEFORE TRUNCATE ON booklet_schemechange
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""
NO_GUARD = """
DROP TRIGGER schemechange_is_append_only ON booklet_schemechange;
DROP TRIGGER schemechange_is_not_truncated ON booklet_schemechange;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annotate", "0030_scheme_changes"),
        ("booklet", "0007_goal"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SchemeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("act", models.CharField(choices=[("rename", "Rename"), ("merge", "Merge"), ("move", "Move"), ("split", "Split"), ("undo", "Take back")], max_length=10)),
                ("wish", models.JSONField(default=dict)),
                ("labels", models.JSONField(default=list)),
                ("followed", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("after", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="annotate.schema")),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("before", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="annotate.schema")),
                ("decision", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="scheme_change", to="booklet.decision")),
                ("project", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="scheme_changes", to="annotate.project")),
                ("source", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="annotate.source")),
                ("undoes", models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="undone_by", to="booklet.schemechange")),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("project", "number"), name="scheme_changes_are_numbered")],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
