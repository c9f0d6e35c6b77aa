"""Who spent how much time on which document, and which of the documents are accepted."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from annotate.models import Gold, Project
from annotate.services.tallies import shares_of
from review.models import ReviewTime

MOST_READ = 30_000  # answers for one page; of more, those on a part of the documents that chance draws
PARTS = 1_024


class Level(TextChoices):
    """Which part of the work on a document."""

    ANSWER = "answer", _("first answer")
    FURTHER = "further", _("second and further answers")
    CHECK = "check", _("repeats and gold checks")
    ADJUDICATION = "adjudication", _("adjudication")
    SPOT_CHECK = "spot_check", _("spot check")


# Drawn by a hash, so that documents wanting several answers are in it as often as others.
DRAWN = f"hashint8({{document}}) & {PARTS - 1} < %(parts)s"

# A document is accepted when it has all the answers it wants, with none of them open or returned, or gold.
ACCEPTED = f"""
SELECT q.document_id FROM annotate_queuerow q
WHERE q.project_id = %(project)s AND {DRAWN.format(document="q.document_id")} AND (
    (q.claimed >= q.wants AND (
        SELECT 1 FROM annotate_standing s WHERE s.document_id = q.document_id AND s.holds_slot
            AND s.state IN ('leased', 'assigned', 'returned') LIMIT 1
    ) IS NULL)
    OR (SELECT 1 FROM (
        SELECT DISTINCT ON (g.question_id) g.content FROM annotate_gold g
        WHERE g.project_id = %(project)s AND g.document_id = q.document_id ORDER BY g.question_id, g.id DESC
    ) AS newest WHERE {Gold.STANDS} LIMIT 1) IS NOT NULL
)
"""

# One row for each person and document on each occasion: all that was saved there, edits included.
SPENT = f"""
SELECT a.document_id, a.author_id, a.occasion, sum(a.active_ms), min(a.id), max(a.saved_at AT TIME ZONE 'UTC')::date,
    sum(p.amount)
FROM annotate_annotation a LEFT JOIN annotate_payment p ON p.annotation_id = a.id
WHERE a.project_id = %(project)s AND a.occasion <> 'training' AND {DRAWN.format(document="a.document_id")}
GROUP BY 1, 2, 3 ORDER BY 1, 5
"""

REVIEWED = f"""
SELECT document_id, person_id, kind, sum(active_ms), max("at" AT TIME ZONE 'UTC')::date FROM review_reviewtime
WHERE project_id = %(project)s AND {DRAWN.format(document="document_id")}
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

LABELS = f"""
SELECT DISTINCT s.document_id, said.label_id
FROM annotate_standing s JOIN annotate_response r ON r.annotation_id = s.current_id AND r.state = 'answered'
JOIN LATERAL (
    SELECT label_id FROM annotate_choice WHERE response_id = r.id
    UNION SELECT label_id FROM annotate_span WHERE response_id = r.id
) AS said ON true
WHERE s.project_id = %(project)s AND s.occasion = 'work' AND {DRAWN.format(document="s.document_id")}
"""


@dataclass(frozen=True, slots=True)
class Effort:
    """What one person spent on one document at one level."""

    document: int
    person: int
    level: str
    ms: int
    day: date
    paid: Decimal | None = None


@dataclass
class Efforts:
    """All of it, or that on a part of the documents drawn by chance."""

    spent: list[Effort]
    accepted: set[int]
    share: float  # of the documents
    labels: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def accepted_in_all(self) -> int:
        return round(len(self.accepted) / self.share)

    def on_accepted(self) -> Iterator[Effort]:
        return (effort for effort in self.spent if effort.document in self.accepted)


def efforts_of(project: Project) -> Efforts:
    """Read answer by answer, at most about MOST_READ of them."""
    given = sum(share.answers for share in shares_of(project))
    parts = PARTS if given <= MOST_READ else max(1, PARTS * MOST_READ // given)
    values = {"project": project.id, "parts": parts}
    with connection.cursor() as cursor:
        cursor.execute(ACCEPTED, values)
        accepted = {document for (document,) in cursor.fetchall()}
        cursor.execute(SPENT, values)
        spent = list(_answers(cursor.fetchall()))
        cursor.execute(REVIEWED, values)
        spent += [
            Effort(document, person, kind, int(ms), day)
            for document, person, kind, ms, day in cursor.fetchall()
        ]
        found = Efforts(spent, accepted, parts / PARTS)
        cursor.execute(LABELS, values)
        for document, label in cursor.fetchall():
            found.labels[document].add(label)
    return found


def _answers(rows: Collection[tuple]) -> Iterator[Effort]:
    """Whose work on a document began first gave the first answer."""
    begun: set[int] = set()
    for document, person, occasion, ms, _first, day, paid in rows:
        level = Level.CHECK if occasion != "work" else Level.FURTHER if document in begun else Level.ANSWER
        if occasion == "work":
            begun.add(document)
        yield Effort(document, person, str(level), int(ms), day, paid)


def note_review(project: Project, document_id: int, person_id: int, kind: str, sent: str) -> None:
    """Keep how long somebody decided or checked, as the browser measured it. What makes no sense is not kept."""
    if sent.isascii() and sent.isdigit() and len(sent) <= 8 and int(sent) > 0:
        ReviewTime.objects.create(
            project=project, document_id=document_id, person_id=person_id, kind=kind, active_ms=int(sent)
        )
