"""Lists of several streams, packed; how many documents of each pool are free, counted as they change; a scope."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

STREAMS = [
    ("returned", "returned to you"),
    ("assigned", "assigned to you"),
    ("ranked", "ranked"),
    ("control", "control"),
    ("audit", "audit"),
    ("duel", "duel"),
    ("repeat", "repeat"),
    ("gold_check", "gold check"),
    ("imported", "imported"),
]

FREE = "count(*) FILTER (WHERE claimed < wants AND NOT is_held AND pool = {pool})"
CHANGED = "coalesce(sum(sign) FILTER (WHERE claimed < wants AND NOT is_held AND pool = {pool}), 0)"

TALLY = f"""
CREATE OR REPLACE FUNCTION gloss_tally_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO annotate_queuetally
            (project_id, documents, claimed, missing, filled, held, free_open, free_audit)
        SELECT project_id, count(*), sum(claimed),
            coalesce(sum(greatest(wants - claimed, 0)) FILTER (WHERE NOT is_held), 0),
            count(*) FILTER (WHERE claimed >= wants), count(*) FILTER (WHERE is_held),
            {FREE.format(pool=0)}, {FREE.format(pool=1)}
        FROM after_rows GROUP BY project_id;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO annotate_queuetally
            (project_id, documents, claimed, missing, filled, held, free_open, free_audit)
        SELECT project_id, -count(*), -sum(claimed),
            -coalesce(sum(greatest(wants - claimed, 0)) FILTER (WHERE NOT is_held), 0),
            -count(*) FILTER (WHERE claimed >= wants), -count(*) FILTER (WHERE is_held),
            -{FREE.format(pool=0)}, -{FREE.format(pool=1)}
        FROM before_rows GROUP BY project_id;
    ELSE
        INSERT INTO annotate_queuetally
            (project_id, documents, claimed, missing, filled, held, free_open, free_audit)
        SELECT * FROM (
            SELECT project_id, 0, sum(sign * claimed) AS claimed,
                coalesce(sum(sign * greatest(wants - claimed, 0)) FILTER (WHERE NOT is_held), 0) AS missing,
                coalesce(sum(sign) FILTER (WHERE claimed >= wants), 0) AS filled,
                coalesce(sum(sign) FILTER (WHERE is_held), 0) AS held,
                {CHANGED.format(pool=0)} AS free_open, {CHANGED.format(pool=1)} AS free_audit
            FROM (
                SELECT 1 AS sign, project_id, pool, wants, claimed, is_held FROM after_rows
                UNION ALL
                SELECT -1, project_id, pool, wants, claimed, is_held FROM before_rows
            ) AS rows GROUP BY project_id
        ) AS delta WHERE (claimed, missing, filled, held, free_open, free_audit) <> (0, 0, 0, 0, 0, 0);
    END IF;
    RETURN NULL;
END $$;
"""

TALLY_BEFORE = """
CREATE OR REPLACE FUNCTION gloss_tally_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO annotate_queuetally (project_id, documents, claimed, missing, filled, held)
        SELECT project_id, count(*), sum(claimed),
            coalesce(sum(greatest(wants - claimed, 0)) FILTER (WHERE NOT is_held), 0),
            count(*) FILTER (WHERE claimed >= wants), count(*) FILTER (WHERE is_held)
        FROM after_rows GROUP BY project_id;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO annotate_queuetally (project_id, documents, claimed, missing, filled, held)
        SELECT project_id, -count(*), -sum(claimed),
            -coalesce(sum(greatest(wants - claimed, 0)) FILTER (WHERE NOT is_held), 0),
            -count(*) FILTER (WHERE claimed >= wants), -count(*) FILTER (WHERE is_held)
        FROM before_rows GROUP BY project_id;
    ELSE
        INSERT INTO annotate_queuetally (project_id, documents, claimed, missing, filled, held)
        SELECT * FROM (
            SELECT project_id, 0, sum(sign * claimed) AS claimed,
                coalesce(sum(sign * greatest(wants - claimed, 0)) FILTER (WHERE NOT is_held), 0) AS missing,
                coalesce(sum(sign) FILTER (WHERE claimed >= wants), 0) AS filled,
                coalesce(sum(sign) FILTER (WHERE is_held), 0) AS held
            FROM (
                SELECT 1 AS sign, project_id, wants, claimed, is_held FROM after_rows
                UNION ALL
                SELECT -1, project_id, wants, claimed, is_held FROM before_rows
            ) AS rows GROUP BY project_id
        ) AS delta WHERE (claimed, missing, filled, held) <> (0, 0, 0, 0);
    END IF;
    RETURN NULL;
END $$;
"""

COUNT_WHAT_IS_THERE = f"""
INSERT INTO annotate_queuetally (project_id, documents, claimed, missing, filled, held, free_open, free_audit)
SELECT project_id, 0, 0, 0, 0, 0, {FREE.format(pool=0)}, {FREE.format(pool=1)}
FROM annotate_queuerow GROUP BY project_id;
"""

# The rules rank anew with their next fit; a mark is set, and counted, with a person's next step.
FORGET_ORDER = "UPDATE annotate_project SET ranking_id = NULL, queue_epoch = queue_epoch + 1"


class Migration(migrations.Migration):
    dependencies = [("annotate", "0025_suggestions_of_a_run")]

    operations = [
        migrations.AddField(
            model_name="project", name="mix_is_set", field=models.BooleanField(default=False)
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("read", "read"),
                        ("annotate", "annotate"),
                        ("documents", "import and assign documents"),
                        ("export", "export"),
                        ("settings", "change settings and members"),
                        ("predict", "ask published models"),
                    ],
                    max_length=20,
                ),
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="queuetally", name="free_audit", field=models.BigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="queuetally", name="free_open", field=models.BigIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="ranking",
            name="reasons",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=200), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="watermark", name="free", field=models.BigIntegerField(default=0)
        ),
        migrations.CreateModel(
            name="RankedStretch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(choices=STREAMS, max_length=12)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "documents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None
                    ),
                ),
                (
                    "scores",
                    django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), size=None
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stretches",
                        to="annotate.ranking",
                    ),
                ),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.DeleteModel(name="RankedDocument"),
        migrations.AddConstraint(
            model_name="rankedstretch",
            constraint=models.UniqueConstraint(
                fields=("ranking", "stream", "number"), name="one_stretch_per_place"
            ),
        ),
        migrations.RunSQL(TALLY, TALLY_BEFORE),
        migrations.RunSQL(COUNT_WHAT_IS_THERE, migrations.RunSQL.noop),
        migrations.RunSQL(FORGET_ORDER, FORGET_ORDER),
    ]
