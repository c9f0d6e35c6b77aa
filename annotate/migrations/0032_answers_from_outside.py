"""People outside this house who answered, and what an answer of theirs was paid; what they are paid stays said.

What an open import had ready for its publication says nothing of that: such a file is checked again.
"""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE TRIGGER payment_is_append_only BEFORE UPDATE OR DELETE ON annotate_payment
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER payment_is_not_truncated BEFORE TRUNCATE ON annotate_payment
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""

UNGUARD = """
DROP TRIGGER payment_is_append_only ON annotate_payment;
DROP TRIGGER payment_is_not_truncated ON annotate_payment;
"""


def check_again(apps, schema_editor):
    apps.get_model("annotate", "Import").objects.filter(state="open").update(report=None)


class Migration(migrations.Migration):
    dependencies = [("annotate", "0031_notifications")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="is_external",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "annotation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payment",
                        serialize=False,
                        to="annotate.annotation",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=6, max_digits=14)),
            ],
        ),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(check_again, migrations.RunPython.noop),
    ]
