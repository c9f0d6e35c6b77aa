"""Who gets which of some documents: by weight, room, and what each has had of them. Writes nothing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy

from annotate.models import QueueRow, Standing
from annotate.models.projects import MOST_ANSWERS
from annotate.models.queueing import IN_NO_OVERLAP
from annotate.services.plans import Plan

State = Standing.State

# Why a document was not assigned. The keys stand in reports.
REASONS = {
    "held": gettext_lazy("held or withdrawn"),
    "full": gettext_lazy("have all the answers they want, or people at work for them"),
    "had": gettext_lazy("were answered or skipped by, or assigned to, these people before"),
    "busy": gettext_lazy("were being worked on that very moment"),
}


@dataclass
class Outcome:
    """How many documents each person got, and why others were not assigned."""

    given: Counter[int] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    busy: list[int] = field(default_factory=list)  # worth another try
    no_room_from: int | None = None  # the first document that was left alone because nobody has room for it

    @property
    def assigned(self) -> int:
        return sum(self.given.values())


def deal(
    rows: Sequence[QueueRow],
    standings: Mapping[int, Mapping[int, Standing]],
    plan: Plan,
    given: Counter[int],
) -> tuple[Outcome, list[tuple[int, int]]]:
    """Who gets which of these documents: the outcome, and the pairs of a document and a person."""
    outcome = Outcome()
    reserved: list[tuple[int, int]] = []
    for row in rows:
        people = _people_with_room(plan, outcome.given)
        if len(people) < plan.answers:
            outcome.no_room_from = row.document_id
            break
        here = replace(plan, people=people)
        chosen, reason = _choose(row, standings.get(row.document_id, {}), here, given + outcome.given)
        reserved += [(row.document_id, person) for person in chosen]
        outcome.given.update(chosen)
        if reason:
            outcome.refused[reason] += 1
    return outcome, reserved


def _people_with_room(plan: Plan, given: Counter[int]) -> Mapping[int, int]:
    if plan.room is None:
        return plan.people
    return {
        person: weight for person, weight in plan.people.items() if given[person] < plan.room.get(person, 0)
    }


def next_person(weights: Mapping[int, int], given: Mapping[int, int], eligible: Collection[int]) -> int:
    """Whose turn it is, so that what is given comes to follow the weights.

    >>> given = Counter()
    >>> for _document in range(6):
    ...     given[next_person({1: 2, 2: 1}, given, {1, 2})] += 1
    >>> dict(given)
    {1: 4, 2: 2}
    """
    return min(eligible, key=lambda person: ((given.get(person, 0) + 1) / weights[person], person))


def _choose(
    row: QueueRow, standings: Mapping[int, Standing], plan: Plan, given: Counter[int]
) -> tuple[list[int], str]:
    """Who gets this document, and if fewer than planned, why."""
    if row.is_held:
        return [], "held"
    has = {
        person for person, standing in standings.items() if standing.state not in {State.LAPSED, State.LEASED}
    }
    need = plan.answers - sum(
        standings[person].state not in {State.SKIPPED, State.WITHDRAWN} for person in has
    )
    may_raise = plan.raises_wants and row.overlap_key != IN_NO_OVERLAP
    free = (MOST_ANSWERS if may_raise else row.wants) - row.claimed
    chosen: list[int] = []
    while len(chosen) < need:
        holding = {person for person, one in standings.items() if one.state == State.LEASED} - set(chosen)
        eligible = (plan.people.keys() if free > 0 else holding) - has - set(chosen)
        if not eligible:
            return chosen, "had" if free > 0 else "full"
        person = next_person(plan.people, given + Counter(chosen), eligible)
        chosen.append(person)
        free -= person not in holding
    return chosen, "" if chosen else "had"
