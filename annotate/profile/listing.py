"""The documents behind a figure of a data profile, page by page, as the documents stand now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from annotate.models import Project
from annotate.problems import Invalid
from annotate.profile.comparing import LIVING
from annotate.profile.figures import EDGES, NOTHING
from annotate.profile.languages import CODES
from annotate.profile.naming import language_name
from annotate.profile.personal import KINDS, masked_passage

PAGE = 50
EXCERPT = 200
LONGEST_NAME = 500
GROUPED = ("equal", "near")

CONDITIONS = {
    "length": "d.length BETWEEN %(low)s AND %(high)s",
    "language": "p.language = %(value)s",
    "empty": "NOT p.has_words",
    "equal": "p.equal IS NOT NULL",
    "near": "p.near IS NOT NULL",
    "personal": "p.personal & %(bit)s <> 0 AND p.personal <> 0",
    "lacks": f"coalesce(d.metadata -> %(value)s IN {NOTHING}, true)",
}
ROWS = f"""
SELECT d.id, d.external_id, left(d.text, %(most)s), d.length, p.language, {{group}}
FROM annotate_documentprofile p JOIN annotate_document d ON d.id = p.document_id
WHERE p.project_id = %(project)s AND {LIVING} AND {{condition}} AND ({{order}}) > ({{after}})
ORDER BY {{order}} LIMIT {PAGE + 1}
"""


@dataclass(frozen=True)
class Wish:
    """A figure by its name and value, as an address says it: language=de, near=1, length=20-49."""

    figure: str
    value: str

    @property
    def is_grouped(self) -> bool:
        return self.figure in GROUPED

    @property
    def bounds(self) -> tuple[int, int]:
        low, _dash, high = self.value.partition("-")
        return int(low), int(high or 2**31 - 1)


@dataclass(frozen=True)
class Row:
    """A line of the list. `passage` is before, mask and after of what is likely personal; else there is an excerpt."""

    id: int
    name: str
    excerpt: str
    is_cut: bool
    length: int
    language: str
    group: int
    begins: bool  # the first of its group on this page
    passage: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    after: str = ""  # where the next page begins, as its address says it


def read_wish(parameters: Mapping[str, str]) -> Wish:
    """Which documents an address asks for. Raises Invalid."""
    named = [name for name in CONDITIONS if parameters.get(name)]
    if len(named) != 1:
        raise Invalid(
            _("Choose one figure of the data profile: %(allowed)s.") % {"allowed": ", ".join(CONDITIONS)}
        )
    wish = Wish(named[0], parameters[named[0]])
    if not _is_known(wish):
        raise Invalid(
            _("“%(value)s” is no value of “%(name)s”. Begin at the data profile.")
            % {"value": wish.value[:60], "name": wish.figure},
            field=wish.figure,
        )
    return wish


def stretches() -> list[str]:
    """The stretches of lengths, as addresses name them."""
    lows = [0, *EDGES]
    return [f"{low}-{high - 1}" for low, high in zip(lows, EDGES, strict=False)] + [f"{EDGES[-1]}-"]


def page_of(project: Project, wish: Wish, after: str = "") -> Page:
    """The documents after a place. Raises Invalid for a place that is none."""
    group, document = _place(after)
    order = f"p.{wish.figure}, p.document_id" if wish.is_grouped else "p.document_id"
    statement = ROWS.format(
        group=f"p.{wish.figure}" if wish.is_grouped else "0",
        condition=CONDITIONS[wish.figure],
        order=order,
        after="%(group)s, %(document)s" if wish.is_grouped else "%(document)s",
    )
    values = {"project": project.id, "group": group, "document": document, **_values(wish)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    rows: list[Row] = []
    for row in found[:PAGE]:
        rows.append(_row(wish, *row, begins=not rows or rows[-1].group != row[5]))
    if len(found) <= PAGE:
        return Page(rows)
    return Page(rows, f"{rows[-1].group}-{rows[-1].id}")


def _is_known(wish: Wish) -> bool:
    if wish.figure == "length":
        return wish.value in stretches()
    if wish.figure == "language":
        return wish.value == "unknown" or wish.value in CODES
    if wish.figure == "personal":
        return wish.value in KINDS
    if wish.figure == "lacks":
        return len(wish.value) <= LONGEST_NAME
    return wish.value == "1"


def _values(wish: Wish) -> dict[str, Any]:
    if wish.figure == "length":
        low, high = wish.bounds
        return {"low": low, "high": high, "most": EXCERPT}
    if wish.figure == "personal":
        return {"bit": KINDS[wish.value].bit, "most": 2**31 - 1}  # it may stand anywhere in the text
    value = "" if wish.figure == "language" and wish.value == "unknown" else wish.value
    return {"value": value, "most": EXCERPT}


def _place(after: str) -> tuple[int, int]:
    group, _dash, document = (after or "0-0").partition("-")
    if not (group.isdecimal() and document.isdecimal() and len(after) < 40):
        raise Invalid(_("“%(name)s” must be the number of a document.") % {"name": "after"}, field="after")
    return min(int(group), 2**62), min(int(document), 2**62)


def _row(
    wish: Wish,
    document: int,
    external_id: str | None,
    text: str,
    length: int,
    language: str,
    group: int,
    *,
    begins: bool,
) -> Row:
    passage = masked_passage(text, KINDS[wish.value]) if wish.figure == "personal" else None
    return Row(
        document,
        external_id or f"#{document}",
        "" if passage else text,
        length > EXCERPT,
        length,
        language_name(language),
        group,
        begins,
        passage,
    )
