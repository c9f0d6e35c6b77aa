"""What a rule said stays said, and a verdict comes once."""

from annotate.migrations.squashed.guards import with_tables

VERSIONS = """
CREATE TRIGGER what_a_rule_said_stays BEFORE UPDATE OR DELETE ON weaklabels_functionversion
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER what_rules_said_is_not_truncated BEFORE TRUNCATE ON weaklabels_functionversion
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""

VERDICTS = """
CREATE TRIGGER a_verdict_comes_once BEFORE UPDATE ON weaklabels_judgement
FOR EACH ROW WHEN (OLD.verdict <> '') EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER verdicts_stay BEFORE DELETE ON weaklabels_judgement
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
"""

OPERATIONS = [with_tables(VERSIONS), with_tables(VERDICTS)]
