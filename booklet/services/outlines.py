"""What stands around every page of the booklet, kept for as long as it is so: the tree, the titles, the glossary.

It is the same for every member, so it is kept for all of them; what depends on who reads is kept nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import connection
from django.urls import reverse

from annotate.models import Project
from booklet.services.tree import Branch, Entry, grown
from booklet.text.terms import Glossary, terms_in

KEPT = 32  # of as many projects, or of as many states of one

# All that an outline is made of. By its content and not by a counter somebody must remember to raise: a page that was
# renamed, moved, retired or given another label or colour makes another outline, whoever did it and by whichever way.
ENTRIES = """
SELECT p.id, coalesce(r.title, '') AS title, l.slot, p.parent_id, p.position,
    CASE WHEN p.kind = 'glossary' THEN r.text END AS terms
FROM booklet_page p LEFT JOIN booklet_revision r ON r.id = p.current_id LEFT JOIN annotate_label l ON l.id = p.label_id
WHERE p.project_id = %s AND p.retired_at IS NULL
"""
STATE = f"SELECT bit_xor(hash_record_extended(entry, 0)), count(*) FROM ({ENTRIES}) AS entry"
READ = f"""
SELECT bit_xor(hash_record_extended(entry, 0)) OVER (), count(*) OVER (), entry.*
FROM ({ENTRIES}) AS entry ORDER BY position, id
"""
State = tuple[int | None, int]


@dataclass(frozen=True, eq=False)
class Outline:
    """The living pages of a booklet, without what they say. Each is itself only, so that what is made of it is kept."""

    project_slug: str
    branches: Sequence[Branch[Entry]]
    pages: Mapping[str, int]  # by title, letter case left aside; of two with one title the later
    glossaries: Sequence[tuple[int, str]]  # page and text

    @cached_property
    def glossary(self) -> Glossary:
        """The terms of all glossary pages. Of a word that two explain, the first page's holds."""
        terms = {}
        for page, text in self.glossaries:
            for term in terms_in(text, reverse("booklet:page", args=[self.project_slug, page])):
                terms.setdefault(term.key, term)
        return Glossary(tuple(terms.values()))


class _Changed(Exception):
    """A page was changed between two statements."""


def outline_of(project: Project) -> Outline:
    """As it is now: one short statement, unless something changed."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(STATE, [project.id])
            state = cursor.fetchone()
        try:
            return _read(project.id, project.slug, state)
        except _Changed:
            continue


@lru_cache(maxsize=KEPT)
def _read(project_id: int, project_slug: str, state: State) -> Outline:
    with connection.cursor() as cursor:
        cursor.execute(READ, [project_id])
        rows = cursor.fetchall()
    if (rows[0][:2] if rows else (None, 0)) != state:
        raise _Changed  # which is not kept: this would be another state's outline
    entries = [Entry(*row[2:6]) for row in rows]
    return Outline(
        project_slug,
        grown(entries),
        {entry.title.casefold(): entry.id for entry in entries if entry.title},
        [(row[2], row[7]) for row in rows if row[7] is not None],
    )
