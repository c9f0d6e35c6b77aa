"""Two people changed one map: both changes, node by node; both shown, where they changed the same of one node.

A node is text, place and links. Each is merged by itself, after the rule of three: what only one side changed holds.
Nothing typed is lost: a node that one removed and the other changed stays, and whoever merges is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from booklet.maps.nodes import ROOT, Link, Node, Tree, tree_of


@dataclass(frozen=True)
class Overlap:
    """What both changed of one node. `kind` is “text”, “place” or “removed”; the merged map holds the other side.

    For a place `mine` and `theirs` are ids of parents; for a removal the side that removed it is empty.
    """

    node: str
    kind: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """The map with both changes. Where they overlap it holds theirs, and `overlaps` what mine was."""

    tree: Tree
    overlaps: tuple[Overlap, ...]


def merge(base: Tree, mine: Tree, theirs: Tree) -> Merged:
    """What the map becomes when both changes are kept.

    Parameters
    ----------
    base : Tree
        The map both began with.
    mine, theirs : Tree
        What each made of it. The same id in two of them is the same node.

    Examples
    --------
    >>> root, need = Node("root", "", "Calls"), Node("a", "root", "Need")
    >>> mine, theirs = Node("a", "root", "Needs"), Node("b", "root", "Budget")
    >>> merged = merge(tree_of([root, need]), tree_of([root, mine]), tree_of([root, need, theirs]))
    >>> [node.text for node in merged.tree.flat()], merged.overlaps
    (['Calls', 'Needs', 'Budget'], ())
    """
    nodes: dict[str, Node] = {}
    overlaps: list[Overlap] = []
    staying = [one for one in {**theirs.nodes, **mine.nodes} if _stays(one, base, mine, theirs)]
    _take(staying, nodes, overlaps, (base, mine, theirs))
    while circle := _circle(nodes):
        overlaps.append(_opened(circle, nodes, theirs))
        _take([nodes[overlaps[-1].node].parent], nodes, overlaps, (base, mine, theirs))
    placed = [nodes[one] for one in _order(base, mine, theirs) if one in nodes]
    return Merged(tree_of(placed), tuple(overlaps))


def _take(
    wanted: Iterable[str], nodes: dict[str, Node], overlaps: list[Overlap], sides: tuple[Tree, Tree, Tree]
) -> None:
    """Put these into the merged map, and all they stand below."""
    waiting = list(wanted)
    while waiting:
        one = waiting.pop()
        if one and one not in nodes:
            nodes[one], disputed = _node(one, *(side.nodes.get(one) for side in sides))
            overlaps += disputed
            waiting.append(nodes[one].parent)


def _stays(one: str, base: Tree, mine: Tree, theirs: Tree) -> bool:
    was, ours, others = base.nodes.get(one), mine.nodes.get(one), theirs.nodes.get(one)
    if was is None or (ours and others):
        return True
    return (ours or others) != was


def _node(one: str, was: Node | None, ours: Node | None, others: Node | None) -> tuple[Node, list[Overlap]]:
    """Its text, place and links, and what of these is disputed. A node of one side only is that side's."""
    if ours is None or others is None:
        return _one_sided(one, was is not None, ours, others)
    text, is_text_disputed = _chosen(was and was.text, ours.text, others.text)
    parent, is_place_disputed = _chosen(was and was.parent, ours.parent, others.parent)
    disputed = [Overlap(one, "text", ours.text, others.text)] if is_text_disputed else []
    disputed += [Overlap(one, "place", ours.parent, others.parent)] if is_place_disputed else []
    return Node(one, parent, text, _links(was.links if was else (), ours.links, others.links)), disputed


def _one_sided(
    one: str, is_removed: bool, ours: Node | None, others: Node | None
) -> tuple[Node, list[Overlap]]:
    """The node as the side has it that has it: new there, or removed by the other."""
    texts = [side.text if side else "" for side in (ours, others)]
    overlaps = [Overlap(one, "removed", *texts)] if is_removed else []
    return ours or others or Node(one, ROOT, ""), overlaps


def _chosen(was: str | None, mine: str, theirs: str) -> tuple[str, bool]:
    """What holds, and whether both wanted something else of it."""
    if theirs == was:
        return mine, False
    return theirs, mine not in (was, theirs)


def _links(was: Sequence[Link], mine: Sequence[Link], theirs: Sequence[Link]) -> tuple[Link, ...]:
    """Theirs and what I added, without what either took away."""
    gone = {link for link in was if link not in mine or link not in theirs}
    return tuple(link for link in dict.fromkeys([*theirs, *mine]) if link not in gone)


def _opened(circle: list[str], nodes: dict[str, Node], theirs: Tree) -> Overlap:
    """Two moves can close a circle, which neither side has: what I moved in it goes back to where they have it."""
    moved = (one for one in circle if one in theirs.nodes and theirs.nodes[one].parent != nodes[one].parent)
    one = next(moved)
    overlap = Overlap(one, "place", nodes[one].parent, theirs.nodes[one].parent)
    nodes[one] = replace(nodes[one], parent=overlap.theirs)
    return overlap


def _circle(nodes: dict[str, Node]) -> list[str]:
    """The nodes of a circle, or none."""
    safe = {ROOT}
    for start in nodes:
        path: dict[str, None] = {}
        one = start
        while one not in safe:
            if one in path:
                names = list(path)
                return names[names.index(one) :]
            path[one] = None
            one = nodes[one].parent
        safe |= path.keys()
    return []


def _order(base: Tree, mine: Tree, theirs: Tree) -> list[str]:
    """All nodes in a row: mine, if only I changed an order, else theirs; the other side's after what they followed."""
    first, second = (theirs, mine) if _has_reordered(base, theirs) else (mine, theirs)
    row = [node.id for node in first.flat()]
    there = set(row)
    more: dict[str, list[str]] = {}
    previous = ""
    for node in second.flat():
        if node.id in there:
            previous = node.id
        else:
            more.setdefault(previous, []).append(node.id)
    return [one for place in ["", *row] for one in ([place] if place else []) + more.get(place, [])]


def _has_reordered(base: Tree, side: Tree) -> bool:
    """Do nodes that both have under the same parent stand in another order?"""
    for parent, children in base.below.items():
        now = side.below.get(parent, ())
        before = [one for one in children if _stands(side, one, parent)]
        if before != [one for one in now if _stands(base, one, parent)]:
            return True
    return False


def _stands(tree: Tree, one: str, parent: str) -> bool:
    return one in tree.nodes and tree.nodes[one].parent == parent
