"""What the table of documents shows of the documents of one page: a fixed number of queries, however many answers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from annotate.documents.conditions import STATE
from annotate.documents.filters import State
from annotate.models import Label, User

EXCERPT = 200

ROWS = f"""
SELECT d.id, d.external_id, left(d.text, {EXCERPT}), d.length, d."group", d.erased_at IS NOT NULL, q.wants, {STATE},
    (SELECT count(*) FROM annotate_flag f WHERE f.document_id = d.id AND f.resolved_at IS NULL)
FROM annotate_document d JOIN annotate_queuerow q ON q.document_id = d.id
WHERE d.id = ANY(%s) ORDER BY d.id
"""
STANDINGS = """
SELECT document_id, annotator_id, state FROM annotate_standing
WHERE document_id = ANY(%s) AND occasion = 'work' AND state NOT IN ('lapsed', 'withdrawn') ORDER BY id
"""
LABELS = """
SELECT s.document_id, said.label_id, count(*)
FROM annotate_standing s JOIN annotate_response r ON r.annotation_id = s.current_id
CROSS JOIN LATERAL (
    SELECT c.label_id FROM annotate_choice c WHERE c.response_id = r.id
    UNION SELECT p.label_id FROM annotate_span p WHERE p.response_id = r.id
) AS said
WHERE s.document_id = ANY(%s) AND s.occasion = 'work' AND s.state IN ('answered', 'returned')
GROUP BY s.document_id, said.label_id ORDER BY s.document_id, said.label_id
"""


@dataclass
class Row:
    """A line of the table."""

    id: int
    external_id: str | None
    excerpt: str
    length: int
    group: str
    is_erased: bool
    wants: int
    state: State
    flags: int
    labels: list[tuple[Label, int]] = field(default_factory=list)  # how many say so
    people: list[tuple[User, str]] = field(default_factory=list)  # and how they stand

    @property
    def name(self) -> str:
        return self.external_id or f"#{self.id}"

    @property
    def answers(self) -> int:
        return sum(state in {"answered", "returned"} for _person, state in self.people)

    @property
    def is_cut(self) -> bool:
        return self.length > EXCERPT


def rows_of(ids: Sequence[int], *, with_answers: bool) -> list[Row]:
    """The lines for these documents, in their order."""
    if not ids:
        return []
    rows = {values[0]: Row(*values[:7], State(values[7]), values[8]) for values in _fetch(ROWS, list(ids))}
    if with_answers:
        _add_people(rows)
        _add_labels(rows)
    return list(rows.values())


def _add_people(rows: dict[int, Row]) -> None:
    standings = _fetch(STANDINGS, list(rows))
    people = User.objects.in_bulk({annotator for _document, annotator, _state in standings})
    for document, annotator, state in standings:
        rows[document].people.append((people[annotator], state))


def _add_labels(rows: dict[int, Row]) -> None:
    said = defaultdict(list)
    for document, label, count in _fetch(LABELS, list(rows)):
        said[label].append((document, count))
    labels = Label.objects.in_bulk(said)
    for label_id in sorted(said):
        for document, count in said[label_id]:
            rows[document].labels.append((labels[label_id], count))


def _fetch(statement: str, ids: list[int]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids])
        return cursor.fetchall()
