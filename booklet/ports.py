"""What the booklet asks of the apps above it: typed lists they register in from `AppConfig.ready`.

With nothing registered every feature works in its plain form.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise

from annotate.models import Membership
from annotate.roles import Role


@dataclass(frozen=True)
class Target:
    """Something a node of a map is linked to."""

    id: int
    name: str
    address: str


@dataclass(frozen=True)
class LinkKind:
    """What nodes of a map can be linked to. `code` is how a map stores it, and a word of the outline."""

    code: str
    name: str | Promise
    find: Callable[
        [Membership, str], list[Target]
    ]  # by the beginning of words; the empty string finds the first
    show: Callable[[Membership, Collection[int]], list[Target]]  # of the project; what is retired, too
    roles: frozenset[Role] = frozenset(Role)  # who sees these links; whoever may save a map is among them


map_links: list[LinkKind] = []
