"""Which share of the documents are gold checks and repeats: settings of their own, outside the mix of the work."""

import django.core.validators
from django.db import migrations, models


def leave_mix(apps, schema_editor):
    """What a mix said of them goes to its other streams in proportion."""
    for project in apps.get_model("annotate", "Project").objects.exclude(mix={}):
        work = {name: share for name, share in project.mix.items() if name not in ("repeat", "gold_check")}
        total = sum(work.values())
        if len(work) < len(project.mix) and total > 0:
            project.mix = {name: round(share * 100 / total) for name, share in work.items()}
            largest = max(project.mix, key=project.mix.get)
            project.mix[largest] += 100 - sum(project.mix.values())
            project.save(update_fields=["mix"])


class Migration(migrations.Migration):
    dependencies = [("annotate", "0027_training")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="gold_check_percent",
            field=models.PositiveSmallIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(20)],
                verbose_name="share of gold checks",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="repeat_percent",
            field=models.PositiveSmallIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(20)],
                verbose_name="share of repeats",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("gold_check_percent__lte", 20), ("repeat_percent__lte", 20)),
                name="checks_are_a_small_share",
            ),
        ),
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(
                condition=models.Q(("occasion", "work"), _negated=True),
                fields=["project", "author", "-id"],
                name="checks_of_author",
            ),
        ),
        migrations.RunPython(leave_mix, migrations.RunPython.noop),
    ]
