"""The files of a release, built from what it has kept: the same bytes at any time, but for what was erased.

The archive is not packed: what zlib makes of the same bytes differs from one version to another.
"""

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import orjson

from annotate.documents.portions import portions
from annotate.exports.archive import Archive, Out
from annotate.exports.encoding import JsonLines
from annotate.exports.names import Names
from annotate.exports.running import READABLE, schemas_of
from annotate.exports.snapshot import BATCH, KEYS_AT_ONCE, Snapshot, array
from booklet.services.as_it_stood import booklet_files
from review.models import Release, Split
from review.services.releases.names import Frozen
from review.services.releases.reading import Line, kinds_in, rows_kept
from review.services.releases.records import ReleaseCsv, records_of
from review.services.releases.wishes import Labels, Wish

FORMAT = 2  # raised when the files of a release are written another way; older ones must go on being built as before
A_PIECE = 2**20

KEYS = """
SELECT r.document_id, d.length FROM review_releaseddocument r JOIN annotate_document d ON d.id = r.document_id
WHERE r.release_id = %s AND r.split = %s AND r.document_id > %s AND d.erased_at IS NULL
ORDER BY r.document_id LIMIT %s
"""
LINES = """
SELECT document_id, split, answers, gold, aggregated FROM review_releaseddocument
WHERE release_id = %s AND document_id = ANY(%s::bigint[]) ORDER BY document_id
"""
ERASED = """
SELECT count(*) FROM review_releaseddocument r JOIN annotate_document d ON d.id = r.document_id
WHERE r.release_id = %s AND d.erased_at IS NOT NULL
"""

Report = Callable[[int], None]


@dataclass
class Writer:
    """One release on its way into an archive."""

    release: Release
    snapshot: Snapshot
    report: Report
    done: int = 0

    def write(self, out: Out) -> dict[str, Any]:
        """All files, the manifest last. Returns what it says of each."""
        release, frozen = self.release, Frozen.of(self.release.names)
        names, erased = frozen.as_names(), self.snapshot.rows(ERASED, self.release.id)[0][0]
        with Archive(out, release.published_at, zipfile.ZIP_STORED) as archive:
            documents = {part.file_name: self._part(archive, part, names) for part in Split}
            archive.add("data-statement.md", [release.statement.encode()])
            archive.add("schema.json", [orjson.dumps(self._schemas(frozen), option=READABLE)])
            for name, content in booklet_files(release.booklet, names.labels, names.questions).items():
                archive.add(f"booklet/{name}", [content])
            manifest = self._manifest(frozen, names) | {
                "is_complete": not erased,
                "erased_documents": erased,
                "documents": documents,
                "files": archive.files,
            }
            files = dict(archive.files)
            archive.add("manifest.json", [orjson.dumps(manifest, option=READABLE)])
        return files

    def _part(self, archive: Archive, part: Split, names: Names) -> int:
        """Lines to the archive; the table of the same records is put beside meanwhile, and follows."""
        before = self.done
        encoder = ReleaseCsv(Wish.of(self.release.wish), names)
        with tempfile.TemporaryFile() as table:
            table.write(encoder.head())
            archive.add(f"{part.file_name}.jsonl", self._lines(part, names, encoder, table))
            table.seek(0)
            archive.add(f"{part.file_name}.csv", iter(lambda: table.read(A_PIECE), b""))
        return self.done - before

    def _lines(self, part: Split, names: Names, encoder: ReleaseCsv, table: IO[bytes]) -> Iterator[bytes]:
        kinds, wish, lines = kinds_in(self.snapshot), Wish.of(self.release.wish), JsonLines()
        for ids in portions(self._keys(part), BATCH):
            rows = self.snapshot.rows(LINES, self.release.id, array(ids))
            kept = [read_line(row) for row in rows]
            records = list(records_of(kept, rows_kept(self.snapshot, kept, kinds), wish, names))
            table.write(encoder.encode(records))
            yield lines.encode(records)
            self.done += len(ids)
            self.report(self.done)

    def _keys(self, part: Split) -> Iterator[tuple[int, int]]:
        last = 0
        while keys := self.snapshot.rows(KEYS, self.release.id, part.value, last, KEYS_AT_ONCE):
            last = keys[-1][0]
            yield from keys

    def _schemas(self, frozen: Frozen) -> list[dict[str, Any]]:
        """Those that were published by then."""
        return [one for one in schemas_of(self.release.project) if one["number"] <= (frozen.schema or 0)]

    def _manifest(self, frozen: Frozen, names: Names) -> dict[str, Any]:
        """What this file is, for whoever opens it in five years."""
        release, wish = self.release, Wish.of(self.release.wish)
        return {
            "made_by": "Gloss",
            "made_with": release.made_with,
            "format": release.format,
            "project": frozen.project,
            "release": release.name,
            "as_of": release.as_of,
            "published_at": release.published_at,
            "labels": {names.questions[int(one)]: source for one, source in wish.labels.items()},
            "chosen": wish.documents,
            "aggregated": self._aggregated(wish, names),
            "split": {"test": "audit documents", "validation_percent": wish.validation, "seed": release.seed},
            "schema": frozen.schema,
            "guideline_version": frozen.guideline,
            "offsets": "Unicode code points; end is exclusive",
        }

    def _aggregated(self, wish: Wish, names: Names) -> dict[str, Any] | None:
        """How one label was made of several answers: of each question, since there are several ways."""
        if not wish.asks(Labels.AGGREGATED):
            return None
        asked = {"percent": wish.percent, "people": wish.people}
        if self.release.format == 1:
            return {"method": "majority"} | asked
        return {
            names.questions[int(question)]: {"method": told["way"]} | asked | _more(told)
            for question, told in self.release.ways.items()
        }


def _more(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "way"}


def read_line(row: tuple[Any, ...]) -> Line:
    """JSON comes from the database as it is written there."""
    *rest, aggregated = row
    return Line(*rest, orjson.loads(aggregated) if isinstance(aggregated, str) else aggregated)
