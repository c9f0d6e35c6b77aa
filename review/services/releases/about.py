"""What a project says of itself and of its quality, for the data statement of a release."""

from dataclasses import dataclass, field

from annotate.models import Membership, Project, Question
from booklet.services.goals import goal_of
from review.models import SpotCheck
from review.services.comparing import KINDS, compare
from review.services.comparison import Measured
from review.services.releases.wishes import Labels, Wish, questions_of

MOST_IMPORTS = 20


@dataclass(frozen=True)
class Agreed:
    """How far people agree on a question: the coefficient that stands for it, and each label against the rest."""

    question: str
    headline: Measured | None  # None: its kind has no coefficient
    labels: list[tuple[str, Measured]] = field(default_factory=list)


@dataclass(frozen=True)
class About:
    """Read in one view of the database."""

    name: str
    description: str
    purpose: str
    takes_variation: bool
    imports: list[str]
    questions: list[tuple[str, str, int]]  # name, kind in words, id
    left_out: list[str]
    agreed: list[Agreed]
    checks: list[SpotCheck]
    roles: dict[str, int]
    phases: dict[int, str]
    schema: int | None
    guideline: int

    @classmethod
    def now(cls, project: Project, wish: Wish) -> "About":
        goal = goal_of(project)
        questions = list(questions_of(project).select_related("project__schema"))
        released = [one for one in questions if wish.source(one.id) != Labels.NONE]
        return cls(
            project.name,
            project.description,
            goal.purpose if goal else "",
            project.takes_variation,
            list(project.batches.order_by("id").values_list("name", flat=True)[:MOST_IMPORTS]),
            [(one.name, str(one.get_kind_display()), one.id) for one in released],
            [one.name for one in questions if one not in released and not one.retired_at],
            [_agreed(one) for one in released],
            list(_decided_checks(project)),
            _roles(project),
            dict(project.phases.values_list("id", "name")),
            project.schema.number if project.schema else None,
            project.guideline_version,
        )


def _agreed(question: Question) -> Agreed:
    if question.kind not in KINDS:
        return Agreed(question.name, None)
    comparison = compare(question)
    return Agreed(
        question.name,
        comparison.headline,
        [(one.label.name, one.measured) for one in comparison.labels],
    )


def _decided_checks(project: Project) -> list[SpotCheck]:
    return (
        SpotCheck.objects.light()
        .filter(project=project)
        .exclude(outcome="")
        .select_related("question")
        .order_by("id")
    )


def _roles(project: Project) -> dict[str, int]:
    counts: dict[str, int] = {}
    for roles in Membership.objects.filter(project=project).values_list("roles", flat=True):
        for role in roles:
            counts[role] = counts.get(role, 0) + 1
    return counts
