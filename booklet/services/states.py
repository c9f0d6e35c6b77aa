"""Which states of good practice has a project's booklet reached? Few queries, none grows with the documents."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from annotate.models import Project, Question
from annotate.ports import State
from annotate.roles import Role
from booklet.models import Example, MindMap, Page
from booklet.services.goals import goal_of
from booklet.services.tree import labels_without_page

WRITERS = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)
TRAINERS = (Role.SUPERVISOR, Role.OWNER)
WANTED = {Example.Kind.COUNTS: 3, Example.Kind.DOES_NOT: 3, Example.Kind.BORDERLINE: 1}


def states_of(project: Project) -> Sequence[State]:
    goal = goal_of(project)
    signed = goal is not None and goal.sign_offs.filter(member=goal.owner_id).exists()
    owner = (goal.owner_id,) if goal else ()
    return [
        State("goal", goal is not None, "", "booklet:goal-edit", "", (Role.OWNER,)),
        State("signed", signed, "", "booklet:goal", "", tuple(Role), owner),
        _pages(project),
        _examples(project),
        *_training(project),
        _decisions(project),
        _maps(project),
    ]


def _pages(project: Project) -> State:
    missing = [label for _question, labels in labels_without_page(project) for label in labels]
    told = (
        _("%(count)s labels without: %(names)s")
        % {"count": len(missing), "names": ", ".join(label.name for label in missing[:3])}
        if missing
        else ""
    )
    return State("label pages", not missing, told, "booklet:index", "", WRITERS)


def _examples(project: Project) -> State:
    """Three that count, three that do not and a borderline one on the page of every label of a choice."""
    kinds = (Question.Kind.CHOICE, Question.Kind.CHOICES)
    pages = Page.objects.living().filter(
        project=project,
        label__retired_at=None,
        label__question__retired_at=None,
        label__question__kind__in=kinds,
    )
    holds = Q(examples__replaced_at=None, examples__retired_at=None)
    counted = pages.order_by().annotate(
        **{kind.value: Count("examples", filter=holds & Q(examples__kind=kind)) for kind in WANTED}
    )
    short = sum(
        any(row[kind.value] < least for kind, least in WANTED.items())
        for row in counted.values(*[kind.value for kind in WANTED])
    )
    told = _("%(count)s labels have fewer than three that count, three that do not and a borderline one") % {
        "count": short
    }
    return State("examples", not short, told if short else "", "booklet:examples", "", WRITERS)


def _training(project: Project) -> list[State]:
    waiting = []
    if project.trains:
        members = project.memberships.filter(ended_at=None, trained_at=None, roles__contains=[Role.ANNOTATOR])
        waiting = list(members.order_by().values_list("user", flat=True))
    has = State("training", project.trains, "", "booklet:training", "", TRAINERS)
    passed = not waiting if project.trains else None
    return [has, State("trained", passed, "", "booklet:training", "", (Role.ANNOTATOR,), tuple(waiting))]


def _decisions(project: Project) -> State:
    counts = project.decisions.order_by().aggregate(all=Count("id"), linked=Count("page"))
    told = _("%(linked)s of %(all)s name a page") % counts if counts["all"] else ""
    is_met = counts["all"] > 0 and counts["linked"] == counts["all"]
    return State("decisions", is_met, told, "booklet:decisions", "", WRITERS)


def _maps(project: Project) -> State:
    saved = set(project.maps.exclude(current=None).values_list("kind", flat=True))
    return State("maps", saved == set(MindMap.Kind.values), "", "booklet:index", "", WRITERS)
