"""What a page, a decision, an example, a goal or a map said stays said, and a receipt and a signature too."""

from annotate.migrations.squashed.guards import append_only, with_tables

# Everything of an example but when it was replaced or retired
STAYS = [
    "project_id",
    "number",
    "page_id",
    "document_id",
    "kind",
    "start",
    "end",
    "says",
    "reasoning",
    "guideline_version",
    "author_id",
    "made_at",
]
OLD, NEW = (", ".join(f'{row}."{column}"' for column in STAYS) for row in ("OLD", "NEW"))

EXAMPLE = f"""
CREATE TRIGGER example_stays_said BEFORE UPDATE ON booklet_example
FOR EACH ROW WHEN (({OLD}) IS DISTINCT FROM ({NEW})) EXECUTE FUNCTION gloss_refuse_change('reasoning', 'words');
CREATE TRIGGER example_is_not_deleted BEFORE DELETE ON booklet_example
FOR EACH ROW EXECUTE FUNCTION gloss_refuse_change();
CREATE TRIGGER example_is_not_truncated BEFORE TRUNCATE ON booklet_example
FOR EACH STATEMENT EXECUTE FUNCTION gloss_refuse_truncate();
"""

OPERATIONS = [
    append_only("booklet_revision"),
    append_only("booklet_decision", "title", "context", "decision", "consequences", "quotes"),
    append_only("booklet_receipt"),
    append_only("booklet_goal"),
    append_only("booklet_signoff"),
    append_only("booklet_schemechange"),
    append_only("booklet_maprevision"),
    with_tables(EXAMPLE),
]
