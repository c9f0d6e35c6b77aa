"""Which documents a stakeholder is asked about: typical ones, odd ones, and some at random.

Of the open pool a part is sampled in an order that the seed fixes. What is near the centre of their weighted words
is typical, what is far from it odd. The audit pool measures what nobody was shown, so nothing is drawn from it.
"""

import random
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from annotate.documents.likeness import typicality
from annotate.models import Project
from annotate.models.queueing import Pool
from annotate.problems import Invalid
from booklet.models import InterviewDocument

Kind = InterviewDocument.Kind

AMONG = 2_000  # documents whose words are weighed
LONGEST_TEXT = 20_000  # characters; more is nothing to read while somebody waits
TAIL = 0.1  # the tenth nearest to the centre is typical, the tenth farthest from it odd

# Each text once, and none that was asked about before.
SAMPLE = """
SELECT id, text FROM (
    SELECT d.id, left(d.text, 4000) AS text, row_number() OVER (PARTITION BY d.sha256 ORDER BY d.id) AS copy
    FROM annotate_document d JOIN annotate_queuerow q ON q.document_id = d.id
    WHERE d.id IN (
        SELECT d.id FROM annotate_document d JOIN annotate_queuerow q ON q.document_id = d.id
        WHERE d.project_id = %(project)s AND q.pool = %(pool)s AND d.withdrawn_at IS NULL AND d.erased_at IS NULL
            AND d.length BETWEEN 1 AND %(longest)s
            AND NOT d.sha256 = ANY(%(asked)s::bytea[])
        ORDER BY hashint8extended(d.id, %(seed)s), d.id LIMIT %(among)s
    )
) AS sampled WHERE copy = 1 ORDER BY hashint8extended(id, %(seed)s), id
"""


@dataclass(frozen=True)
class Drawn:
    document_id: int
    kind: str
    nearness: float


def draw(project: Project, count: int, seed: int) -> list[Drawn]:
    """So many documents in the order they are shown: a third of each kind, as far as there are any. Raises Invalid."""
    asked = InterviewDocument.objects.filter(interview__project=project).values_list(
        "document__sha256", flat=True
    )
    values = {
        "project": project.id,
        "pool": Pool.OPEN,
        "longest": LONGEST_TEXT,
        "asked": [bytes(sha256) for sha256 in asked],
        "seed": seed,
        "among": AMONG,
    }
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, values)
        found = cursor.fetchall()
    sampled = [(document, text) for document, text in found if text.strip()]
    if not sampled:
        raise Invalid(
            _(
                "There is no document to ask about: those of the audit pool, withdrawn ones, empty or very long ones "
                "and those of earlier interviews are left out. Import more documents first."
            )
        )
    nearness = dict(
        zip(
            [document for document, _text in sampled],
            typicality([text for _id, text in sampled]),
            strict=True,
        )
    )
    return chosen(nearness, count, seed)


def chosen(nearness: dict[int, float], count: int, seed: int) -> list[Drawn]:
    """The draw itself. What is drawn at random is drawn first, from all, so that its share speaks for all.

    Examples
    --------
    >>> drawn = chosen({number: number / 100 for number in range(100)}, 9, seed=7)
    >>> sorted(one.nearness >= 0.8 for one in drawn if one.kind == "typical")
    [True, True, True]
    >>> [one.kind for one in drawn].count("random")
    3
    """
    generator = random.Random(seed)  # noqa: S311 - a fair draw that can be repeated, and no secret
    count = min(count, len(nearness))
    documents = sorted(nearness)
    drawn = dict.fromkeys(generator.sample(documents, count - 2 * (count // 3)), Kind.RANDOM)
    for kind, sign in ((Kind.TYPICAL, -1), (Kind.ODD, 1)):
        left = sorted(
            (one for one in documents if one not in drawn), key=lambda one: (sign * nearness[one], one)
        )
        tail = left[: max(count // 3, round(len(nearness) * TAIL))]
        drawn |= dict.fromkeys(generator.sample(tail, count // 3), kind)
    order = sorted(drawn)
    generator.shuffle(order)
    return [Drawn(one, str(drawn[one]), round(nearness[one], 4)) for one in order]
