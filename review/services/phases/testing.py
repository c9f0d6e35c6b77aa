"""May a phase begin? Its entry test, with the numbers it rests on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db.models import Count

from annotate.models import Membership, Phase, Project, Standing
from annotate.models.standings import Occasion
from annotate.roles import Role
from booklet.models import Goal
from booklet.services.goals import goal_of
from review.models import KeptMeasure, PhaseBeginning
from review.services.thresholds import thresholds_of

Kind = Phase.Kind
ORDER = (Kind.PILOT, Kind.CALIBRATED, Kind.PRODUCTION)
FEWEST_PEOPLE = 2


@dataclass(frozen=True)
class Test:
    """One condition: whether it is met, what there is, and what is asked for."""

    __test__ = False  # of a phase, not of pytest

    code: str
    is_met: bool
    there: float | None = None
    needed: float | None = None

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def tests_of(project: Project, kind: str, agreement: KeptMeasure | None) -> list[Test]:
    """What must hold before the phase; `agreement` as it was measured last."""
    people = annotators_of(project)
    common = [_trained(project, people), _no_question(project)]
    if kind == Kind.PILOT:
        return [Test("people", len(people) >= FEWEST_PEOPLE, len(people), FEWEST_PEOPLE), *common]
    tests = [_pilot_answered(project), *common]
    if not project.takes_variation:
        tests.insert(1, _agree(project, agreement))
    return tests


def annotators_of(project: Project) -> list[Membership]:
    members = project.memberships.filter(ended_at=None, roles__contains=[Role.ANNOTATOR])
    return list(members.select_related("user").order_by("user__name", "id"))


def needed_agreement(project: Project, goal: Goal | None) -> float:
    """What the goal asks for, else the threshold from which on conclusions may be drawn with care."""
    return goal.agreement if goal and goal.agreement else thresholds_of(project).tentative


def agrees(agreement: KeptMeasure | None, needed: float) -> bool:
    """By the lower end of the interval: a value above it may be luck."""
    return agreement is not None and agreement.low is not None and agreement.low >= needed


def newest_pilot(project: Project) -> PhaseBeginning | None:
    beginnings = PhaseBeginning.objects.filter(phase__project=project, phase__kind=Kind.PILOT)
    return beginnings.select_related("phase", "by").order_by("-phase").first()


def still_to_answer(project: Project, pilot: PhaseBeginning) -> dict[int, int]:
    """By user id: how many documents of the pilot somebody has still to answer, of those it was given to.

    What was withdrawn or erased since is served to nobody, so nobody can answer it.
    """
    ours = Standing.objects.filter(
        document__in=pilot.documents,
        occasion=Occasion.WORK,
        document__withdrawn_at=None,
        document__erased_at=None,
    )
    given = dict(ours.order_by().values_list("annotator").annotate(count=Count("id")))
    done = ours.filter(state__in=[Standing.State.ANSWERED, Standing.State.SKIPPED])
    answered = dict(done.order_by().values_list("annotator").annotate(count=Count("id")))
    here = {member.user_id for member in annotators_of(project)}
    return {
        person: count - answered.get(person, 0)
        for person, count in given.items()
        if person in here and count > answered.get(person, 0)
    }


def _agree(project: Project, agreement: KeptMeasure | None) -> Test:
    low = agreement.low if agreement else None
    needed = needed_agreement(project, goal_of(project))
    return Test("agreement", agrees(agreement, needed), low, needed)


def _trained(project: Project, people: Sequence[Membership]) -> Test:
    waiting = sum(member.trained_at is None for member in people) if project.trains else 0
    return Test("training", not waiting, waiting, 0)


def _no_question(project: Project) -> Test:
    waiting = project.inquiries.waiting().count()
    return Test("questions", not waiting, waiting, 0)


def _pilot_answered(project: Project) -> Test:
    pilot = newest_pilot(project)
    if pilot is None:
        return Test("pilot", is_met=False)
    left = sum(still_to_answer(project, pilot).values())
    return Test("pilot", not left, left, 0)
