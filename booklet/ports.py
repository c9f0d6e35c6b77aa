"""What the booklet asks of the apps above it: typed lists they register in from `AppConfig.ready`.

With nothing registered every feature works in its plain form.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from annotate.models import Membership, Project, User
from annotate.roles import Role
from booklet.models import Share
from booklet.services.sayings import Saying

Context = dict[str, Any]


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


@dataclass(frozen=True)
class ShareSection:
    """A part of what a link shows, if the owner wants it.

    `show` makes the template's context from what was chosen in the section; None: nothing is there to show yet.
    `choices` are what can be chosen of it; without, all of it is shown or nothing. `tells` is what the owner reads
    before choosing: what somebody outside will see. `ask` answers what a visitor sends; it may raise a Problem, and
    its context is that of `answer_template`.
    """

    name: str
    title: str | Promise
    tells: str | Promise
    template: str
    show: Callable[[Share, Sequence[str]], Context | None]
    choices: Callable[[Project], Sequence[tuple[str, str | Promise]]] | None = None
    is_made_of_answers: bool = False  # kept from annotators of a blind project, should one open the link
    ask: Callable[[Share, Mapping[str, str]], Context] | None = None
    answer_template: str = ""
    place: int = 50  # among the others, the smallest first


@dataclass(frozen=True)
class Target:
    """Something a node of a map is linked to."""

    id: int
    name: str
    address: str


@dataclass(frozen=True)
class LinkKind:
    """What nodes of a map can be linked to. `code` is how a map stores it, and a word of the outline.

    `find` looks for the beginning of words, and gives the first few for the empty string; `show` knows what is
    retired, too. `roles` see these links: whoever may save a map is among them.
    """

    code: str
    name: str | Promise
    find: Callable[[Membership, str], list[Target]]
    show: Callable[[Membership, Collection[int]], list[Target]]
    roles: frozenset[Role] = frozenset(Role)


label_users: list[LabelUsers] = []
map_links: list[LinkKind] = []
share_sections: list[ShareSection] = []

# What the rules, without any answer, say of a text: (project, text) -> as an example says it.
rule_outputs: list[Callable[[Project, str], list[Saying]]] = []
