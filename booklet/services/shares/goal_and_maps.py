"""The sections of a share that say what the project is for: its goal, and the maps of its data."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from annotate.models import Project
from booklet.models import MindMap, Share
from booklet.ports import Context, ShareSection
from booklet.services.goals import goal_of
from booklet.services.maps import drawings_of


def _show_goal(share: Share, _chosen: Sequence[str]) -> Context | None:
    goal = goal_of(share.project)
    return {"goal": goal} if goal else None


def _show_maps(share: Share, chosen: Sequence[str]) -> Context | None:
    drawings = drawings_of(share.project, chosen)
    shown = [(MindMap.Kind(kind).label, drawings[kind]) for kind in chosen if kind in drawings]
    return {"maps": shown} if shown else None


def _maps_of(project: Project) -> list[tuple[str, str | Promise]]:
    saved = set(project.maps.exclude(current=None).values_list("kind", flat=True))
    return [(kind.value, kind.label) for kind in MindMap.Kind if kind in saved]


GOAL = ShareSection(
    "goal",
    _("Goal"),
    _(
        "What the project is for, its measure and targets, the deadline, the stop rule, and who owns the goal."
    ),
    "booklet/_shared_goal.html",
    _show_goal,
    place=10,
)
MAPS = ShareSection(
    "maps",
    _("Maps"),
    _("The maps you choose, as pictures. Of a large one the first levels; links in them lead nowhere."),
    "booklet/_shared_maps.html",
    _show_maps,
    _maps_of,
    place=15,
)
