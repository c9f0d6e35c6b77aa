"""Maps: read, saved, restored. Each save is a revision, and none overwrites an unseen one: booklet/maps/merging.py."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Membership, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services.projects import lock_project
from booklet.maps.drawing import drawing
from booklet.maps.merging import Merged, merge
from booklet.maps.nodes import ROOT, Broken, Node, Tree, tree_of
from booklet.maps.outline import outline
from booklet.models import MapRevision, MindMap
from booklet.services.map_links import links_of, targets_of
from booklet.services.pages import saved_meanwhile

MOST_NODES = 3_000
LONGEST_NODE = 300
MOST_DEEP = 40
MOST_IN_A_PAGE = 150  # of a map shown in a page; more, and only its first levels are
LEVELS_IN_A_PAGE = 2
MOST_LINKS = 20  # of a node
ID = re.compile(r"[a-z0-9-]{1,40}")


class Overlapping(Conflict):
    """Somebody else saved meanwhile, and both changed the same of one node: nothing was written, both are shown."""

    kind = "overlap"

    def __init__(self, newest: MapRevision, merged: Merged) -> None:
        sentence = _(
            "%(name)s saved revision %(number)s meanwhile, and you both changed the same nodes. Nothing is lost: "
            "choose for each what holds, and save again."
        )
        super().__init__(
            sentence % {"name": newest.author.name, "number": newest.number},
            number=newest.number,
            nodes=as_json(merged.tree),
            overlaps=[vars(overlap) for overlap in merged.overlaps],
        )


def map_of(project: Project, kind: str) -> MindMap | None:
    """The map with its current revision at hand; None before it was first saved."""
    return project.maps.select_related("current__author").filter(kind=kind).first()


def tree_at(project: Project, revision: MapRevision | None) -> Tree:
    """What a revision holds; before the first one, a root with the project's name."""
    if revision is None:
        return tree_of([Node(ROOT, "", project.name)])
    return tree_of(_read(revision.nodes))


def drawings_of(project: Project, kinds: Collection[str]) -> dict[str, str]:
    """Those of these maps that somebody has saved, as safe SVG; of a large one the first levels."""
    if not kinds:
        return {}
    found = project.maps.select_related("current").filter(kind__in=kinds, current__isnull=False)
    trees = {one.kind: tree_at(project, one.current) for one in found}
    return {
        kind: drawing(tree if len(tree.nodes) <= MOST_IN_A_PAGE else tree.cut(LEVELS_IN_A_PAGE))
        for kind, tree in trees.items()
    }


def map_files(project: Project) -> dict[str, bytes]:
    """Each map that somebody has saved, as a picture and as an outline."""
    names = Membership(project=project)  # nobody's: what is linked to is called the same for all
    files = {}
    for one in project.maps.select_related("current").filter(current__isnull=False):
        tree = tree_at(project, one.current)
        files[f"map-{one.kind}.svg"] = drawing(tree).encode()
        files[f"map-{one.kind}.md"] = outline_of(names, tree).encode()
    return files


def outline_of(membership: Membership, tree: Tree) -> str:
    targets = targets_of(membership, links_of(tree))
    return outline(tree, {link: target.name for link, target in targets.items()})


def as_json(tree: Tree) -> list[dict[str, Any]]:
    return [node.as_json() for node in tree.flat()]


@transaction.atomic
def save_map(membership: Membership, kind: str, nodes: object, base: int, **more: Any) -> MapRevision:
    """The next revision. Changes of two editors are merged node by node. Raises Invalid or Overlapping."""
    project = lock_project(membership.project)
    tree = _checked(nodes)
    found, _is_new = MindMap.objects.get_or_create(project=project, kind=kind)
    newest = found.current
    earlier = found.revisions.filter(number=base).first() if base else None
    if base and earlier is None:
        raise Invalid(_("This map has no revision %(number)s.") % {"number": base}, field="base")
    before = tree_at(project, earlier)
    _check_links(membership, tree, before)
    if newest and newest != earlier:
        merged = merge(before, tree, tree_at(project, newest))
        if merged.overlaps:
            raise Overlapping(newest, merged)
        tree = merged.tree
        _check_size(tree)
    if newest and as_json(tree) == newest.nodes:
        return newest
    return _append(found, tree, membership.user, base=base, **more)


