"""Work on all documents that match some filters: counting them, assigning them, ending assignments. As jobs."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotate.documents.drawing import Wish
from annotate.documents.filters import Filters, from_values
from annotate.documents.finding import all_matching
from annotate.jobs import Run, handler
from annotate.models import Job, User
from annotate.services.assignments import assign
from annotate.services.plans import Plan
from annotate.services.reservations import move, reserved_for


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
    job = run.job
    wish = Wish.of(job.project, job.arguments)
    plan = wish.plan
    done: dict[str, Any] = job.report or {"after": 0, "assigned": 0, "given": {}, "refused": {}, "busy": []}
    if "below" not in done:
        done["below"], done["documents"] = wish.draw()
        with run.commit():
            _keep(job, done)
    for ids in wish.portions(done["after"], done["below"]):
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
            moved += move(project, giver, taker, ids, by)
        after = ids[-1]
        run.report_progress(moved)
    run.finish(report={"documents": moved})


def filters_of(job: Job) -> Filters:
    return from_values(job.arguments["filters"], job.project)


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
