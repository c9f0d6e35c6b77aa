"""Work on all documents that match some filters: counting them, assigning them, ending assignments. As jobs."""

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from annotate.documents.filters import Filters, from_values
from annotate.documents.finding import all_matching
from annotate.jobs import Run, handler
from annotate.models import Job, QueueRow, User
from annotate.services.assignments import MOST_AT_ONCE, Plan, assign, hand_over, reserved_for, take_back


@handler("count_documents", lane=Job.Lane.QUICK, name=_("count documents"))
def count_documents(run: Run) -> None:
    """Count all that match, however many."""
    counted = 0
    for ids in all_matching(run.job.project, filters_of(run.job)):
        counted += len(ids)
        run.report_progress(counted)
    run.finish(report={"count": counted})


@handler("assign_documents", lane=Job.Lane.BULK, name=_("assign documents"))
def assign_documents(run: Run) -> None:
    """Assign what matches, or a random part of it. What is done and where to go on stand in the report, committed
    together with each portion: an attempt that is killed is taken up where it was.
    """
    job, plan = run.job, plan_of(run.job.arguments)
    done: dict[str, Any] = job.report or {"after": 0, "assigned": 0, "given": {}, "refused": {}, "busy": []}
    if "below" not in done:
        done["below"], done["documents"] = _drawn(job, plan)
        with run.commit():
            _keep(job, done)
    for ids in _portions(job, done["after"], done["below"]):
        with run.commit():
            _assign_portion(job, ids, plan, done)
            done["after"] = ids[-1]
            _keep(job, done)
        run.report_progress(done["assigned"], max(done["documents"] * plan.answers, done["assigned"]))
    with run.commit():
        _assign_portion(job, done["busy"], plan, done, is_last=True)
        run.finish(report={name: done[name] for name in ("documents", "assigned", "given", "refused")})


@handler("end_assignments", lane=Job.Lane.BULK, name=_("take back or hand over documents"))
def end_assignments(run: Run) -> None:
    """Take back all that waits for somebody, or hand it to somebody else as far as they can have it."""
    project, by = run.job.project, run.job.owner
    giver = User.objects.get(id=run.job.arguments["giver"])
    taker = User.objects.filter(id=run.job.arguments.get("taker")).first()
    moved = after = 0
    while ids := reserved_for(project, giver, after):
        with run.commit():
            if taker:
                moved += hand_over(project, giver, taker, ids, by)
            else:
                moved += take_back(project, giver, ids, by)
        after = ids[-1]
        run.report_progress(moved)
    run.finish(report={"documents": moved})


def filters_of(job: Job) -> Filters:
    return from_values(job.arguments["filters"], job.project)


def plan_of(arguments: dict[str, Any]) -> Plan:
    return Plan(
        people={int(person): weight for person, weight in arguments["people"].items()},
        answers=arguments["answers"],
        raises_wants=arguments["raises_wants"],
    )


def _drawn(job: Job, plan: Plan) -> tuple[int | None, int]:
    """Up to which place in the random order documents are taken, and how many that are.

    The random order is fixed per document, so the part is a fair sample and the same in every attempt.
    """
    keys: list[int] = []
    for ids in all_matching(job.project, filters_of(job)):
        rows = QueueRow.objects.filter(document__in=ids, is_held=False)
        if not plan.raises_wants:
            rows = rows.filter(claimed__lt=F("wants"))
        keys += rows.values_list("random_key", flat=True)
    number, percent = job.arguments.get("number"), job.arguments.get("percent")
    wanted = math.ceil(len(keys) * percent / 100) if percent else number or len(keys)
    if wanted >= len(keys):
        return None, len(keys)
    return heapq.nsmallest(wanted, keys)[-1], wanted


def _portions(job: Job, after: int, below: int | None) -> Iterator[Sequence[int]]:
    for ids in all_matching(job.project, filters_of(job), after=after):
        rows = QueueRow.objects.filter(document__in=ids).order_by("document_id")
        if below is not None:
            rows = rows.filter(random_key__lte=below)
        chosen = list(rows.values_list("document_id", flat=True))
        for place in range(0, len(chosen), MOST_AT_ONCE):
            yield chosen[place : place + MOST_AT_ONCE]


def _assign_portion(
    job: Job, ids: Sequence[int], plan: Plan, done: dict[str, Any], *, is_last: bool = False
) -> None:
    """Assign and add up. What was busy is kept for a last try."""
    if not ids:
        return
    given = {int(person): count for person, count in done["given"].items()}
    outcome = assign(job.project, ids, plan, job.owner, given)
    done["assigned"] += outcome.assigned
    done["given"] = {str(person): count for person, count in (Counter(given) + outcome.given).items()}
    refused = Counter(done["refused"]) + outcome.refused
    if is_last:
        refused["busy"] += len(outcome.busy)
    else:
        done["busy"] += outcome.busy
    done["refused"] = {reason: count for reason, count in refused.items() if count}


def _keep(job: Job, done: dict[str, Any]) -> None:
    Job.objects.filter(id=job.id).update(report=done)
