"""From where on is agreement good enough here? What an owner chose for the project, with the reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, Project
from annotate.problems import Invalid
from review.agreement import Thresholds
from review.models import ProjectThresholds

LONGEST_REASON = 1_000


def chosen_for(project: Project) -> ProjectThresholds | None:
    return ProjectThresholds.objects.select_related("set_by").filter(project=project).first()


def thresholds_of(project: Project) -> Thresholds:
    """Krippendorff's, unless an owner chose others."""
    chosen = ProjectThresholds.objects.filter(project=project).values("reliable", "tentative").first()
    return Thresholds(**chosen) if chosen else Thresholds()


@transaction.atomic
def choose_thresholds(membership: Membership, tentative: float, reliable: float, reason: str) -> None:
    """Figures are read by these from now on; those that were told earlier stay told. Raises Invalid."""
    reason = reason.strip()
    if not 0 < tentative <= reliable <= 1:
        raise Invalid(
            _(
                "The thresholds must lie above 0 and up to 1, the one for careful conclusions not above the one to "
                "rely on: not %(tentative)s and %(reliable)s."
            )
            % {"tentative": tentative, "reliable": reliable},
            field="tentative",
        )
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            _("Say in 1 to %(most)s characters why these thresholds are right here.")
            % {"most": LONGEST_REASON},
            field="reason",
        )
    chosen = {"tentative": tentative, "reliable": reliable}
    ProjectThresholds.objects.update_or_create(
        project=membership.project,
        defaults=chosen | {"reason": reason, "set_by": membership.user, "set_at": timezone.now()},
    )
    _note(membership, chosen)


@transaction.atomic
def choose_usual(membership: Membership) -> None:
    """Back to Krippendorff's."""
    if ProjectThresholds.objects.filter(project=membership.project).delete()[0]:
        _note(membership, {})


def _note(membership: Membership, chosen: dict[str, float]) -> None:
    Event.objects.create(
        project=membership.project, actor=membership.user, kind="thresholds set", detail=chosen
    )
