"""A mind map is a list of nodes, each below its parent; siblings stand in the order of the list. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

ROOT = "root"

Link = tuple[str, int]  # a kind such as "label", and which one


@dataclass(frozen=True)
class Node:
    """One thought. `id` is made once, by whoever adds the node, and never changes; only the root has no parent."""

    id: str
    parent: str
    text: str
    links: tuple[Link, ...] = ()

    def as_json(self) -> dict[str, Any]:
        links = [{"kind": kind, "id": target} for kind, target in self.links]
        return {"id": self.id, "parent": self.parent, "text": self.text, "links": links}


class Broken(ValueError):
    """The nodes are no tree: `reason` is one of “root”, “twice”, “parent”, “circle”."""

    def __init__(self, reason: str, node: str = "") -> None:
        super().__init__(f"{reason}: {node}")
        self.reason = reason
        self.node = node


@dataclass(frozen=True)
class Tree:
    """The nodes by id, and the children of each in their order."""

    nodes: Mapping[str, Node]
    below: Mapping[str, Sequence[str]]

    @property
    def root(self) -> Node:
        return self.nodes[ROOT]

    def walk(self, start: str = ROOT) -> Iterator[tuple[Node, int]]:
        """Each node with how deep it stands, parents before children and siblings in their order. No recursion."""
        waiting = [(start, 0)]
        while waiting:
            one, depth = waiting.pop()
            yield self.nodes[one], depth
            waiting += [(child, depth + 1) for child in reversed(self.below.get(one, ()))]

    def flat(self) -> list[Node]:
        """As a map is kept: parents before their children."""
        return [node for node, _depth in self.walk()]

    def cut(self, levels: int) -> "Tree":
        """Without what stands deeper than so many levels below the root."""
        kept = {node.id: node for node, depth in self.walk() if depth <= levels}
        return Tree(kept, {one: below for one, below in self.below.items() if below and below[0] in kept})


def tree_of(nodes: Iterable[Node]) -> Tree:
    """The tree of a list of nodes. Raises Broken.

    Examples
    --------
    >>> tree = tree_of([Node("root", "", "Calls"), Node("a", "root", "Need")])
    >>> [(node.text, depth) for node, depth in tree.walk()]
    [('Calls', 0), ('Need', 1)]
    """
    by_id: dict[str, Node] = {}
    below: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        if node.id in by_id:
            raise Broken("twice", node.id)
        by_id[node.id] = node
        if node.id != ROOT:
            below[node.parent].append(node.id)
    if ROOT not in by_id or by_id[ROOT].parent:
        raise Broken("root")
    lost = [children[0] for parent, children in below.items() if parent not in by_id]
    if lost:
        raise Broken("parent", lost[0])
    tree = Tree(by_id, dict(below))
    unreached = by_id.keys() - {node.id for node, _depth in tree.walk()}
    if unreached:
        raise Broken("circle", min(unreached))
    return tree


def without_links(tree: Tree, kind: str, targets: Collection[int] | None = None) -> Tree:
    """The same map without the links of this kind, or only without those to these `targets`."""
    nodes = {
        one: replace(
            node,
            links=tuple(
                link
                for link in node.links
                if link[0] != kind or (targets is not None and link[1] not in targets)
            ),
        )
        for one, node in tree.nodes.items()
    }
    return Tree(nodes, tree.below)


def linked(tree: Tree, kind: str) -> set[int]:
    """What of this kind the map links to."""
    return {target for node in tree.nodes.values() for one, target in node.links if one == kind}


def unlabelled(tree: Tree) -> list[Node]:
    """Ends of branches on whose way from the root nothing is linked to a label: concepts without one.

    Examples
    --------
    >>> need, late, dear = Node("a", "root", "Need", (("label", 4),)), Node("b", "a", "late"), Node("c", "root", "dear")
    >>> [node.text for node in unlabelled(tree_of([Node("root", "", "Calls"), need, late, dear]))]
    ['dear']
    """
    has_label: dict[str, bool] = {}
    found = []
    for node, _depth in tree.walk():
        own = any(kind == "label" for kind, _target in node.links)
        has_label[node.id] = own or has_label.get(node.parent, False)
        if node.id != ROOT and not has_label[node.id] and not tree.below.get(node.id):
            found.append(node)
    return found
