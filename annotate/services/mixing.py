"""Which share of the documents each stream serves: set by a person, or by what the comparison of the arms shows."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Project, Stream, User
from annotate.problems import Invalid
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.projects import change_project, lock_project


def mix_of(project: Project) -> dict[Stream, int]:
    """The shares in percent as they hold now, of every stream."""
    return {stream: round(float(project.mix.get(stream, share))) for stream, share in DEFAULT_MIX.items()}


def set_mix(project: Project, by: User, mix: Mapping[str, int]) -> None:
    """These shares hold from now on, whatever a comparison shows. Raises Invalid."""
    if set(mix) != set(DEFAULT_MIX):
        raise Invalid(_("Say a share for each of these: %(streams)s.") % {"streams": ", ".join(DEFAULT_MIX)})
    if any(not 0 <= share <= 100 for share in mix.values()) or sum(mix.values()) != 100:
        raise Invalid(
            _("The shares are percentages that add up to 100; yours add up to %(sum)s.")
            % {"sum": sum(mix.values())}
        )
    change_project(project, by, mix=dict(mix), mix_is_set=True)


def let_comparison_set_mix(project: Project, by: User) -> None:
    """What a person set is over: the shares are those of the last verdict, or the first ones until there is one."""
    change_project(project, by, mix={}, mix_is_set=False)


@transaction.atomic
def follow(project: Project, mix: Mapping[str, int], because: str) -> bool:
    """Let the shares be those of a verdict, unless a person has set them. Is anything different now?"""
    project = lock_project(project)
    if project.mix_is_set or mix_of(project) == dict(mix):
        return False
    project.mix = dict(mix)
    project.save(update_fields=["mix"])
    Event.objects.create(project=project, kind="mix follows verdict", detail={"verdict": because})
    return True
