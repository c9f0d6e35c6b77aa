"""Gathering a release: everything of one moment, kept as ids of rows that never change."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from annotate.documents.portions import portions
from annotate.exports.names import Names
from annotate.exports.snapshot import BATCH, READ_BY_KEYS, Snapshot, same_view, snapshot_of
from annotate.jobs import Run
from booklet.services.as_it_stood import booklet_now
from review.models import Release, ReleasedDocument
from review.releases.holding import held_by_most
from review.services.releases.about import About
from review.services.releases.candidates import Candidates, Progress, candidates_of
from review.services.releases.counting import BESIDE_TEST, UNFINISHED, WITHOUT_LABEL, Tally
from review.services.releases.facts import facts_of
from review.services.releases.names import Frozen
from review.services.releases.reading import Line, Rows, kinds_in, not_counting, rows_now
from review.services.releases.records import Said, records_of
from review.services.releases.wishes import Documents, Labels, Wish


def gather(run: Run, release: Release) -> None:
    """Fill a release from one snapshot; killed or called off, nothing of it is kept."""
    with snapshot_of(release.project_id) as snapshot:
        with same_view(snapshot):
            release.project.refresh_from_db()
            known = Known.now(release)
        found = found_in(snapshot, release, run.report_progress)
        with snapshot.connection.cursor() as cursor:
            cursor.execute(READ_BY_KEYS)
        with run.commit():
            fill(release, snapshot, known, found, run.report_progress)
            run.finish(report={"documents": sum(release.counts["documents"].values())})


@dataclass(frozen=True)
class Known:
    """What is read of the project itself."""

    frozen: Frozen
    about: About
    booklet: dict[str, Any]

    @classmethod
    def now(cls, release: Release) -> "Known":
        wish, project = Wish.of(release.wish), release.project
        return cls(
            Frozen.now(project, with_people=wish.with_names), About.now(project, wish), booklet_now(project)
        )


def found_in(snapshot: Snapshot, release: Release, progress: Progress) -> Candidates:
    return candidates_of(snapshot, Wish.of(release.wish).validation / 100, release.seed, progress)


def fill(release: Release, snapshot: Snapshot, known: Known, found: Candidates, progress: Progress) -> None:
    """Put down what was found, in the caller's transaction."""
    names, wish = known.frozen.as_names(), Wish.of(release.wish)
    tally = _keep(release, snapshot, found, names, progress)
    release.as_of, release.names, release.booklet = snapshot.taken_at, known.frozen.as_json(), known.booklet
    release.counts = tally.as_json(names) | {"alike": found.alike}
    release.facts = facts_of(known.about, wish, tally, release.as_of)
    release.save(update_fields=["as_of", "names", "booklet", "counts", "facts"])


def _keep(release: Release, snapshot: Snapshot, found: Candidates, names: Names, progress: Progress) -> Tally:
    """Put the lines down, some thousand documents at a time."""
    tally, wish, done = Tally(), Wish.of(release.wish), len(found.keys)
    kinds, without = kinds_in(snapshot), not_counting(snapshot)
    for ids in portions(found.keys, BATCH):
        rows = rows_now(snapshot, ids, kinds, without)
        lines = list(_lines(rows, wish, found, tally, names))
        released = {line.document for line in lines}
        kept = _only(rows, released)
        for line, record in zip(lines, records_of(lines, kept, wish, names), strict=True):
            tally.add(line, record)
        if wish.asks(Labels.ANSWERS, Labels.AGGREGATED):
            tally.add_answers(kept.batch.answers)
        ReleasedDocument.objects.bulk_create(
            ReleasedDocument(
                release=release,
                document_id=line.document,
                split=line.split,
                answers=line.answers,
                gold=line.gold,
                aggregated=line.aggregated,
            )
            for line in lines
        )
        done += len(ids)
        progress(done, 2 * len(found.keys))
    return tally


def _only(rows: Rows, documents: set[int]) -> Rows:
    """The rows of these documents."""
    batch = rows.batch
    answers = [row for row in batch.answers if row.document in documents]
    ids = {row.id for row in answers}
    return Rows(
        replace(
            batch,
            documents=[row for row in batch.documents if row.id in documents],
            answers=answers,
            responses=[row for row in batch.responses if row[0] in ids],
        ),
        rows.gold,
    )


def _lines(rows: Rows, wish: Wish, found: Candidates, tally: Tally, names: Names) -> Iterator[Line]:
    """What is kept of each document; those that are not are counted with the reason."""
    said = Said.of(rows, names)
    gold: dict[int, dict[int, int]] = defaultdict(dict)
    for id_, row in rows.gold.items():
        gold[row.document][row.question] = id_
    for row in rows.batch.documents:
        part, given = found.parts[row.id], said.given.get(row.id, [])
        if not _is_wished(wish, len(given), found.wants[row.id], bool(gold.get(row.id))):
            tally.left_out[UNFINISHED] += 1
        elif (line := _line(row.id, part or 0, wish, said, gold.get(row.id, {}), names)) is None:
            tally.left_out[WITHOUT_LABEL] += 1
        elif part is None:
            tally.left_out[BESIDE_TEST] += 1
        else:
            yield line


def _is_wished(wish: Wish, answers: int, wants: int, has_gold: bool) -> bool:
    if wish.documents == Documents.GOLD:
        return has_gold
    return has_gold or answers >= (wants if wish.documents == Documents.FINISHED else 1)


def _line(
    document: int, part: int, wish: Wish, said: Said, gold: dict[int, int], names: Names
) -> Line | None:
    """What says the labels of a document; None where nothing does."""
    given = [annotation for annotation, _author in said.given.get(document, [])]
    aggregated = {}
    for question in wish.asks(Labels.AGGREGATED):
        name = names.questions[question]
        told = [(one, said.told[one][name]) for one in given if name in said.told[one]]
        if held := held_by_most(told, wish.percent, wish.people):
            aggregated[str(question)] = list(held)
    accepted = [gold[question] for question in wish.asks(Labels.GOLD) if question in gold]
    asked = [names.questions[question] for question in wish.asks(Labels.ANSWERS)]
    answered = any(name in said.told[one] for one in given for name in asked)
    if not (aggregated or accepted or answered):
        return None
    uses_answers = wish.asks(Labels.ANSWERS, Labels.AGGREGATED)
    return Line(document, part, given if uses_answers else [], accepted, aggregated)