@transaction.atomic
def restore_map(membership: Membership, kind: str, number: int, base: int) -> MapRevision:
    """Let the map hold again what an earlier revision held: as a new one. `base` is the newest that was seen.

    Raises Invalid or Conflict.
    """
    project = lock_project(membership.project)
    found = map_of(project, kind)
    earlier = found.revisions.filter(number=number).first() if found else None
    if found is None or found.current is None or earlier is None:
        raise Invalid(_("This map has no revision %(number)s.") % {"number": number})
    if found.current.number != base:
        raise saved_meanwhile(found.current)
    return _append(found, tree_at(project, earlier), membership.user, base=base, restores=number)


def _append(found: MindMap, tree: Tree, by: User, **more: Any) -> MapRevision:
    number = (found.current.number if found.current else 0) + 1
    found.current = MapRevision.objects.create(
        map=found, number=number, nodes=as_json(tree), author=by, **more
    )
    found.save(update_fields=["current"])
    detail = {"map": found.kind, "revision": number}
    Event.objects.create(project_id=found.project_id, actor=by, kind="map saved", detail=detail)
    return found.current


def _read(nodes: Iterable[dict[str, Any]]) -> Iterable[Node]:
    for node in nodes:
        links = tuple((link["kind"], link["id"]) for link in node["links"])
        yield Node(node["id"], node["parent"], node["text"], links)


def _checked(nodes: object) -> Tree:
    """The tree somebody sent. Raises Invalid."""
    if not isinstance(nodes, list):
        raise Invalid(_("“nodes” must be a list."), field="nodes")
    if len(nodes) > MOST_NODES:
        raise _too_many(len(nodes))
    try:
        tree = tree_of([_checked_node(node) for node in nodes])
    except Broken as broken:
        raise Invalid(
            _(
                "These nodes are no map (%(reason)s: “%(node)s”): each stands below one other, and all below “root”."
            )
            % {"reason": broken.reason, "node": broken.node},
            field="nodes",
        ) from broken
    _check_size(tree)
    return tree


def _too_many(count: int) -> Invalid:
    return Invalid(
        _(
            "A map has at most %(most)s nodes; this one has %(count)s. Keep a part of it as a page of the booklet."
        )
        % {"most": MOST_NODES, "count": count},
        field="nodes",
    )


def _check_size(tree: Tree) -> None:
    if len(tree.nodes) > MOST_NODES:
        raise _too_many(len(tree.nodes))
    if max(depth for _node, depth in tree.walk()) > MOST_DEEP:
        raise Invalid(_("Nodes of a map nest at most %(most)s deep.") % {"most": MOST_DEEP}, field="nodes")


def _checked_node(node: object) -> Node:
    if not isinstance(node, dict):
        raise Invalid(_("A node must be an object with id, parent, text and links."), field="nodes")
    one, parent, text = (node.get(name) for name in ("id", "parent", "text"))
    if not (isinstance(one, str) and ID.fullmatch(one) and isinstance(parent, str) and isinstance(text, str)):
        raise Invalid(_("A node must be an object with id, parent, text and links."), field="nodes")
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_NODE:
        raise Invalid(
            _("A node has 1 to %(most)s characters; “%(text)s” has %(count)s.")
            % {"most": LONGEST_NODE, "text": text[:40], "count": len(text)},
            field=one,
        )
    return Node(one, parent, text, _checked_links(node.get("links", []), text))


def _checked_links(links: object, text: str) -> tuple[tuple[str, int], ...]:
    if not isinstance(links, list) or not all(map(_is_link, links)):
        raise Invalid(_("The links of a node must be a list of objects with kind and id."), field="links")
    if len(links) > MOST_LINKS:
        raise Invalid(
            _("A node has at most %(most)s links; “%(text)s” has %(count)s.")
            % {"most": MOST_LINKS, "text": text[:40], "count": len(links)},
            field="links",
        )
    return tuple(dict.fromkeys((link["kind"], link["id"]) for link in links))


def _is_link(link: object) -> bool:
    if not isinstance(link, dict) or not isinstance(link.get("kind"), str):
        return False
    return type(link.get("id")) is int and 0 < link["id"] < 2**63


def _check_links(membership: Membership, tree: Tree, before: Tree) -> None:
    """What is new must be there to be linked to; what was linked to and has gone since may stay."""
    new = links_of(tree) - links_of(before)
    missing = new - targets_of(membership, new).keys()
    if missing:
        kind, target = min(missing)
        raise Invalid(
            _("This project has no %(kind)s %(id)s that a node can be linked to. Choose another.")
            % {"kind": kind, "id": target},
            field="links",
        )
