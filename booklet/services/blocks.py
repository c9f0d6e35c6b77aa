"""Live blocks of a page, read anew each time it is shown: a label, decision, example, map, what an interview found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from annotate.models import Label, Membership, Project
from booklet.models import Decision, Page
from booklet.services.interviews.findings import Findings, findings_of
from booklet.services.maps import drawings_of
from booklet.services.scheme.labels import followers_of
from booklet.services.showing import SEE_ALL, Seen, seen_by
from booklet.text.markdown import Live

MOST_SCHEMAS = 100  # the newest, looked through for a name that no label has any more


@dataclass(frozen=True)
class Part:
    """One piece of a page: safe HTML, or a block with what it shows."""

    html: str = ""
    kind: str = ""
    name: str = ""
    label: Label | None = None
    page: Page | None = None
    decision: Decision | None = None
    example: Seen | None = None
    drawing: str = ""  # safe SVG
    findings: Findings | None = None


@dataclass(frozen=True)
class _Found:
    """What the blocks of a page name, each kind by the name that is used for it."""

    labels: dict[str, Label]
    decisions: dict[str, Decision]
    examples: dict[str, Seen]
    drawings: dict[str, str]
    findings: dict[str, Findings]


def filled(
    membership: Membership, parts: Sequence[str | Live], address: Callable[[int], str] | None = None
) -> list[Part]:
    """The pieces with what their live blocks show this member: a few queries a kind, however many blocks there are.

    `address` says where a page stands, if not where it always does.
    """
    return filled_beside(membership, parts, [], address)[0]


def filled_beside(
    membership: Membership,
    parts: Sequence[str | Live],
    beside: Sequence[int],
    address: Callable[[int], str] | None = None,
) -> tuple[list[Part], list[Seen]]:
    """The same, and the examples with the ids `beside`, which stand below the page: all examples are read at once."""
    named = {
        kind: [part.name for part in parts if isinstance(part, Live) and part.kind == kind]
        for kind in ("label", "decision", "example", "map", "interview")
    }
    project = membership.project
    examples = _examples(membership, named["example"], beside, address)
    found = _Found(
        _labels(project, named["label"]),
        _decisions(project, named["decision"]),
        {str(one.example.number): one for one in examples},
        drawings_of(project, named["map"]),
        _findings(membership, named["interview"]),
    )
    by_id = {one.example.id: one for one in examples}
    return [_part(part, found) for part in parts], [by_id[one] for one in beside if one in by_id]


def _part(part: str | Live, found: _Found) -> Part:
    if isinstance(part, str):
        return Part(html=part)
    if part.kind == "label":
        label = found.labels.get(part.name.casefold())
        return Part(
            kind="label", name=part.name, label=label, page=getattr(label, "page", None) if label else None
        )
    if part.kind == "example":
        return Part(kind="example", name=part.name, example=found.examples.get(part.name))
    if part.kind == "map":
        return Part(kind="map", name=part.name, drawing=found.drawings.get(part.name, ""))
    if part.kind == "interview":
        return Part(kind="interview", name=part.name, findings=found.findings.get(part.name))
    return Part(kind="decision", name=part.name, decision=found.decisions.get(part.name))


def _labels(project: Project, names: list[str]) -> dict[str, Label]:
    if not names:
        return {}
    labels = Label.objects.filter(question__project=project, retired_at=None)
    in_use = labels.select_related("page__current", "question").in_bulk()
    found = {label.name.casefold(): label for label in in_use.values()}
    missing = {name.casefold() for name in names} - found.keys()
    return found | _once_called(project, missing, in_use) if missing else found


def _once_called(project: Project, names: set[str], in_use: Mapping[int, Label]) -> dict[str, Label]:
    """By a name of before, the label that had it last or stands for it: pages show it on after a rename or a merge."""
    followers, found = followers_of(project), {}
    for schema in project.schemas.order_by("-number")[:MOST_SCHEMAS].iterator():
        for label in (one for question in schema.questions for one in question["labels"]):
            name, now = label["name"].casefold(), followers.get(label["id"], label["id"])
            if name in names and now in in_use:
                found.setdefault(name, in_use[now])
        if found.keys() == names:
            break
    return found


def _decisions(project: Project, names: list[str]) -> dict[str, Decision]:
    numbers = _numbers(names)
    return {str(decision.number): decision for decision in project.decisions.filter(number__in=numbers)}


def _examples(
    membership: Membership, names: list[str], ids: Sequence[int], address: Callable[[int], str] | None
) -> list[Seen]:
    """Retired ones are out of the booklet."""
    if not (names or ids):
        return []
    examples = membership.project.examples.living().filter(Q(number__in=_numbers(names)) | Q(id__in=ids))
    return seen_by(membership, examples, address)


def _findings(membership: Membership, names: list[str]) -> dict[str, Findings]:
    """For those who may open documents: what was said of one is more than others may know of it."""
    if not names or not membership.has(*SEE_ALL):
        return {}
    interviews = membership.project.interviews.filter(number__in=_numbers(names)).exclude(ended_at=None)
    return {str(one.number): findings_of(one) for one in interviews.select_related("project", "page")}


def _numbers(names: list[str]) -> list[int]:
    return [int(name) for name in names if name.isdecimal() and len(name) < 9]
