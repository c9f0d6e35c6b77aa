"""Why was an answer returned: because somebody doubts it, or because the questions changed?"""

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

# Of a returned standing: was that because the questions changed? Then nobody said that the answer is wrong.
FOR_QUESTIONS = """
coalesce((
    SELECT e.detail ? 'schema' FROM annotate_event e
    WHERE e.document_id = {standing}.document_id AND e.kind = 'answer returned'
        AND (e.detail ->> 'to')::bigint = {standing}.annotator_id
    ORDER BY e.id DESC LIMIT 1
), false)
"""


def for_questions() -> RawSQL:
    """FOR_QUESTIONS as an annotation of standings."""
    statement = FOR_QUESTIONS.format(standing="annotate_standing")
    return RawSQL(statement, [], BooleanField())  # noqa: S611 - nothing of anybody's is in it
