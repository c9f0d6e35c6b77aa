"""Which states of good practice has a project reached, as far as annotate knows? In few queries."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Hold, Job, Project
from annotate.ports import State
from annotate.roles import Role
from annotate.services.holds import WAITS_FOR_A_DECISION
from annotate.services.tallies import Progress

FAILURES_FOR = timedelta(days=7)
DECIDERS = (Role.SUPERVISOR, Role.OWNER)


def states_of(project: Project, progress: Progress) -> list[State]:
    return [
        State("open", project.closed_at is None, "", "annotate:settings", "", (Role.OWNER,)),
        State("questions", project.schema_id is not None, "", "annotate:questions", "", (Role.OWNER,)),
        State("documents", progress.documents > 0, "", "annotate:import-list", "", (Role.SUPERVISOR,)),
        State("annotators", _has_annotators(project), "", "annotate:invitation-list", "", (Role.OWNER,)),
        *_waiting(project),
        _overlap(project),
        State("independent", project.is_blind, "", "annotate:answers-wanted", "", (Role.OWNER,)),
        _suggestions(project),
        _repeats(project),
        State("answered", progress.is_finished, "", "annotate:workbench", "", (Role.ANNOTATOR,)),
        _exported(project),
    ]


def _has_annotators(project: Project) -> bool:
    return project.memberships.filter(ended_at=None, roles__contains=[Role.ANNOTATOR]).exists()


def _waiting(project: Project) -> list[State]:
    """What keeps somebody or something waiting until a person has looked at it."""
    holds = Hold.objects.filter(document__project=project, closed_at=None, reason__in=WAITS_FOR_A_DECISION)
    held = holds.values("document").distinct().count()
    asked = project.inquiries.waiting().count()
    failed = project.jobs.filter(
        state=Job.State.FAILED, finished_at__gte=timezone.now() - FAILURES_FOR
    ).count()
    return [
        State("jobs", not failed, _count(failed), "annotate:jobs", "", DECIDERS),
        State("asked", not asked, _count(asked), "annotate:questions-and-notes", "", DECIDERS),
        State("held", not held, _count(held), "annotate:documents", "state=held", DECIDERS),
    ]


def _count(count: int) -> str:
    return ngettext("%(count)s waits", "%(count)s wait", count) % {"count": count} if count else ""


def _overlap(project: Project) -> State:
    """Only where several people answer can anybody see whether they agree."""
    percent = 100 if project.wants > 1 else project.overlap_percent
    is_met = project.wants > 1 or (project.overlap_percent > 0 and project.overlap_wants > 1)
    told = _("%(percent)s %% of the documents") % {"percent": f"{float(percent):g}"} if is_met else ""
    return State("overlap", is_met, told, "annotate:answers-wanted", "", (Role.OWNER,))


def _suggestions(project: Project) -> State:
    is_met = not project.shows_suggestions or project.suggestions_hidden_percent > 0
    return State("suggestions", is_met, "", "annotate:answers-wanted", "", (Role.OWNER,))


def _repeats(project: Project) -> State:
    share = project.repeat_percent + project.gold_check_percent
    told = _("%(percent)s %% of what is served") % {"percent": share} if share else ""
    return State("repeats", share > 0, told, "annotate:answers-wanted", "", (Role.OWNER,))


def _exported(project: Project) -> State:
    exported = project.jobs.filter(kind="export", state=Job.State.DONE).exists()
    return State("exported", exported, "", "annotate:export-list", "", DECIDERS)
