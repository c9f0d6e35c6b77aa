"""Which documents somebody wants to give out: all that match some filters, or a random part of them."""

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import F

from annotate.documents.filters import Filters, from_values
from annotate.documents.finding import all_matching
from annotate.models import Project, QueueRow
from annotate.services.plans import MOST_AT_ONCE, Plan


@dataclass(frozen=True)
class Wish:
    """What a job's arguments, or a preview's, say: the filters, how many, and to whom."""

    project: Project
    filters: Filters
    plan: Plan
    number: int | None = None
    percent: int | None = None

    @classmethod
    def of(cls, project: Project, arguments: Mapping[str, Any]) -> Self:
        """Read the arguments of a job. Raises Invalid for a filter that names nothing any more."""
        return cls(
            project,
            from_values(arguments["filters"], project),
            Plan(
                people={int(person): weight for person, weight in arguments["people"].items()},
                answers=arguments["answers"],
                raises_wants=arguments["raises_wants"],
            ),
            arguments.get("number"),
            arguments.get("percent"),
        )

    def draw(self) -> tuple[int | None, int]:
        """Up to which place in the random order documents are taken (none: all), and how many that are.

        The random order is fixed per document, so the part is a fair sample and the same each time.
        """
        keys: list[int] = []
        for ids in all_matching(self.project, self.filters):
            rows = QueueRow.objects.filter(document__in=ids, is_held=False)
            if not self.plan.raises_wants:
                rows = rows.filter(claimed__lt=F("wants"))
            keys += rows.values_list("random_key", flat=True)
        wanted = (
            math.ceil(len(keys) * self.percent / 100)
            if self.percent is not None
            else self.number or len(keys)
        )
        if wanted >= len(keys):
            return None, len(keys)
        return heapq.nsmallest(wanted, keys)[-1], wanted

    def portions(self, after: int, below: int | None) -> Iterator[Sequence[int]]:
        """The documents beyond an id, up to that place in the random order, a transaction's worth at a time."""
        for ids in all_matching(self.project, self.filters, after=after):
            rows = QueueRow.objects.filter(document__in=ids).order_by("document_id")
            if below is not None:
                rows = rows.filter(random_key__lte=below)
            chosen = list(rows.values_list("document_id", flat=True))
            for place in range(0, len(chosen), MOST_AT_ONCE):
                yield chosen[place : place + MOST_AT_ONCE]
