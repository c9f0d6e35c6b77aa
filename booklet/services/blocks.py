"""Live blocks of a page, read anew each time it is shown: a label, a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.models import Label, Project
from booklet.models import Decision, Page
from booklet.text.markdown import Live


@dataclass(frozen=True)
class Part:
    """One piece of a page: safe HTML, or a block with what it shows."""

    html: str = ""
    kind: str = ""
    name: str = ""
    label: Label | None = None
    page: Page | None = None
    decision: Decision | None = None


def filled(project: Project, parts: Sequence[str | Live]) -> list[Part]:
    """The pieces with what their live blocks show: at most one query a kind, however many blocks there are."""
    labels = _labels(
        project, [part.name for part in parts if isinstance(part, Live) and part.kind == "label"]
    )
    decisions = _decisions(
        project, [part.name for part in parts if isinstance(part, Live) and part.kind == "decision"]
    )
    return [_part(part, labels, decisions) for part in parts]


def _part(part: str | Live, labels: dict[str, Label], decisions: dict[str, Decision]) -> Part:
    if isinstance(part, str):
        return Part(html=part)
    if part.kind == "label":
        label = labels.get(part.name.casefold())
        return Part(
            kind="label", name=part.name, label=label, page=getattr(label, "page", None) if label else None
        )
    return Part(kind="decision", name=part.name, decision=decisions.get(part.name))


def _labels(project: Project, names: list[str]) -> dict[str, Label]:
    if not names:
        return {}
    labels = Label.objects.filter(question__project=project, retired_at=None)
    return {label.name.casefold(): label for label in labels.select_related("page__current", "question")}


def _decisions(project: Project, names: list[str]) -> dict[str, Decision]:
    numbers = [int(name) for name in names if name.isdecimal() and len(name) < 9]
    return {str(decision.number): decision for decision in project.decisions.filter(number__in=numbers)}
