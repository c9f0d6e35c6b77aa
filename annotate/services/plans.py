"""To whom documents are to go, and whether they can: people by weight, how many answers, how much room."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotate.models import Project, User
from annotate.models.sharing import LARGEST_WEIGHT
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.work import LONGEST_NOTE

MOST_AT_ONCE = 200  # documents in one transaction


@dataclass(frozen=True)
class Plan:
    """To whom documents go: people by weight, how many of them each document, and what they are told."""

    people: Mapping[int, int]  # user id -> weight
    answers: int = 1
    raises_wants: bool = False  # lets a document want more answers where all slots are taken
    note: str = ""
    room: Mapping[int, int] | None = None  # user id -> how many more at most; none: as many as come
    rule_id: int | None = None  # the standing rule it follows, for the documents' history


def assignable_people(project: Project) -> QuerySet[User]:
    """Those who annotate in this project now; a shut account annotates nowhere."""
    return User.objects.filter(
        is_active=True,
        memberships__project=project,
        memberships__ended_at=None,
        memberships__roles__contains=[Role.ANNOTATOR],
    ).order_by("name", "id")


def check_plan(project: Project, plan: Plan) -> None:
    """Raises Invalid where the plan names a stranger or a number that makes no sense."""
    people = set(assignable_people(project).values_list("id", flat=True))
    if not plan.people:
        raise Invalid(_("Choose at least one person."), field="people")
    if strangers := plan.people.keys() - people:
        raise Invalid(
            _("Person %(id)s does not annotate in this project.") % {"id": min(strangers)}, field="people"
        )
    if not all(1 <= weight <= LARGEST_WEIGHT for weight in plan.people.values()):
        raise Invalid(
            _("A share is a whole number from 1 to %(most)s.") % {"most": LARGEST_WEIGHT}, field="people"
        )
    if not 1 <= plan.answers <= len(plan.people):
        raise Invalid(
            _("%(answers)s people a document are asked for, but %(people)s are chosen.")
            % {"answers": plan.answers, "people": len(plan.people)},
            field="answers",
        )
    if len(plan.note) > LONGEST_NOTE:
        raise Invalid(_("A note has at most %(most)s characters.") % {"most": LONGEST_NOTE}, field="note")
