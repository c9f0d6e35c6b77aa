"""Documents on which the rules disagree come first, where the project wishes it."""

from collections.abc import Sequence

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop
from numpy.typing import NDArray

from annotate.models import Project, RankedDocument, Ranking
from annotate.models.queueing import Pool, QueueRow

MOST_RANKED = 2_000
REASON = gettext_noop("rules disagree here")


@transaction.atomic
def rank(project: Project, documents: Sequence[int], scores: Sequence[float]) -> Ranking | None:
    """Write a new generation of the ranked stream and switch to it. Nothing to rank: there is no ranked stream.

    Only what may still be served is listed: open documents that want an answer. The generation before stays, so that
    what was lent by it can be told from what came later.
    """
    free = set(
        QueueRow.objects.filter(
            document__in=list(documents), pool=Pool.OPEN, is_held=False, claimed__lt=F("wants")
        ).values_list("document", flat=True)
    )
    chosen = [
        (document, score) for document, score in zip(documents, scores, strict=True) if document in free
    ]
    if not chosen:
        Project.objects.filter(id=project.id).update(ranking=None)
        return None
    ranking = Ranking.objects.create(project=project)
    RankedDocument.objects.bulk_create(
        RankedDocument(ranking=ranking, document_id=document, place=place, score=score, reason=REASON)
        for place, (document, score) in enumerate(chosen)
    )
    Project.objects.filter(id=project.id).update(ranking=ranking)
    older = project.rankings.filter(id__lt=ranking.id).order_by("-id").values_list("id", flat=True)[1:]
    RankedDocument.objects.filter(ranking__in=list(older)).delete()
    return ranking


def most_disputed(ids: NDArray[np.int64], scores: NDArray[np.float64]) -> tuple[list[int], list[float]]:
    """The documents with the highest scores above 0, the first first; of equals the one with the lower id."""
    [disputed] = np.nonzero(scores > 0)
    order = disputed[np.lexsort((disputed, -scores[disputed]))][:MOST_RANKED]
    return ids[order].tolist(), scores[order].round(4).tolist()
