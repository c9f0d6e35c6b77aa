"""Which documents may be lent to a person: the condition on a queue row q that every claim shares.

On whatever occasion they met it: who was shown a document as a gold check does not answer it as work besides.

Written with NOT EXISTS the planner would scan every standing; a scalar sub-select is a primary-key probe.
"""

# Needs %(project)s and %(annotator)s.
FREE_FOR_ANNOTATOR = """
    q.project_id = %(project)s AND q.claimed < q.wants AND NOT q.is_held
    AND (
        SELECT 1 FROM annotate_standing s
        WHERE s.document_id = q.document_id AND s.annotator_id = %(annotator)s
            AND s.state <> 'lapsed'
        LIMIT 1
    ) IS NULL
"""
