"""What rules suggest to annotators, in pieces that a step can read; and where a rule comes from that nobody typed."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotate", "0025_suggestions_of_a_run"), ("weaklabels", "0005_uploaded_votes")]

    operations = [
        migrations.AddField(
            model_name="rulesettings",
            name="makes_suggestions",
            field=models.BooleanField(
                default=True, verbose_name="what the rules say is suggested to annotators"
            ),
        ),
        migrations.AddField(
            model_name="rulesettings",
            name="suggests_from_percent",
            field=models.PositiveSmallIntegerField(
                default=50,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="suggested from this probability on",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulesettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("suggests_from_percent__gte", 1), ("suggests_from_percent__lte", 100)),
                name="suggested_from_is_a_probability",
            ),
        ),
        migrations.AddField(
            model_name="labelingfunction",
            name="origin",
            field=models.CharField(
                choices=[
                    ("written", "written by hand"),
                    ("shown", "from words marked in a document"),
                    ("proposed", "proposed from labelled documents"),
                ],
                default="written",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="labelingfunction",
            name="shown_in",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="annotate.document",
            ),
        ),
        migrations.CreateModel(
            name="DeclinedRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("definition", models.JSONField()),
                ("declined_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "declined_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "label",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotate.label",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declined_rules",
                        to="annotate.question",
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.CreateModel(
            name="ProposedPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.BigIntegerField()),
                ("documents", models.BinaryField()),
                ("labels", models.BinaryField()),
                ("scores", models.BinaryField()),
                ("starts", models.BinaryField(null=True)),
                ("ends", models.BinaryField(null=True)),
                (
                    "fit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="weaklabels.labelmodelfit",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotate.question",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("question", "block"), name="one_proposed_piece_per_block")
                ],
            },
        ),
    ]
