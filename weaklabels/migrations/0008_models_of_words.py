"""Models of questions for words: where their suggestions stand, and what they found in the audit share."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('weaklabels', '0007_models_in_the_loop'),
    ]

    operations = [
        migrations.AddField(
            model_name='modelrun',
            name='audit_spans',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='predictedpiece',
            name='ends',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='predictedpiece',
            name='starts',
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name='learningsettings',
            name='strategy',
            field=models.CharField(choices=[('margin', 'torn between two labels'), ('least_confidence', 'least sure of its answer'), ('entropy', 'unsure between all labels'), ('k_centre', 'torn, and unlike one another'), ('committee', 'several models disagree'), ('rules_disagree', 'rules disagree'), ('rarity', 'perhaps a rare label'), ('spans_normalised', 'torn about its words, word for word'), ('spans_total', 'torn about its words, all together'), ('random', 'random')], default='margin', max_length=20, verbose_name='strategy'),
        ),
    ]
