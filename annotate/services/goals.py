"""How many documents a person is to answer a day and in all, as agreed with them."""

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, User
from annotate.problems import Invalid
from annotate.roles import Role

LARGEST_GOAL = 1_000_000


@transaction.atomic
def set_goal(membership: Membership, a_day: int | None, in_all: int | None, by: User) -> bool:
    """Set what this annotator is to reach; None sets none. Did that change anything? Raises Invalid."""
    if membership.ended_at or not membership.has(Role.ANNOTATOR):
        raise Invalid(_("%(name)s does not annotate in this project.") % {"name": membership.user})
    for goal, field in ((a_day, "a_day"), (in_all, "in_all")):
        if goal is not None and not 1 <= goal <= LARGEST_GOAL:
            raise Invalid(
                _("A goal is a whole number of documents from 1 to %(most)s, or nothing.")
                % {"most": LARGEST_GOAL},
                field=field,
            )
    if (membership.goal_a_day, membership.goal_in_all) == (a_day, in_all):
        return False
    membership.goal_a_day, membership.goal_in_all = a_day, in_all
    membership.save(update_fields=["goal_a_day", "goal_in_all"])
    Event.objects.create(
        project_id=membership.project_id,
        actor=by,
        kind="goal set",
        detail={"user": membership.user_id, "a_day": a_day, "in_all": in_all},
    )
    return True
