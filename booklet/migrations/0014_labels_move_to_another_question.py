"""One more way to change the labels."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("booklet", "0013_comment_words")]

    operations = [
        migrations.AlterField(
            model_name="schemechange",
            name="act",
            field=models.CharField(choices=[("rename", "Rename"), ("merge", "Merge"), ("move", "Move"), ("split", "Split"), ("transfer", "Move to another question"), ("undo", "Take back")], max_length=10),
        ),
    ]
