"""The figures of a data profile, counted by the database over the documents that are neither withdrawn nor erased."""

from dataclasses import dataclass, field

from django.db import connection

from annotate.profile.comparing import LIVING
from annotate.profile.personal import KINDS

# Where one bar of the lengths ends and the next begins, in characters.
EDGES = (1, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000)
MOST_FIELDS = 200
NOTHING = "('null'::jsonb, '\"\"'::jsonb, '[]'::jsonb, '{}'::jsonb)"

LENGTHS = f"""
SELECT width_bucket(d.length, %(edges)s::int[]), count(*), min(d.length), max(d.length), sum(d.length)
FROM annotate_document d WHERE {LIVING} GROUP BY 1 ORDER BY 1
"""
MIDDLES = f"""
SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY d.length) FROM annotate_document d WHERE {LIVING}
"""
OF_PROFILES = f"""
FROM annotate_documentprofile p JOIN annotate_document d ON d.id = p.document_id
WHERE p.project_id = %(project)s AND {LIVING}
"""
LANGUAGES = f"SELECT p.language, count(*) {OF_PROFILES} GROUP BY 1 ORDER BY 2 DESC, 1"
COPIES = f"""
SELECT count(*) FILTER (WHERE NOT p.has_words), count(DISTINCT p.equal), count(p.equal), count(DISTINCT p.near),
    count(p.near) {OF_PROFILES}
"""
PERSONAL = f"SELECT p.personal, count(*) {OF_PROFILES} AND p.personal <> 0 GROUP BY 1"
FIELDS = f"""
SELECT e.key, count(*) FILTER (WHERE e.value NOT IN {NOTHING}) AS filled
FROM annotate_document d CROSS JOIN LATERAL jsonb_each(d.metadata) AS e
WHERE {LIVING} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_FIELDS}
"""


@dataclass(frozen=True)
class Figures:
    """What a data profile says; ready for JSON."""

    documents: int = 0
    characters: int = 0
    shortest: int = 0
    longest: int = 0
    median: int = 0
    ninth: int = 0  # nine of ten documents are no longer
    lengths: list[int] = field(
        default_factory=list
    )  # documents between the edges: one more than there are edges
    languages: dict[str, int] = field(default_factory=dict)
    empty: int = 0
    equal_groups: int = 0
    equal: int = 0
    near_groups: int = 0
    near: int = 0
    personal: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)  # in how many documents each is filled


def figures_of(project_id: int) -> Figures:
    """Seven counts, each one pass over the project's documents."""
    lengths = _fetch(LENGTHS, project_id, edges=list(EDGES))
    if not lengths:
        return Figures()
    counts = dict(row[:2] for row in lengths)
    (median, ninth) = _fetch(MIDDLES, project_id)[0][0]
    empty, equal_groups, equal, near_groups, near = _fetch(COPIES, project_id)[0]
    return Figures(
        documents=sum(counts.values()),
        characters=int(sum(row[4] for row in lengths)),
        shortest=min(row[2] for row in lengths),
        longest=max(row[3] for row in lengths),
        median=median,
        ninth=ninth,
        lengths=[counts.get(bucket, 0) for bucket in range(len(EDGES) + 1)],
        languages=dict(_fetch(LANGUAGES, project_id)),
        empty=empty,
        equal_groups=equal_groups,
        equal=equal,
        near_groups=near_groups,
        near=near,
        personal=_by_kind(dict(_fetch(PERSONAL, project_id))),
        fields=dict(_fetch(FIELDS, project_id)),
    )


def _by_kind(masks: dict[int, int]) -> dict[str, int]:
    """How many documents hold each kind; one may hold several."""
    return {
        name: sum(count for mask, count in masks.items() if mask & kind.bit) for name, kind in KINDS.items()
    }


def _fetch(statement: str, project_id: int, **values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"project": project_id, **values})
        return cursor.fetchall()
