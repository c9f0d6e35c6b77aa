"""What annotate asks of the apps above it: typed lists they register in from `AppConfig.ready`.

With nothing registered every feature works in its plain form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from annotate.models import Document, Project, User


@dataclass(frozen=True)
class NavigationEntry:
    """A page an upper app adds to the project's navigation."""

    name: str | Promise
    url_name: str
    roles: frozenset[str] = frozenset()  # empty: every member


navigation: list[NavigationEntry] = []

# What else can be done about a question of an annotator, beside answering it: pages asked with ?inquiry=.
inquiry_pages: list[NavigationEntry] = []

# Addresses the workbench is told of, by its own names for them: "booklet" (a page beside the text, asked with
# ?label=) and "booklet_news" (what has changed and is to be read first). Name -> URL name of a project's route.
workbench_urls: dict[str, str] = {}

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

# What an upper app shows on a document's page to a supervisor: (document) -> context, template name.
document_panels: list[Callable[[Document], tuple[str, dict[str, Any]]]] = []
