"""Gathering a release: everything of one moment, kept as ids of rows that never change."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from review.services.releases.aggregating import Aggregated, aggregated_now
from review.services.releases.candidates import Candidates, Progress, candidates_of
from review.services.releases.counting import BESIDE_TEST, UNFINISHED, WITHOUT_LABEL, Tally
from review.services.releases.facts import facts_of
from review.services.releases.names import Frozen
from review.services.releases.reading import Line, Rows, kinds_in, not_counting, rows_now
from review.services.releases.records import Said, records_of
from review.services.releases.wishes import Documents, Labels, Wish
from review.services.releases.writing import FORMAT


def gather(run: Run, release: Release) -> None:
    """Fill a release from one snapshot; killed or called off, nothing of it is kept."""
    with snapshot_of(release.project_id) as snapshot:
        with same_view(snapshot):
            release.project.refresh_from_db()
            known = Known.now(release, not_counting(snapshot))
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
    aggregated: Aggregated

    @classmethod
    def now(cls, release: Release, without: set[int]) -> "Known":
        wish, project = Wish.of(release.wish), release.project
        return cls(
            Frozen.now(project, with_people=wish.with_names),
            About.now(project, wish),
            booklet_now(project),
            aggregated_now(project, wish, without),
        )


def found_in(snapshot: Snapshot, release: Release, progress: Progress) -> Candidates:
    return candidates_of(snapshot, Wish.of(release.wish).validation / 100, release.seed, progress)


@dataclass(frozen=True)
class Holding:
    """What says the labels of a document."""

    wish: Wish
    names: Names
    aggregated: Aggregated

    def line(self, document: int, part: int, said: Said, gold: dict[int, int]) -> Line | None:
        """None where nothing does."""
        given, asks = [annotation for annotation, _author in said.given.get(document, [])], self.wish.asks
        aggregated = {
            str(question): list(held)
            for question in asks(Labels.AGGREGATED)
            if (held := self._held(document, question, given, said))
        }
        accepted = [gold[question] for question in asks(Labels.GOLD) if question in gold]
        asked = [self.names.questions[question] for question in asks(Labels.ANSWERS)]
        answered = any(name in said.told[one] for one in given for name in asked)
        if not (aggregated or accepted or answered):
            return None
        uses_answers = asks(Labels.ANSWERS, Labels.AGGREGATED)
        return Line(document, part, given if uses_answers else [], accepted, aggregated)

    def _held(self, document: int, question: int, given: list[int], said: Said) -> Sequence[Any] | None:
        if question in self.aggregated.said:
            return self.aggregated.said[question].get(document)
        name = self.names.questions[question]
        told = [(one, said.told[one][name]) for one in given if name in said.told[one]]
        return held_by_most(told, self.wish.percent, self.wish.people)


def fill(release: Release, snapshot: Snapshot, known: Known, found: Candidates, progress: Progress) -> None:
    """Put down what was found, in the caller's transaction."""
    wish = Wish.of(release.wish)
    tally = _keep(release, snapshot, known, found, progress)
    release.as_of, release.names, release.booklet = snapshot.taken_at, known.frozen.as_json(), known.booklet
    release.format, release.ways = FORMAT, known.aggregated.ways
    release.counts = tally.as_json(known.frozen.as_names()) | {"alike": found.alike}
    release.facts = facts_of(known.about, known.aggregated.ways, wish, tally, release.as_of)
    release.save(update_fields=["as_of", "format", "ways", "names", "booklet", "counts", "facts"])


def _keep(release: Release, snapshot: Snapshot, known: Known, found: Candidates, progress: Progress) -> Tally:
    """Put the lines down, some thousand documents at a time."""
    tally, wish, names = Tally(), Wish.of(release.wish), known.frozen.as_names()
    holding, done = Holding(wish, names, known.aggregated), len(found.keys)
    kinds, without = kinds_in(snapshot), not_counting(snapshot)
    for ids in portions(found.keys, BATCH):
        rows = rows_now(snapshot, ids, kinds, without)
        lines = list(_lines(rows, holding, found, tally))
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


def _lines(rows: Rows, holding: Holding, found: Candidates, tally: Tally) -> Iterator[Line]:
    """What is kept of each document; those that are not are counted with the reason."""
    said, wish = Said.of(rows, holding.names), holding.wish
    gold: dict[int, dict[int, int]] = defaultdict(dict)
    for id_, row in rows.gold.items():
        gold[row.document][row.question] = id_
    for row in rows.batch.documents:
        part, given = found.parts[row.id], said.given.get(row.id, [])
        if not _is_wished(wish, len(given), found.wants[row.id], bool(gold.get(row.id))):
            tally.left_out[UNFINISHED] += 1
        elif (line := holding.line(row.id, part or 0, said, gold.get(row.id, {}))) is None:
            tally.left_out[WITHOUT_LABEL] += 1
        elif part is None:
            tally.left_out[BESIDE_TEST] += 1
        else:
            yield line


def _is_wished(wish: Wish, answers: int, wants: int, has_gold: bool) -> bool:
    if wish.documents == Documents.GOLD:
        return has_gold
    return has_gold or answers >= (wants if wish.documents == Documents.FINISHED else 1)
