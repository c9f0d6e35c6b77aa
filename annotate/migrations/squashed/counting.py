"""Whatever changes queue rows or adds answers also appends what changed to the tallies, in the same transaction."""

from django.db import migrations

FREE = "count(*) FILTER (WHERE claimed < wants AND NOT is_held AND pool = {pool})"
CHANGED = "coalesce(sum(sign) FILTER (WHERE claimed < wants AND NOT is_held AND pool = {pool}), 0)"

QUEUE = f"""
CREATE FUNCTION gloss_tally_queue() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER queue_rows_made AFTER INSERT ON annotate_queuerow REFERENCING NEW TABLE AS after_rows
FOR EACH STATEMENT EXECUTE FUNCTION gloss_tally_queue();
CREATE TRIGGER queue_rows_changed AFTER UPDATE ON annotate_queuerow
REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
FOR EACH STATEMENT EXECUTE FUNCTION gloss_tally_queue();
CREATE TRIGGER queue_rows_removed AFTER DELETE ON annotate_queuerow REFERENCING OLD TABLE AS before_rows
FOR EACH STATEMENT EXECUTE FUNCTION gloss_tally_queue();
"""

ANSWERS = """
CREATE FUNCTION gloss_tally_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO annotate_answertally (project_id, author_id, day, answers, active_ms)
    SELECT made.project_id, made.author_id, (made.saved_at AT TIME ZONE 'UTC')::date,
        sum(CASE
            WHEN made.kind = 'withdrawal' THEN -1
            WHEN replaced.id IS NULL OR replaced.kind = 'withdrawal' THEN 1
            ELSE 0
        END),
        sum(made.active_ms)
    FROM after_rows made LEFT JOIN annotate_annotation replaced ON replaced.id = made.replaces_id
    WHERE made.occasion = 'work'
    GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;

CREATE TRIGGER answers_made AFTER INSERT ON annotate_annotation REFERENCING NEW TABLE AS after_rows
FOR EACH STATEMENT EXECUTE FUNCTION gloss_tally_answers();
"""

OPERATIONS = [
    migrations.RunSQL(QUEUE, "DROP FUNCTION gloss_tally_queue CASCADE"),
    migrations.RunSQL(ANSWERS, "DROP FUNCTION gloss_tally_answers CASCADE"),
]
