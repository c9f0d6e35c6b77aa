"""What a rule said stays said, and a verdict comes once: triggers that refuse anything else."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER what_a_rule_said_stays BEFORE UPDATE OR DELETE ON weaklabels_functionversion
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER what_rules_said_is_not_truncated BEFORE TRUNCATE ON weaklabels_functionversion
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
CREATE TRIGGER a_verdict_comes_once BEFORE UPDATE ON weaklabels_judgement
FOR EACH ROW WHEN (OLD.verdict <> '') EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER verdicts_stay BEFORE DELETE ON weaklabels_judgement
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
"""

BACKWARDS = """
DROP TRIGGER what_a_rule_said_stays ON weaklabels_functionversion;
DROP TRIGGER what_rules_said_is_not_truncated ON weaklabels_functionversion;
DROP TRIGGER a_verdict_comes_once ON weaklabels_judgement;
DROP TRIGGER verdicts_stay ON weaklabels_judgement;
"""


class Migration(migrations.Migration):
    dependencies = [("weaklabels", "0001_rules")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
