"""Documents reserved for people: writing reservations with their slots, taking back, handing over.

Locks, in the order every writer keeps: the annotators' advisory locks by id, their standings, the queue rows.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import queue
from annotate.models import Event, Project, Standing, User
from annotate.problems import Invalid
from annotate.queue.showing import SHOWN
from annotate.services.plans import MOST_AT_ONCE, Plan, check_plan

State = Standing.State

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


def standings_of(document_ids: Sequence[int], people: Iterable[int]) -> QuerySet[Standing]:
    """The standings of these people with these documents."""
    own = Standing.objects.filter(document__in=document_ids, annotator__in=list(people), occasion="work")
    return own.defer("draft").order_by("document_id", "annotator_id")


def by_document(rows: Iterable[Standing]) -> dict[int, dict[int, Standing]]:
    """Standings by document and person."""
    standings: dict[int, dict[int, Standing]] = {}
    for standing in rows:
        standings.setdefault(standing.document_id, {})[standing.annotator_id] = standing
    return standings


def reserve(
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
    note_events(project, by, "taken back", [(document, {"from": annotator.id}) for document in documents])
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
    of_taker = by_document(standings_of(documents, [taker.id]).select_for_update(of=["self"]))
    had = {document for document, theirs in of_taker.items() if theirs[taker.id].state != State.LAPSED}
    documents = _end([standing for standing in reservations if standing.document_id not in had])
    _write_reservations(project, [(document, taker.id) for document in documents], note="")
    moved = {"from": giver.id, "to": taker.id}
    note_events(project, by, "handed over", [(document, moved) for document in documents])
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


def note_events(
    project: Project, by: User | None, kind: str, about: Iterable[tuple[int, dict[str, int]]]
) -> None:
    Event.objects.bulk_create(
        Event(project=project, document_id=document, actor=by, kind=kind, detail=detail)
        for document, detail in about
    )
