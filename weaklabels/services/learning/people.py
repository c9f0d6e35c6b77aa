"""How far do people agree on audit documents? Where it counts as the ceiling: a model is judged by one of them.

A third of the audit documents want a second answer as soon as they have one, where two people answer.
"""

from dataclasses import dataclass

import numpy as np
from django.db import connection

from annotate import queue
from annotate.models import Project, Question, Standing
from annotate.models.queueing import Pool
from annotate.models.standings import Occasion
from weaklabels.active.metrics import Interval, Judged, quality
from weaklabels.active.span_metrics import JudgedSpans, span_quality
from weaklabels.services.learning.answers import Answer, Content, Said
from weaklabels.services.learning.quality import SEED
from weaklabels.services.learning.subjects import Subject

# The overlap key is uniform and drawn at import; in order of the documents, as everybody who locks several does it.
WANT_ANOTHER = """
UPDATE annotate_queuerow q SET wants = 2
FROM (
    SELECT document_id FROM annotate_queuerow
    WHERE project_id = %(project)s AND pool = %(pool)s AND wants = 1 AND claimed >= 1 AND NOT is_held
        AND overlap_key %% 3 = 0
    ORDER BY document_id FOR UPDATE
) AS once
WHERE q.document_id = once.document_id
"""


@dataclass(frozen=True)
class Agreement:
    """What the first person said, beside what the second said: the figure of a model, or None while they are few."""

    documents: int
    figure: float | None
    between: Interval | None


def want_second_answers(project: Project) -> int:
    """Of a third of the audit documents that somebody has answered; how many more. The caller holds a transaction."""
    answering = Standing.objects.filter(
        project=project, occasion=Occasion.WORK, state=Standing.State.ANSWERED
    )
    if answering.values("annotator").distinct()[:2].count() < 2:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(WANT_ANOTHER, {"project": project.id, "pool": Pool.AUDIT})
        changed = cursor.rowcount
    if changed:
        queue.reopen(project.id)
    return changed


def agreement_of(said: Said) -> Agreement:
    """On the audit documents that two people answered. F1 is the same whoever of the two is held to be right."""
    pairs = list(_pairs(said).values())
    subject = said.subject
    groups = np.unique(
        [one.group or f"document {one.document}" for one, _other in pairs], return_inverse=True
    )
    places = groups[1].reshape(-1).astype(np.intp)
    first, second = ([pair[side].labels for pair in pairs] for side in (0, 1))
    if subject.kind == Question.Kind.SPANS:
        of_spans = span_quality(
            JudgedSpans(_placed(first, subject), _placed(second, subject), places, len(subject.labels)),
            seed=SEED,
        )
        return Agreement(len(pairs), of_spans.exact, of_spans.exact_interval)
    found = quality(Judged.of(_table(first, subject), _table(second, subject), places), seed=SEED)
    return Agreement(len(pairs), found.macro, found.macro_interval)


def _pairs(said: Said) -> dict[int, tuple[Answer, Answer]]:
    """The first two answers of each audit document."""
    known: dict[int, list[Answer]] = {}
    for answer in said.audit().answers:
        known.setdefault(answer.document, []).append(answer)
    return {document: (two[0], two[1]) for document, two in known.items() if len(two) > 1}


def _table(answers: list[Content], subject: Subject) -> np.ndarray:
    table = np.zeros((len(answers), len(subject.labels)), bool)
    for row, labels in enumerate(answers):
        table[row, [subject.place_of[label] for label in labels]] = True
    return table


def _placed(answers: list[Content], subject: Subject) -> list[list[tuple[int, int, int]]]:
    return [[(start, end, subject.place_of[label]) for start, end, label in marked] for marked in answers]
