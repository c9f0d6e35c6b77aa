"""Giving documents to people by name: reserving slots for them, taking back, handing over.

Locks, in the order every writer keeps: the annotators' advisory locks by id, their standings, the queue rows.
Of the queue rows only free ones are taken (SKIP LOCKED): a document somebody is saving on just now is reported
as busy and can be tried again; nobody waits for anybody.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate import queue
from annotate.models import Event, Project, QueueRow, Standing, User
from annotate.models.projects import MOST_ANSWERS
from annotate.models.queueing import IN_NO_OVERLAP
from annotate.models.sharing import LARGEST_WEIGHT
from annotate.problems import Invalid
from annotate.queue.showing import SHOWN
from annotate.roles import Role
from annotate.services.work import LONGEST_NOTE

State = Standing.State
MOST_AT_ONCE = 200  # documents in one transaction

# Why a document was not assigned. The keys stand in reports.
REASONS = {
    "held": gettext_lazy("held or withdrawn"),
    "full": gettext_lazy("have all the answers they want, or people at work for them"),
    "had": gettext_lazy("were answered or skipped by, or assigned to, these people before"),
    "busy": gettext_lazy("were being worked on that very moment"),
}

SHOWN_WITH_IT = SHOWN.format(document="given.document_id", annotator="given.annotator_id")

# A lease becomes a reservation as it is: what was shown with it stays. A new one shows what the queue would.
RESERVE = f"""
INSERT INTO annotate_standing AS standing (
    project_id, document_id, annotator_id, occasion, state, holds_slot, stream, pool, reason,
    suggestions_shown, note, begun_at, changed_at
)
SELECT %(project)s, given.document_id, given.annotator_id, 'work', 'assigned', true, 'assigned', q.pool, '',
    CASE WHEN q.pool = 0 THEN {SHOWN_WITH_IT} ELSE '{{}}' END,
    %(note)s, now(), now()
FROM unnest(%(documents)s::bigint[], %(people)s::bigint[]) AS given (document_id, annotator_id)
JOIN annotate_queuerow q ON q.document_id = given.document_id
ON CONFLICT (document_id, annotator_id, occasion) DO UPDATE SET
    state = 'assigned', holds_slot = true, lease_until = NULL, note = excluded.note, changed_at = now(),
    stream = CASE WHEN standing.state = 'leased' THEN standing.stream ELSE excluded.stream END,
    suggestions_shown = CASE WHEN standing.state = 'leased'
        THEN standing.suggestions_shown ELSE excluded.suggestions_shown END,
    generation = CASE WHEN standing.state = 'leased' THEN standing.generation END,
    draw_probability = CASE WHEN standing.state = 'leased' THEN standing.draw_probability END
