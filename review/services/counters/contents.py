"""What was said, in the form the counters keep: numbers for each response, and one number for the same again."""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection

from annotate.models import Choice, Question, Rating
from review.models import CountedAnswer

Content = tuple[int, ...]
COUNTED_KINDS = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.RATING)

NEW = """
INSERT INTO review_countedanswer (question_id, content)
SELECT %s, content::bigint[] FROM unnest(%s::text[]) AS content ORDER BY content
"""


def contents_of(question: Question, responses: Collection[int]) -> dict[int, Content]:
    """A label, a rating or a set of labels for each of these responses to the question."""
    if question.kind == Question.Kind.RATING:
        rows = Rating.objects.filter(response__in=responses).order_by().values_list("response_id", "value")
        return {response: (value,) for response, value in rows}
    chosen: defaultdict[int, list[int]] = defaultdict(list)
    for response, label in (
        Choice.objects.filter(response__in=responses).order_by().values_list("response_id", "label_id")
    ):
        chosen[response].append(label)
    if question.kind == Question.Kind.CHOICES:
        return {response: tuple(sorted(chosen[response])) for response in responses}  # none is an answer, too
    return {response: tuple(labels) for response, labels in chosen.items()}


def numbers_of(question: Question, contents: Collection[Content]) -> dict[Content, int]:
    """The number of each of these answers. Who asks holds the project's counting, so nobody else makes new ones."""
    known = _known(question)
    new = set(contents) - known.keys()
    if not new:
        return known
    with connection.cursor() as cursor:
        cursor.execute(NEW, [question.id, [as_array(content) for content in new]])
    return _known(question)


def _known(question: Question) -> dict[Content, int]:
    rows = CountedAnswer.objects.filter(question=question).values_list("content", "id")
    return {tuple(content): number for content, number in rows}


def as_array(numbers: Collection[int]) -> str:
    """As PostgreSQL writes an array; lists of different lengths cannot be sent as one."""
    return "{" + ",".join(map(str, numbers)) + "}"
