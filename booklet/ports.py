"""What the booklet asks of the apps above it: parts of what a project shows outsiders, and what rules say of a text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from annotate.models import Project
from booklet.models import Share
from booklet.services.sayings import Saying

Context = dict[str, Any]


@dataclass(frozen=True)
class ShareSection:
    """A part of what a link shows, if the owner wants it.

    `show` makes the template's context from what was chosen in the section; None: nothing is there to show yet.
    `tells` is what the owner reads before choosing: what somebody outside will see. `ask` answers what a visitor
    sends; it may raise a Problem, and its context is that of `answer_template`.
    """

    name: str
    title: str | Promise
    tells: str | Promise
    template: str
    show: Callable[[Share, Sequence[str]], Context | None]
    choices: Callable[[Project], Sequence[tuple[str, str | Promise]]] | None = (
        None  # none: all of it or nothing
    )
    is_made_of_answers: bool = False  # kept from annotators of a blind project, should one open the link
    ask: Callable[[Share, Mapping[str, str]], Context] | None = None
    answer_template: str = ""
    place: int = 50  # among the others, the smallest first


share_sections: list[ShareSection] = []

# What the rules, without any answer, say of a text: (project, text) -> as an example says it.
rule_outputs: list[Callable[[Project, str], list[Saying]]] = []
