"""A new generation of the lists documents are served from, and the switch to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from annotate.models import Project, RankedStretch, Ranking, Stream

LISTED = (Stream.RANKED, Stream.DUEL)
KEPT = 2  # generations: the one that is served, and the one before, by which documents may just be lent
KEPT_STRETCHES = 2  # of the others: 64 documents, where the first twenty that are free are drawn from


@dataclass(frozen=True)
class Listed:
    """Candidates of a stream, the best first, each with its score and the reason an annotator may read."""

    documents: Sequence[int]
    scores: Sequence[float]
    reasons: Sequence[str]


@transaction.atomic
def switch_ranking(project: Project, lists: Mapping[Stream, Listed]) -> Ranking | None:
    """Write a generation of these lists and serve from it. Without a candidate there is no ranked order.

    Nothing that is lent or saved waits for it: the new rows are nobody's until the project points to them.
    """
    lists = {stream: listed for stream, listed in lists.items() if listed.documents}
    ranking = _write(project, lists) if lists else None
    Project.objects.filter(id=project.id).update(ranking=ranking)
    _empty_older(project)
    return ranking


def _empty_older(project: Project) -> None:
    """Of generations that are served no more the head is kept: what was drawn from it is found there with its score.

    And the moment, by which it is told which training made the order.
    """
    kept = project.rankings.order_by("-id").values_list("id", flat=True)[:KEPT]
    full = project.rankings.exclude(id__in=list(kept)).exclude(reasons=[])
    older = list(full.values_list("id", flat=True))
    RankedStretch.objects.filter(ranking__in=older, number__gte=KEPT_STRETCHES).delete()
    Ranking.objects.filter(id__in=older).update(reasons=[])


def _write(project: Project, lists: Mapping[Stream, Listed]) -> Ranking:
    said = sorted({reason for listed in lists.values() for reason in listed.reasons})
    number_of = {reason: number for number, reason in enumerate(said)}
    ranking = Ranking.objects.create(project=project, reasons=said)
    RankedStretch.objects.bulk_create(
        RankedStretch(
            ranking=ranking,
            stream=stream,
            number=first // RankedStretch.LENGTH,
            documents=list(listed.documents[first : first + RankedStretch.LENGTH]),
            scores=list(listed.scores[first : first + RankedStretch.LENGTH]),
            reasons=[number_of[reason] for reason in listed.reasons[first : first + RankedStretch.LENGTH]],
        )
        for stream, listed in lists.items()
        for first in range(0, len(listed.documents), RankedStretch.LENGTH)
    )
    return ranking
