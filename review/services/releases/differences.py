"""Two releases of a project beside each other: which documents, parts, labels, questions and pages differ."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db import connection
from django.utils import timezone

from annotate.documents.portions import portions
from annotate.exports.names import Names as LabelNames
from annotate.exports.records import Record
from annotate.exports.snapshot import BATCH, Snapshot, array
from annotate.models import Document
from booklet.models import MindMap, Revision
from review.models import Release, Split
from review.releases.differences import Change, changed_in
from review.services.releases.names import Frozen
from review.services.releases.reading import kinds_in, rows_kept
from review.services.releases.records import records_of
from review.services.releases.sources import sources_in
from review.services.releases.wishes import Labels, Wish
from review.services.releases.writing import LINES, read_line

MOST_COMPARED = 5_000  # documents whose labels are read for a page
A_PAGE = 50
IN, OUT, MOVED, LABEL = "in", "out", "moved", "label"

PARTS = """
SELECT a.split, b.split, count(*) FROM
    (SELECT document_id, split FROM review_releaseddocument WHERE release_id = %(was)s) a
    FULL JOIN (SELECT document_id, split FROM review_releaseddocument WHERE release_id = %(now)s) b USING (document_id)
GROUP BY a.split, b.split
"""
OTHERWISE = """
SELECT a.document_id, d.length FROM review_releaseddocument a
JOIN review_releaseddocument b ON b.document_id = a.document_id AND b.release_id = %s
JOIN annotate_document d ON d.id = a.document_id AND d.erased_at IS NULL
WHERE a.release_id = %s AND (a.gold, a.answers, a.aggregated) IS DISTINCT FROM (b.gold, b.answers, b.aggregated)
ORDER BY a.document_id LIMIT %s
"""
ONLY = """
SELECT a.document_id FROM review_releaseddocument a
WHERE a.release_id = %s AND a.document_id > %s AND NOT EXISTS (
    SELECT FROM review_releaseddocument b WHERE b.release_id = %s AND b.document_id = a.document_id
) ORDER BY a.document_id LIMIT %s
"""
ELSEWHERE = """
SELECT a.document_id FROM review_releaseddocument a
JOIN review_releaseddocument b ON b.document_id = a.document_id AND b.release_id = %s
WHERE a.release_id = %s AND a.document_id > %s AND a.split <> b.split ORDER BY a.document_id LIMIT %s
"""


@dataclass(frozen=True)
class Names:
    """Questions, labels or pages that came, went, or are called otherwise (or say something else)."""

    came: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


@dataclass(frozen=True)
class Differences:
    """What was and what is; `are_all` unless more documents differ than are read for a page."""

    was: Release
    now: Release
    came: int
    went: int
    stayed: int
    moved: list[tuple[Split, Split, int]]
    changes: list[tuple[Change, int]]
    relabelled: int  # documents
    are_all: bool
    sources: list[tuple[str, str, str]]  # questions whose labels were made otherwise: name, how, and how now
    labels: Names
    pages: Names


def differences(was: Release, now: Release) -> Differences:
    counts = _parts(was, now)
    both = {key: count for key, count in counts.items() if None not in key}
    changed = _changed(was, now)
    changes: Counter[Change] = Counter()
    relabelled = 0
    for _document, one, other in changed_pairs(was, now, changed[:MOST_COMPARED]):
        found = changed_in(one, other)
        changes.update(found)
        relabelled += bool(found)
    return Differences(
        was,
        now,
        came=sum(count for (before, _after), count in counts.items() if before is None),
        went=sum(count for (_before, after), count in counts.items() if after is None),
        stayed=sum(both.values()),
        moved=[
            (Split(before), Split(after), count)
            for (before, after), count in sorted(both.items())
            if before != after
        ],
        changes=sorted(changes.items(), key=lambda one: (one[0].question, -one[1], one[0])),
        relabelled=relabelled,
        are_all=len(changed) <= MOST_COMPARED,
        sources=_sources(was, now),
        labels=_labels(was, now),
        pages=_pages(was, now),
    )


def documents_behind(
    was: Release, now: Release, kind: str, change: Change | None = None, after: int = 0
) -> list[Document]:
    """A page of the documents that a line counts, and one more if there are more."""
    ids = _ids_behind(was, now, kind, change, after)
    found = Document.objects.filter(project=now.project_id, erased_at=None).defer("text", "metadata")
    return list(found.filter(id__in=ids).order_by("id"))


def _ids_behind(was: Release, now: Release, kind: str, change: Change | None, after: int) -> list[int]:
    snapshot = _view(now)
    if kind == LABEL:
        pairs = changed_pairs(was, now, _changed(was, now)[:MOST_COMPARED])
        behind = (document for document, one, other in pairs if change in changed_in(one, other))
        return [document for document in behind if document > after][: A_PAGE + 1]
    if kind == MOVED:
        rows = snapshot.rows(ELSEWHERE, now.id, was.id, after, A_PAGE + 1)
    else:
        here, there = (now, was) if kind == IN else (was, now)
        rows = snapshot.rows(ONLY, here.id, after, there.id, A_PAGE + 1)
    return [document for (document,) in rows]


def changed_pairs(
    was: Release, now: Release, keys: list[tuple[int, int]]
) -> Iterator[tuple[int, Record, Record]]:
    """What both say of each document, in the names of the later: a label that was renamed is the same label."""
    names = _names_of_both(was, now)
    snapshot = _view(now)
    kinds = kinds_in(snapshot)
    for ids in portions(keys, BATCH):
        told = []
        for release in (was, now):
            lines = [read_line(row) for row in snapshot.rows(LINES, release.id, array(ids))]
            rows = rows_kept(snapshot, lines, kinds)
            told.append(list(records_of(lines, rows, Wish.of(release.wish), names)))
        yield from zip(ids, *told, strict=True)


def _names_of_both(was: Release, now: Release) -> LabelNames:
    """Those of the later one, whichever of the two is asked about; what it does not know is called as it was."""
    first, later = (Frozen.of(one.names) for one in sorted((was, now), key=lambda one: one.as_of))
    return replace(
        later,
        questions=first.questions | later.questions,
        kinds=first.kinds | later.kinds,
        labels=first.labels | later.labels,
        people=first.people | later.people,
    ).as_names()


def _view(release: Release) -> Snapshot:
    """What never changes needs no snapshot."""
    return Snapshot(connection, release.project_id, "", timezone.now())


def _parts(was: Release, now: Release) -> Counter[tuple[int | None, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(PARTS, {"was": was.id, "now": now.id})
        return Counter({(before, after): count for before, after, count in cursor.fetchall()})


def _changed(was: Release, now: Release) -> list[tuple[int, int]]:
    return _view(now).rows(OTHERWISE, now.id, was.id, MOST_COMPARED + 1)


def _sources(was: Release, now: Release) -> list[tuple[str, str, str]]:
    """Other labels may come of the same answers, where they are put together otherwise."""
    before, after = sources_in(was), sources_in(now)
    names = Frozen.of(was.names).questions | Frozen.of(now.names).questions
    out = str(Labels.NONE.label)
    both = [(names[one], before.get(one, out), after.get(one, out)) for one in before | after]
    return [(name, one, other) for name, one, other in both if one != other]


def _labels(was: Release, now: Release) -> Names:
    """Questions and labels by id."""
    one, other = Frozen.of(was.names), Frozen.of(now.names)
    return _compared(
        {("question", key): name for key, name in one.questions.items()}
        | {("label", key): name for key, name in one.labels.items()},
        {("question", key): name for key, name in other.questions.items()}
        | {("label", key): name for key, name in other.labels.items()},
    )


def _pages(was: Release, now: Release) -> Names:
    """By the titles they had; a page whose text alone changed stands under its title twice."""
    before, after = ({page["page"]: page["revision"] for page in one.booklet["pages"]} for one in (was, now))
    titles = dict(
        Revision.objects.filter(id__in=[*before.values(), *after.values()]).values_list("id", "title")
    )
    shared, maps = before.keys() & after.keys(), _maps(was, now)
    return Names(
        came=[titles[revision] for page, revision in after.items() if page not in shared] + maps.came,
        went=[titles[revision] for page, revision in before.items() if page not in shared] + maps.went,
        changed=[
            (titles[before[page]], titles[after[page]])
            for page in before
            if page in shared and before[page] != after[page]
        ]
        + maps.changed,
    )


def _maps(was: Release, now: Release) -> Names:
    """Releases from before maps were kept have none."""
    before, after = (
        {one["kind"]: one["revision"] for one in release.booklet.get("maps", [])} for release in (was, now)
    )
    called = dict(MindMap.Kind.choices)
    return Names(
        came=[str(called[kind]) for kind in after if kind not in before],
        went=[str(called[kind]) for kind in before if kind not in after],
        changed=[
            (str(called[kind]),) * 2 for kind in before if after.get(kind, before[kind]) != before[kind]
        ],
    )


def _compared(before: dict[tuple[str, str], str], after: dict[tuple[str, str], str]) -> Names:
    return Names(
        came=[name for key, name in after.items() if key not in before],
        went=[name for key, name in before.items() if key not in after],
        changed=[(name, after[key]) for key, name in before.items() if after.get(key, name) != name],
    )
