"""Where a project stands: what all apps say of its states, what is next, and on whom it waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from annotate import ports
from annotate.models import Membership, Project
from annotate.ports import State
from annotate.roles import Role
from annotate.services import states as annotating
from annotate.services.tallies import Progress
from review.home import SEES_PEOPLE
from review.services.states.order import CHECKLIST, NEXT_ACTS


@dataclass(frozen=True)
class Act:
    """The next thing to do, where, and by whom; `is_mine` says whether this member can."""

    code: str
    sentence: str | Promise
    name: str | Promise
    address: str
    told: str | Promise
    people: list[str]
    is_mine: bool


@dataclass(frozen=True)
class Practice:
    """One line of the checklist; `is_met` None where it does not apply. No address where this member can do nothing."""

    name: str | Promise
    is_met: bool | None
    told: str | Promise
    address: str


@dataclass(frozen=True)
class Whereabouts:
    """All a home says about where the project stands."""

    act: Act | None
    later: list[Act]
    practices: list[Practice]

    @property
    def met(self) -> int:
        return sum(one.is_met is True for one in self.practices)

    @property
    def asked(self) -> int:
        return sum(one.is_met is not None for one in self.practices)


def whereabouts_of(membership: Membership, progress: Progress) -> Whereabouts:
    """What is next, what is unmet after it, and the checklist, for this member."""
    states = states_of(membership.project, progress)
    acts = unmet(membership, states)
    practices = [
        Practice(name, states[code].is_met, states[code].told, _address_for(membership, states[code]))
        for code, name in CHECKLIST.items()
        if code in states
    ]
    return Whereabouts(acts[0] if acts else None, acts[1:], practices)


def states_of(project: Project, progress: Progress) -> dict[str, State]:
    """Every state that any app knows of, by its code."""
    known = annotating.states_of(project, progress)
    for of_an_app in ports.project_states:
        known += of_an_app(project)
    return {state.code: state for state in known}


def unmet(membership: Membership, states: Mapping[str, State]) -> list[Act]:
    """In the order of the list; the first is the next act."""
    missing = [states[code] for code in NEXT_ACTS if code in states and states[code].is_met is False]
    members = list(
        Membership.objects.filter(project=membership.project_id, ended_at=None)
        .select_related("user")
        .order_by("user__name", "id")
    )
    return [_act(membership, state, members) for state in missing]


def _act(membership: Membership, state: State, members: Sequence[Membership]) -> Act:
    sentence, name = NEXT_ACTS[state.code]
    may = [one for one in members if one.has(*map(Role, state.roles))]
    whose = [one for one in may if not state.people or one.user_id in state.people]
    named = membership.has(*SEES_PEOPLE)
    people = [str(one.user) for one in whose] if named else _called(state) if whose else []
    is_mine = any(one.user_id == membership.user_id for one in whose)
    address = _address_for(membership, state) if is_mine else ""
    return Act(state.code, sentence, name, address, state.told, people, is_mine)


def _called(state: State) -> list[str]:
    """To those who see nobody in particular: the roles."""
    return [str(Role(role).label) for role in state.roles]


def _address_for(membership: Membership, state: State) -> str:
    if not state.url_name or not membership.has(*map(Role, state.roles)):
        return ""
    return address_of(membership.project, state)


def address_of(project: Project, state: State) -> str:
    """Where the state can be brought about."""
    query = f"?{state.query}" if state.query else ""
    return reverse(state.url_name, args=[project.slug]) + query
