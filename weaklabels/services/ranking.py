"""The order of the queue, put together from all that has a wish: people, the rules, the model. The only writer of it.

Each source keeps a list of its own, so that a new fit of one question takes nothing from another. Whoever changes a
list composes the order anew; that costs the same whatever the project's size.
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

import numpy as np
from django.db import connection, transaction
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from annotate.models import Project, Question, Ranking, Stream
from annotate.models.queueing import Pool
from annotate.services.projects import lock_project
from annotate.services.rankings import LISTED, Listed, switch_ranking
from weaklabels.models import CandidateList
from weaklabels.packing import DOCUMENTS, LABELS, PROBABILITIES, packed, unpacked

MOST_RANKED = 10_000  # documents in a generation, whatever its sources wish
MOST_DISPUTED = 2_000
DISAGREE = gettext_noop("rules disagree here")
SENT = gettext_noop("picked by a supervisor")
Source = CandidateList.Source

# With an array: ten thousand values of their own take longer to write down than to look up.
FREE = """
SELECT document_id, claimed FROM annotate_queuerow
WHERE document_id = ANY(%s) AND pool = %s AND NOT is_held AND claimed < wants
"""


def offer(question: Question, source: str, listed: Listed, stream: str = Stream.RANKED) -> None:
    """This is what the source wishes from now on. `compose` makes it so."""
    reasons = sorted(set(listed.reasons))
    number_of = {reason: number for number, reason in enumerate(reasons)}
    CandidateList.objects.update_or_create(
        question=question,
        source=source,
        stream=stream,
        defaults={
            "project_id": question.project_id,
            "documents": packed(listed.documents[:MOST_RANKED], DOCUMENTS),
            "scores": packed(listed.scores[:MOST_RANKED], PROBABILITIES),
            "reason_numbers": packed([number_of[reason] for reason in listed.reasons[:MOST_RANKED]], LABELS),
            "reasons": reasons,
        },
    )


def take_back(question: Question, source: str) -> None:
    """The source has no wish any more."""
    CandidateList.objects.filter(question=question, source=source).delete()


@transaction.atomic
def compose(project: Project) -> Ranking | None:
    """Write a new generation of the order and switch to it. Nothing to rank: there is no ranked stream.

    Only what may still be served is listed: open documents that want an answer. What a person sent comes first, then
    the sources take turns; a document nobody has answered comes before one that wants a second answer.
    """
    lock_project(project)
    lists = CandidateList.objects.filter(project=project, question__retired_at=None)
    return switch_ranking(
        project, {Stream(stream): _merged(lists.filter(stream=stream)) for stream in LISTED}
    )


def most_disputed(ids: NDArray[np.int64], scores: NDArray[np.float64]) -> Listed:
    """The documents with the highest scores above 0, the first first; of equals the one with the lower id."""
    [disputed] = np.nonzero(scores > 0)
    order = disputed[np.lexsort((disputed, -scores[disputed]))][:MOST_DISPUTED]
    return Listed(ids[order].tolist(), scores[order].round(4).tolist(), [DISAGREE] * len(order))


def _merged(lists: Iterable[CandidateList]) -> Listed:
    """One list of several. A document that two of them name keeps its first place, and the reason of it."""
    read = {(one.source, one.question_id): _entries(one) for one in lists}
    sent = [entries for (source, _question), entries in sorted(read.items()) if source == Source.SENT]
    others = [entries for (source, _question), entries in sorted(read.items()) if source != Source.SENT]
    merged: dict[int, tuple[float, str]] = {}
    for entry in [*_in_turns(sent), *_in_turns(others)]:
        merged.setdefault(entry[0], entry[1:])
    claimed = _free(list(merged))
    order = sorted((one for one in merged if one in claimed), key=lambda one: claimed[one] > 0)[:MOST_RANKED]
    return Listed(order, [merged[one][0] for one in order], [merged[one][1] for one in order])


def _in_turns(lists: Sequence[Sequence[tuple[int, float, str]]]) -> Iterable[tuple[int, float, str]]:
    return (entry for turn in zip_longest(*lists) for entry in turn if entry is not None)


def _entries(one: CandidateList) -> list[tuple[int, float, str]]:
    return [
        (document, score, one.reasons[reason])
        for document, score, reason in zip(
            unpacked(one.documents, DOCUMENTS).tolist(),
            unpacked(one.scores, PROBABILITIES).tolist(),
            unpacked(one.reason_numbers, LABELS).tolist(),
            strict=True,
        )
    ]


def still_wanted(documents: list[int]) -> list[int]:
    """Those of these documents that are open and want another answer, in the same order."""
    free = _free(documents)
    return [document for document in documents if document in free]


def _free(documents: list[int]) -> dict[int, int]:
    """How often each of these that may still be lent is claimed."""
    with connection.cursor() as cursor:
        cursor.execute(FREE, [documents, Pool.OPEN])
        return dict(cursor.fetchall())
