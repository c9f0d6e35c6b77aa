"""A document, queue row, standing, annotation or suggestion names its project beside its batch or document.

Two foreign keys checked each for itself, and let the two contradict each other. One over both columns is checked
once, which is a sixth of an import's time, and says that they belong together.
"""

import django.db.models.deletion
from django.db import migrations, models

TOGETHER = {
    "document": ("batch", "batch"),
    "queuerow": ("document", "document"),
    "standing": ("document", "document"),
    "annotation": ("document", "document"),
    "suggestion": ("document", "document"),
}


def bind(table: str, column: str, target: str) -> migrations.RunSQL:
    name = f"{table}_and_{column}_of_one_project"
    return migrations.RunSQL(
        f"""
        ALTER TABLE annotate_{table} ADD CONSTRAINT {name} FOREIGN KEY (project_id, {column}_id)
        REFERENCES annotate_{target} (project_id, id) DEFERRABLE INITIALLY DEFERRED
        """,
        f"ALTER TABLE annotate_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('annotate', '0011_finding_documents'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='document',
            name='documents_in_order',
        ),
        migrations.AlterField(
            model_name='annotation',
            name='document',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='annotate.document'),
        ),
        migrations.AlterField(
            model_name='annotation',
            name='project',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='annotate.project'),
        ),
        migrations.AlterField(
            model_name='document',
            name='batch',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='annotate.batch'),
        ),
        migrations.AlterField(
            model_name='document',
            name='project',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='annotate.project'),
        ),
        migrations.AlterField(
            model_name='queuerow',
            name='document',
            field=models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='queue_row', serialize=False, to='annotate.document'),
        ),
        migrations.AlterField(
            model_name='queuerow',
            name='project',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.project'),
        ),
        migrations.AlterField(
            model_name='standing',
            name='current',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.annotation'),
        ),
        migrations.AlterField(
            model_name='standing',
            name='document',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='annotate.document'),
        ),
        migrations.AlterField(
            model_name='standing',
            name='project',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='standings', to='annotate.project'),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='document',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='annotate.document'),
        ),
        migrations.AlterField(
            model_name='suggestion',
            name='project',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='annotate.project'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(fields=('project', 'id'), name='batches_of_project'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('project', 'id'), name='documents_in_order'),
        ),
        *[bind(table, column, target) for table, (column, target) in TOGETHER.items()],
    ]
