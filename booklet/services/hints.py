"""What a label means, short enough to be read at a glance: the beginning of its page and two of its examples."""

from dataclasses import dataclass

from annotate.models import Label, Membership
from booklet.models import Page
from booklet.services.examples import examples_of
from booklet.services.showing import Seen, seen_by
from booklet.text.markdown import render

MOST_TEXT = 1_200  # characters of it that are looked at
EXAMPLES = 2


@dataclass(frozen=True)
class Hint:
    """A label with its definition (safe HTML) and a few examples."""

    label: Label
    page: Page
    definition: str
    examples: list[Seen]


def hint_of(membership: Membership, label: Label) -> Hint | None:
    """None where nobody has described the label."""
    page = membership.project.pages.living().with_text().filter(label=label).first()
    if page is None:
        return None
    examples = examples_of(page).filter(document__withdrawn_at=None, document__erased_at=None)
    few = examples_of(page).filter(id__in=list(examples.values_list("id", flat=True)[:EXAMPLES]))
    return Hint(label, page, definition_in(page.current.text), seen_by(membership, few))


def definition_in(text: str) -> str:
    """The first paragraph that is no heading, as safe HTML without live blocks.

    >>> definition_in("# Definition\\n\\nSomebody is *pleased*.\\n\\n# What counts\\n\\n* …")
    '<p>Somebody is <em>pleased</em>.</p>\\n'
    """
    blocks = [
        block for block in text[:MOST_TEXT].split("\n\n") if block.strip() and not block.startswith("#")
    ]
    parts = render(blocks[0]).parts({}) if blocks else []
    return "".join(part for part in parts if isinstance(part, str))
