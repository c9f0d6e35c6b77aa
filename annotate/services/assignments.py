"""Giving documents to people by name: reserving slots for them.

Locks, in the order every writer keeps: the annotators' advisory locks by id, their standings, the queue rows.
Of the queue rows only free ones are taken (SKIP LOCKED): a document somebody is saving on just now is reported
as busy and can be tried again; nobody waits for anybody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from annotate import queue
from annotate.models import Project, QueueRow, User
from annotate.services.dealing import Outcome, deal
from annotate.services.plans import Plan, check_plan
from annotate.services.reservations import by_document, note_events, reserve, standings_of


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
    standings = standings_of(ids, plan.people).select_for_update(of=["self"])
    had = by_document(standings)
    rows = _free_rows(project, ids)
    outcome, reserved = deal(rows, had, plan, Counter(given or {}))
    outcome.busy = sorted(set(ids) - {row.document_id for row in rows})
    reserve(project, reserved, had, plan.note)
    rule = {"rule": plan.rule_id} if plan.rule_id else {}
    note_events(
        project, by, "assigned", [(document, {"to": person, **rule}) for document, person in reserved]
    )
    return outcome


def rehearse(
    project: Project, document_ids: Iterable[int], plan: Plan, given: Mapping[int, int] | None = None
) -> Outcome:
    """What `assign` would do with these documents now. Locks nobody and changes nothing."""
    ids = sorted(set(document_ids))
    rows = QueueRow.objects.filter(project=project, document__in=ids).order_by("document_id")
    outcome, _reserved = deal(
        list(rows), by_document(standings_of(ids, plan.people)), plan, Counter(given or {})
    )
    return outcome


def _free_rows(project: Project, document_ids: Sequence[int]) -> list[QueueRow]:
    rows = QueueRow.objects.select_for_update(skip_locked=True, of=["self"])
    return list(rows.filter(project=project, document__in=document_ids).order_by("document_id"))
