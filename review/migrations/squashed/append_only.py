"""What was decided stays decided, and a plan is never bent.

An erasure may take out the words written beside a decision or against gold.
"""

from annotate.migrations.squashed.guards import append_only, with_tables

# What was fixed stays fixed, and what was decided or given up stays so.
SPOT_CHECKS = """
CREATE TRIGGER a_plan_is_never_bent BEFORE DELETE OR UPDATE OF project_id, question_id, made_by_id, wished, batch,
    batch_size, frozen_at, kind, rate, confidence, allowed, sizes, split_by, parts, seed, shows_answer, allows_own
ON review_spotcheck FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER what_a_check_said_stays BEFORE UPDATE OF outcome, decided_at, abandoned_at, abandoned_by_id
ON review_spotcheck FOR EACH ROW WHEN (OLD.outcome <> '' OR OLD.abandoned_at IS NOT NULL)
EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER checks_are_not_truncated BEFORE TRUNCATE ON review_spotcheck
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
CREATE TRIGGER a_sample_is_never_bent BEFORE DELETE OR UPDATE OF spot_check_id, place, part, annotation_id
ON review_sampledanswer FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER samples_are_not_truncated BEFORE TRUNCATE ON review_sampledanswer
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""

OPERATIONS = [
    with_tables(SPOT_CHECKS),
    append_only("review_adjudication", "comment"),
    append_only("review_contest", "reason"),
    append_only("review_phasebeginning"),
]
