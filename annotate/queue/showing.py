"""Whether a person is shown suggestions with a document: by chance, and always alike for the two of them.

A keyed hash of document and annotator decides, so a document that is lent again shows what it showed before,
nobody can foresee it, and what people say with and without suggestions can be compared as in an experiment.
"""

# Needs %(project)s and %(shows)s, the share (0 to 1) of documents with which suggestions are shown.
# Seeds 0 to 2 are taken: services/documents.py.
IS_SHOWN = """
mod(
    hashtextextended({document} || ' ' || {annotator}, (SELECT seed + 3 FROM annotate_project WHERE id = %(project)s))
    & 9223372036854775807, 10000
) < %(shows)s::float8 * 10000
"""

# An array of suggestion ids, for the INSERT of a standing: what was imported. What rules and models propose has a
# version, and is added when the document is lent (services/suggesting.py).
SHOWN = f"""
CASE WHEN {IS_SHOWN}
    THEN ARRAY(
        SELECT g.id FROM annotate_suggestion g
        WHERE g.document_id = {{document}} AND g.version IS NULL ORDER BY g.id
    )
    ELSE '{{{{}}}}' END
"""