"""

TAKE_SLOTS = """
WITH taken AS (
    UPDATE annotate_queuerow q SET claimed = q.claimed + more.slots, wants = greatest(q.wants, q.claimed + more.slots)
    FROM (
        SELECT document_id, count(*) AS slots FROM unnest(%s::bigint[]) AS document_id GROUP BY document_id
    ) AS more
    WHERE q.document_id = more.document_id
    RETURNING q.document_id, q.claimed >= q.wants AS is_full
)
DELETE FROM annotate_freedslot USING taken
WHERE annotate_freedslot.document_id = taken.document_id AND taken.is_full
"""


@dataclass(frozen=True)
class Plan:
    """To whom documents go: people by weight, how many of them each document, and what they are told."""

    people: Mapping[int, int]  # user id -> weight
    answers: int = 1
    raises_wants: bool = False  # lets a document want more answers where all slots are taken
    note: str = ""
    room: Mapping[int, int] | None = None  # user id -> how many more at most; none: as many as come
    rule_id: int | None = None  # the standing rule it follows, for the documents' history


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


def assignable_people(project: Project) -> QuerySet[User]:
    """Those who annotate in this project now."""
    return User.objects.filter(
        memberships__project=project,
        memberships__ended_at=None,
        memberships__roles__contains=[Role.ANNOTATOR],
    ).order_by("name", "id")


def check_plan(project: Project, plan: Plan) -> None:
    """Raises Invalid where the plan names a stranger or a number that makes no sense."""
    people = set(assignable_people(project).values_list("id", flat=True))
    if not plan.people:
        raise Invalid(_("Choose at least one person."), field="people")
    if strangers := plan.people.keys() - people:
        raise Invalid(
            _("Person %(id)s does not annotate in this project.") % {"id": min(strangers)}, field="people"
        )
    if not all(1 <= weight <= LARGEST_WEIGHT for weight in plan.people.values()):
        raise Invalid(
            _("A share is a whole number from 1 to %(most)s.") % {"most": LARGEST_WEIGHT}, field="people"
        )
    if not 1 <= plan.answers <= len(plan.people):
        raise Invalid(
            _("%(answers)s people a document are asked for, but %(people)s are chosen.")
            % {"answers": plan.answers, "people": len(plan.people)},
            field="answers",
        )
    if len(plan.note) > LONGEST_NOTE:
        raise Invalid(_("A note has at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")


@transaction.atomic
def assign(
    project: Project,
    document_ids: Iterable[int],
    plan: Plan,
    by: User | None,
    given: Mapping[int, int] | None = None,
) -> Outcome:
    """Reserve slots of these documents for the people of the plan. `given` is what they got in earlier portions.

    Never gives a document to more people than it wants, unless the plan raises what it wants. Raises Invalid.
    """
    check_plan(project, plan)
    ids = sorted(set(document_ids))
    for person in sorted(plan.people):
        queue.lock_annotator(project.id, person)
    check_plan(project, plan)  # whoever left while we waited for the locks gets nothing
    standings = _standings(ids, plan.people).select_for_update(of=["self"])
    by_document = _by_document(standings)
    rows = _free_rows(project, ids)
    outcome, reserved = _deal(rows, by_document, plan, Counter(given or {}))
    outcome.busy = sorted(set(ids) - {row.document_id for row in rows})
    _reserve(project, reserved, by_document, plan.note)
    rule = {"rule": plan.rule_id} if plan.rule_id else {}
    _note_events(
        project, by, "assigned", [(document, {"to": person, **rule}) for document, person in reserved]
    )
    return outcome


def rehearse(
    project: Project, document_ids: Iterable[int], plan: Plan, given: Mapping[int, int] | None = None
) -> Outcome:
    """What `assign` would do with these documents now. Locks nobody and changes nothing."""
    ids = sorted(set(document_ids))
    rows = QueueRow.objects.filter(project=project, document__in=ids).order_by("document_id")
    outcome, _reserved = _deal(
        list(rows), _by_document(_standings(ids, plan.people)), plan, Counter(given or {})
    )
    return outcome


def _deal(
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


def _standings(document_ids: Sequence[int], people: Iterable[int]) -> QuerySet[Standing]:
    """The standings of these people with these documents."""
    own = Standing.objects.filter(document__in=document_ids, annotator__in=list(people), occasion="work")
    return own.defer("draft").order_by("document_id", "annotator_id")


def _by_document(rows: Iterable[Standing]) -> dict[int, dict[int, Standing]]:
    """Standings by document and person."""
    standings: dict[int, dict[int, Standing]] = {}
    for standing in rows:
        standings.setdefault(standing.document_id, {})[standing.annotator_id] = standing
    return standings


def _free_rows(project: Project, document_ids: Sequence[int]) -> list[QueueRow]:
    rows = QueueRow.objects.select_for_update(skip_locked=True, of=["self"])
    return list(rows.filter(project=project, document__in=document_ids).order_by("document_id"))


def _reserve(
    project: Project,
    reserved: Sequence[tuple[int, int]],
    standings: Mapping[int, Mapping[int, Standing]],
    note: str,
) -> None:
    """Write the reservations and take their slots; whoever had the document on lease keeps that slot."""
    new_slots = [
        document
        for document, person in reserved
        if not (person in standings.get(document, {}) and standings[document][person].holds_slot)
    ]
    _write_reservations(project, reserved, note)
    with connection.cursor() as cursor:
        cursor.execute(TAKE_SLOTS, [new_slots])


def _write_reservations(project: Project, reserved: Sequence[tuple[int, int]], note: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            RESERVE,
            {
                "project": project.id,
                "documents": [document for document, _person in reserved],
                "people": [person for _document, person in reserved],
                "shows": project.suggestions_shown_share,
                "note": note,
            },
        )


def reserved_for(project: Project, annotator: User, after: int = 0, most: int = MOST_AT_ONCE) -> list[int]:
    """The next documents that wait for this person by assignment, in order."""
    rows = _assigned(project, annotator).filter(document__gt=after).order_by("document_id")
    return list(rows.values_list("document_id", flat=True)[: min(most, MOST_AT_ONCE)])


def some_reserved_for(project: Project, annotator: User, number: int) -> list[int]:
    """So many of the documents that wait for this person: what they have not begun, before what they have."""
    rows = _assigned(project, annotator).alias(is_begun=Q(draft__isnull=False))
    rows = rows.order_by("is_begun", "-document_id")
    return list(rows.values_list("document_id", flat=True)[:number])


@transaction.atomic
def take_back(project: Project, annotator: User, document_ids: Sequence[int], by: User) -> int:
    """End this person's reservations of these documents. How many.

    What they have begun stays as a draft, should they get the document again.
    """
    queue.lock_annotator(project.id, annotator.id)
    documents = _end(_locked_reservations(project, annotator, document_ids))
    queue.free_slot(documents)
    _note_events(project, by, "taken back", [(document, {"from": annotator.id}) for document in documents])
    return len(documents)


@transaction.atomic
def hand_over(project: Project, giver: User, taker: User, document_ids: Sequence[int], by: User) -> int:
    """Pass reservations on with their slots. How many. Raises Invalid.

    What the taker has open, answered, skipped or assigned to them already stays with the giver.
    """
    check_plan(project, Plan({taker.id: 1}))
    if giver.id == taker.id:
        raise Invalid(_("Choose somebody else to hand the documents to."), field="taker")
    for person in sorted([giver.id, taker.id]):
        queue.lock_annotator(project.id, person)
    check_plan(project, Plan({taker.id: 1}))  # they may have left while we waited
    reservations = _locked_reservations(project, giver, document_ids)
    documents = [standing.document_id for standing in reservations]
    of_taker = _by_document(_standings(documents, [taker.id]).select_for_update(of=["self"]))
    had = {document for document, theirs in of_taker.items() if theirs[taker.id].state != State.LAPSED}
    documents = _end([standing for standing in reservations if standing.document_id not in had])
    _write_reservations(project, [(document, taker.id) for document in documents], note="")
    moved = {"from": giver.id, "to": taker.id}
    _note_events(project, by, "handed over", [(document, moved) for document in documents])
    return len(documents)


def move(project: Project, giver: User, taker: User | None, document_ids: Sequence[int], by: User) -> int:
    """Hand reservations to somebody else, or take them back where nobody is named. How many. Raises Invalid."""
    if taker:
        return hand_over(project, giver, taker, document_ids, by)
    return take_back(project, giver, document_ids, by)


def _assigned(project: Project, annotator: User) -> QuerySet[Standing]:
    return Standing.objects.filter(
        project=project, annotator=annotator, occasion="work", state=State.ASSIGNED
    )


def _locked_reservations(project: Project, annotator: User, document_ids: Sequence[int]) -> list[Standing]:
    rows = _assigned(project, annotator).filter(document__in=document_ids)
    return list(rows.select_for_update(of=["self"]).order_by("document_id"))


def _end(reservations: Sequence[Standing]) -> list[int]:
    """Let these reservations lapse; the ids of their documents. Their slots are the caller's to free or pass on."""
    Standing.objects.filter(id__in=[standing.id for standing in reservations]).update(
        state=State.LAPSED, holds_slot=False, lease_until=None, changed_at=timezone.now()
    )
    return [standing.document_id for standing in reservations]


def _note_events(
    project: Project, by: User | None, kind: str, about: Iterable[tuple[int, dict[str, int]]]
) -> None:
    Event.objects.bulk_create(
        Event(project=project, document_id=document, actor=by, kind=kind, detail=detail)
        for document, detail in about
    )
