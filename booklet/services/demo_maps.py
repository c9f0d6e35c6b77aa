"""The demo's two maps, as its expert drew them: indented lines, each with the labels and pages it is linked to."""

from pathlib import Path
from typing import Any

from annotate.models import Membership, Project, User
from booklet.maps.nodes import ROOT
from booklet.services.maps import save_map

DRAWN = Path(__file__).resolve().parent.parent / "demo" / "maps.md"


def add_maps(project: Project, by: User, targets: dict[str, dict[str, int]]) -> None:
    """`targets` are ids by the name that the file uses, for each kind."""
    membership = Membership.objects.select_related("project").get(project=project, user=by)
    for part in DRAWN.read_text("utf-8").split("%% ")[1:]:
        kind, *lines = part.rstrip().split("\n")
        save_map(membership, kind.strip(), _nodes(lines, targets), 0)


def _nodes(lines: list[str], targets: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    above: list[str] = []
    nodes = []
    for number, line in enumerate(lines):
        depth = (len(line) - len(line.lstrip())) // 2
        one = f"n{number}" if depth else ROOT
        text, *links = (part.strip() for part in line.split(" | "))
        named = [link.split(": ", 1) for link in links]
        above = [*above[:depth], one]
        nodes.append(
            {
                "id": one,
                "parent": above[depth - 1] if depth else "",
                "text": text,
                "links": [{"kind": kind, "id": targets[kind][name]} for kind, name in named],
            }
        )
    return nodes
