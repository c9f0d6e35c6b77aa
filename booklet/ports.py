"""What the booklet asks of the apps above it: typed lists they register in from `AppConfig.ready`.

With nothing registered every feature works in its plain form.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from annotate.models import Project, User


@dataclass(frozen=True)
class NamesLabel:
    """Something above that names a label: what it is called and where it is, and whether it follows a change."""

    name: str
    address: str
    follows: bool  # else somebody has to look at it


@dataclass(frozen=True)
class LabelUsers:
    """What of an upper app names labels, and how it follows when answers say another label instead.

    `key` is the app's own name for its part of a change's record; what `follow` returns is kept there, as JSON, and
    `take_back` gets it again. Both are called in the transaction that publishes the questions.
    """

    key: str
    rules: Callable[[Project, Collection[int]], list[NamesLabel]]
    models: Callable[[Project, Collection[int]], list[NamesLabel]]
    follow: Callable[[Project, Mapping[int, int], User], Any]
    take_back: Callable[[Project, Any, User], None]


label_users: list[LabelUsers] = []
