"""Beginning a phase: its entry test is kept with it, and an owner's reason where one was not met."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Phase, Project, QueueRow, User
from annotate.models.queueing import IN_NO_OVERLAP, Pool
from annotate.problems import Conflict, Invalid
from annotate.services.assignments import assign
from annotate.services.estimates import Wish
from annotate.services.plans import MOST_AT_ONCE, Plan
from annotate.services.projects import lock_project
from annotate.services.tallies import progress_of
from review.models import PhaseBeginning
from review.services.measures import measure
from review.services.phases.testing import ORDER, Kind, annotators_of, tests_of

LONGEST_REASON = 1_000
FEWEST, USUAL = 10, 60


@transaction.atomic
def begin_phase(
    project: Project, kind: str, by: User, *, reason: str = "", size: int = USUAL
) -> PhaseBeginning:
    """The project is in this phase from now on. Raises Invalid or Conflict."""
    kept = measure(
        project, progress_of(project).given
    )  # it may take a moment, in which nobody waits for the lock
    project = lock_project(project)
    _check(project, kind, reason)
    tests = tests_of(project, kind, kept.get("agreement"))
    if not all(test.is_met for test in tests) and not reason.strip():
        raise Conflict(
            _(
                "Not every condition of this phase is met. Meet it, or say in a sentence why it begins all the same."
            )
        )
    suggested = _end_pilot(project)
    documents: list[int] = []
    if kind == Kind.PILOT:
        documents = _give_out(project, size, by)
        suggested = project.shows_suggestions
        project.shows_suggestions = False
        project.save(update_fields=["shows_suggestions"])
    phase = Phase.objects.create(project=project, kind=kind, name=str(Kind(kind).label))
    beginning = PhaseBeginning.objects.create(
        phase=phase,
        by=by,
        tests=[test.as_json() for test in tests],
        reason=reason.strip(),
        documents=documents,
        suggested_before=suggested if kind == Kind.PILOT else None,
    )
    Event.objects.create(project=project, actor=by, kind="phase begun", detail={"phase": phase.id})
    return beginning


@transaction.atomic
def set_disagreement(project: Project, meaning: str, by: User) -> bool:
    """Say whether two different answers are an error or a variation. Raises Invalid."""
    if meaning not in Project.Disagreement.values:
        raise Invalid(
            _("Say whether disagreement is an error or a variation: choose one of %(allowed)s.")
            % {"allowed": ", ".join(Project.Disagreement.values)},
            field="disagreement",
        )
    project = lock_project(project)
    if project.disagreement == meaning:
        return False
    project.disagreement = meaning
    project.save(update_fields=["disagreement"])
    Event.objects.create(
        project=project, actor=by, kind="meaning of disagreement set", detail={"meaning": meaning}
    )
    return True


def phase_now(project: Project) -> Phase | None:
    """The phase somebody has begun; a new project is in none."""
    return project.phases.filter(beginning__isnull=False).order_by("-started_at", "-id").first()


def _check(project: Project, kind: str, reason: str) -> None:
    if kind not in ORDER:
        raise Invalid(
            _("“%(kind)s” is no phase. Choose one of: %(allowed)s.")
            % {"kind": kind, "allowed": ", ".join(ORDER)},
            field="kind",
        )
    if len(reason) > LONGEST_REASON or "\0" in reason:
        raise Invalid(_("Say why in at most %(most)s characters.") % {"most": LONGEST_REASON}, field="reason")
    now = phase_now(project)
    if now and now.kind == kind and kind != Kind.PILOT:
        raise Conflict(_("The project is in this phase already."))


def _end_pilot(project: Project) -> bool | None:
    """A pilot that ends gives back how suggestions were set before it."""
    now = phase_now(project)
    if now is None or now.kind != Kind.PILOT or now.beginning.suggested_before is None:
        return None
    project.shows_suggestions = now.beginning.suggested_before
    project.save(update_fields=["shows_suggestions"])
    return project.shows_suggestions


def _give_out(project: Project, size: int, by: User) -> list[int]:
    """The same documents to everybody: drawn at random from those that are compared, so that they count as such."""
    people = annotators_of(project)
    if not people:
        raise Invalid(_("Nobody annotates here yet. Invite people first."), field="kind")
    if not FEWEST <= size <= MOST_AT_ONCE:
        raise Invalid(
            _("A pilot has %(least)s to %(most)s documents.") % {"least": FEWEST, "most": MOST_AT_ONCE},
            field="size",
        )
    below = IN_NO_OVERLAP if project.wants > 1 else Wish.of(project).below
    rows = QueueRow.objects.filter(
        project=project, pool=Pool.OPEN, is_held=False, claimed=0, overlap_key__lt=below
    )
    documents = list(rows.order_by("random_key", "document")[:size].values_list("document", flat=True))
    if len(documents) < size:
        raise Invalid(
            _(
                "Only %(there)s documents without an answer are in the share that several people answer. Raise that "
                "share in the settings under “Answers wanted”, or take fewer documents."
            )
            % {"there": len(documents)},
            field="size",
        )
    plan = Plan({member.user_id: 1 for member in people}, answers=len(people), raises_wants=True)
    assign(project, documents, plan, by)
    return documents
