"""What annotate asks of the apps above it: typed lists they register in from `AppConfig.ready`.

With nothing registered every feature works in its plain form.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from annotate.models import Document, Membership, Notification, Project, User


@dataclass(frozen=True)
class NavigationEntry:
    """A page an upper app adds to the project's navigation."""

    name: str | Promise
    url_name: str
    roles: frozenset[str] = frozenset()  # empty: every member


navigation: list[NavigationEntry] = []

# Where a notification of each kind leads: an address of what it is about.
notification_addresses: dict[str, Callable[[Notification], str]] = {
    Notification.Kind.ANSWER: lambda one: reverse("annotate:workbench", args=[one.project.slug]),
    Notification.Kind.RETURNED: lambda one: reverse("annotate:workbench", args=[one.project.slug]),
}

# Pages an upper app adds to the project's settings.
settings_pages: list[NavigationEntry] = []

# What else can be done about a question of an annotator, beside answering it: pages asked with ?inquiry=.
inquiry_pages: list[NavigationEntry] = []

# What else can be done about a project's questions and labels, beside writing and publishing them.
question_pages: list[NavigationEntry] = []

# Where a project that keeps documents back from new annotators (Project.trains) trains them; whoever registers a page
# here sets Membership.trained_at.
training_pages: list[NavigationEntry] = []

# Addresses the workbench is told of, by its own names for them: "booklet" (a page beside the text, asked with
# ?label=), "booklet_news" (what has changed and is to be read first), "hint" (a label in a few lines, asked with
# ?label=) and "contest" (takes a key, the key of one's own answer that was returned, and the reason why it is right,
# as JSON). Name -> URL name of a project's route.
workbench_urls: dict[str, str] = {}


@dataclass(frozen=True)
class WordPage:
    """What an upper app makes of words chosen in a document: a page that takes `document`, `marks` and `label`.

    `command` is the workbench's own name for it, `key` the one that gives it: static/js/keys.js.
    """

    name: str | Promise
    url_name: str
    roles: frozenset[str]
    command: str = "words"
    key: str = "="


word_pages: list[WordPage] = []

# Parts an upper app adds to a data export: (project) -> {file name in the export: bytes}.
export_parts: list[Callable[[Project], dict[str, bytes]]] = []

# Places above annotate that can hold a document's text: each erases it and says how many rows it touched.
text_erasers: list[Callable[[Document], int]] = []

# The same for a person's name.
person_erasers: list[Callable[[User], int]] = []

# Columns above annotate that can hold words ("table.column"), and who erases them or why they hold none of a
# document or person. A test finds those that are missing; annotate's own are in erasure/holders.py.
accounted_for: dict[str, str] = {}

# What an upper app adds to the demo project, in the transaction that makes it: (project, its people by username).
demo_parts: list[Callable[[Project, dict[str, User]], None]] = []

# The same, for what is made of all parts: called after them.
demo_endings: list[Callable[[Project, dict[str, User]], None]] = []


@dataclass(frozen=True)
class Proposal:
    """What a run of a model or of the rules would suggest for a document. `content` is as in a Suggestion."""

    document_id: int
    question_id: int
    source: str  # the name under which it is shown; the same from one run to the next
    version: int  # the run: it suggests once
    score: float | None
    content: dict[str, Any]


# What is suggested for documents that are being lent: (project, ids of the questions asked, ids of the documents).
# Asked at a step of an annotator, so it reads by key, once. It never proposes for a document it has learned from:
# in a blind project that would tell what others answered.
suggesters: list[Callable[[Project, Sequence[int], Sequence[int]], Sequence[Proposal]]] = []

# Why a document is next, by the code under which a ranking stores it: "code", or "code<tab>value<tab>value". The
# sentence is made when somebody reads it, in their language; it calls the values one and other.
reasons: dict[str, str | Promise] = {}

# What an upper app shows a member on a document's page: (membership, document) -> template name and context, or None.
document_panels: list[Callable[[Membership, Document], tuple[str, dict[str, Any]] | None]] = []


@dataclass(frozen=True)
class State:
    """Something good practice asks of a project, and whether it is so: by its code in review's ordered lists.

    `is_met` None: it does not apply here. `roles` are those who can bring it about, at `url_name` with `query`.
    """

    code: str
    is_met: bool | None
    told: str | Promise = ""  # how it stands, in a few words
    url_name: str = ""
    query: str = ""
    roles: tuple[str, ...] = ()
    people: tuple[int, ...] = ()  # user ids: for whom it waits, where that is known


# What the apps know of a project's states: each in few queries whose cost does not grow with the documents.
project_states: list[Callable[[Project], Sequence[State]]] = []


@dataclass(frozen=True)
class Reached:
    """What a measure of success says now: a value and its interval on so many documents, or why there is none."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0
    why: str = ""  # a word of review's: "too few", "one label", "nothing"


# What the measures of a goal say of a project, by their names in booklet's Goal: "agreement", "model". Each may take a
# moment: review keeps what they say.
goal_measures: dict[str, Callable[[Project], Reached]] = {}
