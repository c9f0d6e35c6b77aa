"""A map as a Markdown outline, for export, search and to see what a revision changed. Pure."""

import re
from collections.abc import Mapping

from booklet.maps.nodes import ROOT, Link, Tree

SPECIAL = re.compile(r"([\\`*_\[\]<>#|&~{}])")
MARK = re.compile(r"^(\d+)([.)])|^([-+=])")  # what would begin a list or underline a heading


def outline(tree: Tree, names: Mapping[Link, str]) -> str:
    """The root as a heading, each other node as a list entry with the names of what it is linked to.

    Examples
    --------
    >>> from booklet.maps.nodes import Node, tree_of
    >>> calls = [Node("root", "", "Calls"), Node("a", "root", "Need *now*", (("label", 4),))]
    >>> outline(tree_of(calls), {("label", 4): "Need"})
    '# Calls\\n\\n* Need \\\\*now\\\\* (label: Need)\\n'
    """
    lines = [f"# {escaped(tree.root.text)}", ""]
    for node, depth in tree.walk():
        if node.id != ROOT:
            links = "".join(
                f" ({kind}: {escaped(names[kind, target])})"
                for kind, target in node.links
                if (kind, target) in names
            )
            lines.append(f"{'  ' * (depth - 1)}* {escaped(node.text)}{links}")
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it stands.

    >>> escaped("1. <b>x</b>")
    '1\\\\. \\\\<b\\\\>x\\\\</b\\\\>'
    """
    plain = SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return MARK.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", plain)
