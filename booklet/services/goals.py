"""The goal of a project: said once, changed with its revision at hand, signed by members."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from booklet.models import Goal, SignOff

LONGEST = 4_000
LONGEST_NOTE = 300
MOST_DOCUMENTS = 100_000_000
READ_AHEAD = "goal_read_ahead"


@dataclass(frozen=True)
class Said:
    """What a goal says. `owner` is the id of a member."""

    purpose: str
    measure: str
    documents: int | None
    agreement: float | None
    model: float | None
    deadline: date | None
    owner: int
    stop_rule: str

    @classmethod
    def of(cls, goal: Goal) -> "Said":
        values = {field.name: getattr(goal, field.name) for field in fields(cls) if field.name != "owner"}
        return cls(**values, owner=goal.owner_id)


class ChangedMeanwhile(Conflict):
    """Somebody else saved meanwhile, and both changed the same part: nothing was written, both are shown."""

    kind = "overlap"

    def __init__(self, newest: Goal, merged: Said, parts: list[str]) -> None:
        super().__init__(
            _(
                "%(name)s saved revision %(number)s meanwhile and changed the same parts. Nothing is lost: what stands "
                "now is shown beside yours. Keep what is right, and save again."
            )
            % {"name": newest.author.name, "number": newest.number}
        )
        self.newest = newest
        self.merged = merged
        self.parts = parts


def goal_of(project: Project) -> Goal | None:
    """The one that holds."""
    if READ_AHEAD in vars(project):
        return vars(project)[READ_AHEAD]
    return project.goals.select_related("owner", "author").first()


def read_goal_ahead(project: Project) -> None:
    """For a request that only reads and asks in several places: from now on `goal_of` has it from this object."""
    setattr(project, READ_AHEAD, goal_of(project))


@transaction.atomic
def save_goal(project: Project, said: Said, base: int, by: User, note: str = "") -> Goal:
    """The next revision; `base` is the number its author began with, 0 for none.

    What two people changed in different parts is merged. Raises Invalid or ChangedMeanwhile.
    """
    project = lock_project(project)
    said = _checked(project, said, note)
    newest = goal_of(project)
    if newest and newest.number != base:
        said = _merged(project, newest, said, base)
    if newest and Said.of(newest) == said:
        return newest
    values = asdict(said)
    goal = Goal.objects.create(
        project=project,
        number=newest.number + 1 if newest else 1,
        owner_id=values.pop("owner"),
        note=" ".join(note.split()),
        author=by,
        **values,
    )
    _event(goal, by, "goal of the project set")
    return goal


@transaction.atomic
def sign_off(membership: Membership, number: int) -> bool:
    """Agree with the goal as it stands in this revision: was that new? Raises Conflict where it is not the newest."""
    project = lock_project(membership.project)
    goal = goal_of(project)
    if goal is None or goal.number != number:
        raise Conflict(
            _("The goal has changed since you read it. Read it as it stands now, and sign that."),
        )
    _signed, is_new = SignOff.objects.get_or_create(goal=goal, member=membership.user)
    if is_new:
        _event(goal, membership.user, "goal of the project signed")
    return is_new


def _merged(project: Project, newest: Goal, said: Said, base: int) -> Said:
    """Both changes, where they are in different parts. Without a base everything that differs is a conflict."""
    begun = project.goals.filter(number=base).first()
    theirs, mine = asdict(Said.of(newest)), asdict(said)
    before: Mapping[str, object] = asdict(Said.of(begun)) if begun else {}
    kept = {name for name, value in theirs.items() if begun and mine[name] == before[name]}
    merged = replace(said, **{name: theirs[name] for name in kept})
    mine = asdict(merged)
    clash = [
        name for name, value in theirs.items() if mine[name] != value and (not begun or value != before[name])
    ]
    if clash:
        raise ChangedMeanwhile(newest, merged, clash)
    return merged


def _checked(project: Project, said: Said, note: str) -> Said:
    said = replace(said, purpose=_words(said.purpose), stop_rule=_words(said.stop_rule))
    for name, text in (("purpose", said.purpose), ("stop_rule", said.stop_rule)):
        _check_words(name, text)
    if len(note) > LONGEST_NOTE or "\0" in note:
        raise Invalid(_("Say why in at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")
    _check_targets(said)
    if not project.memberships.filter(user=said.owner, ended_at=None).exists():
        raise Invalid(_("The goal's owner must be a member of this project."), field="owner")
    return said


def _words(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _check_words(name: str, text: str) -> None:
    if not text:
        raise Invalid(
            _("Say what the project is for and when to stop: both are needed before labels cost money."),
            field=name,
        )
    if len(text) > LONGEST or "\0" in text:
        raise Invalid(
            _("Each part has at most %(most)s characters, and no NUL among them.") % {"most": LONGEST},
            field=name,
        )


def _check_targets(said: Said) -> None:
    if said.measure not in Goal.Measure.values:
        raise Invalid(
            _("“%(value)s” measures nothing here. Choose one of: %(allowed)s.")
            % {"value": said.measure, "allowed": ", ".join(Goal.Measure.values)},
            field="measure",
        )
    if getattr(said, said.measure) is None:
        raise Invalid(
            _(
                "Give the measure that stands for success a target: without one nobody can say when it is met."
            ),
            field=said.measure,
        )
    if said.documents is not None and not 1 <= said.documents <= MOST_DOCUMENTS:
        raise Invalid(
            _("A target of documents is a whole number from 1 to %(most)s.") % {"most": MOST_DOCUMENTS},
            field="documents",
        )
    for name in ("agreement", "model"):
        value = getattr(said, name)
        if value is not None and not 0 < value < 1:  # also refuses what is no number
            raise Invalid(_("A target lies above 0 and below 1, as 0.75 does."), field=name)


def _event(goal: Goal, by: User, kind: str) -> None:
    Event.objects.create(
        project_id=goal.project_id, actor=by, kind=kind, detail={"goal": goal.id, "number": goal.number}
    )
