"""The whole booklet in the order of its tree: for one page that is printed or taken along."""

from collections import defaultdict
from dataclasses import dataclass

from annotate.models import Membership
from booklet.models import Decision, Page
from booklet.services.blocks import Part, filled
from booklet.services.links import targets_of
from booklet.services.pictures import Address, address_of, placed_in
from booklet.services.showing import Seen, seen_by
from booklet.services.tree import Branch, tree_of
from booklet.text.markdown import render


@dataclass(frozen=True)
class Chapter:
    """A page as a part of the whole. `level` is how deep it stands, from 1."""

    page: Page
    level: int
    parts: list[Part]
    examples: list[Seen]


def chapters_of(
    membership: Membership, only: set[int] | None = None, picture: Address = address_of
) -> list[Chapter]:
    """All living pages with their examples, or only some. Links lead to places in the whole: `#page-12`.

    `picture` says where a picture is, if not where it always is.
    """
    placed = [*_in_order(tree_of(membership.project), 1)]
    if only is not None:
        placed = [(page, level) for page, level in placed if page.id in only]
    targets = targets_of([page.current for page, _level in placed], membership.project)
    pictures = placed_in(membership.project, [page.current.text for page, _level in placed], picture)
    pieces = [
        render(page.current.text).parts(
            {
                title: _place(target)
                for title, target in targets.get(page.current_id, {}).items()
                if only is None or target in only
            },
            pictures,
        )
        for page, _level in placed
    ]
    parts = filled(membership, [piece for those in pieces for piece in those], _place)
    shown = {part.example.example.id for part in parts if part.example}
    examples = defaultdict(list)
    for seen in seen_by(membership, membership.project.examples.living().order_by("number"), _place):
        if seen.example.id not in shown:
            examples[seen.example.page_id].append(seen)
    chapters, begin = [], 0
    for (page, level), those in zip(placed, pieces, strict=True):
        chapters.append(Chapter(page, level, parts[begin : begin + len(those)], examples[page.id]))
        begin += len(those)
    return chapters


def decisions_of(
    membership: Membership, picture: Address = address_of
) -> list[tuple[Decision, list[tuple[str, list[str]]]]]:
    """Every decision with its sections as safe HTML, in the order they were made."""
    decisions = list(membership.project.decisions.order_by("number"))
    texts = [text for one in decisions for text in (one.context, one.decision, one.consequences)]
    pictures = placed_in(membership.project, texts, picture)
    return [
        (
            decision,
            [
                (name, [part for part in render(text).parts({}, pictures) if isinstance(part, str)])
                for name, text in (
                    ("context", decision.context),
                    ("decision", decision.decision),
                    ("consequences", decision.consequences),
                )
                if text
            ],
        )
        for decision in decisions
    ]


def _place(page: int) -> str:
    """Where a page stands in the whole."""
    return f"#page-{page}"


def _in_order(branches: list[Branch], level: int) -> list[tuple[Page, int]]:
    found = []
    for branch in branches:
        found += [(branch.page, level), *_in_order(branch.below, level + 1)]
    return found
