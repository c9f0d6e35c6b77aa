"""The checked documents of a file, written as PostgreSQL's COPY reads them: publishing parses nothing again.

What tells a document from others is held against the project; then the rows of new ones go from the file straight into
the table of documents.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from annotate.files import NewFile
from annotate.imports.answering import Answer
from annotate.imports.rows import escaped
from annotate.imports.staging import Staged

BLOCK = 2**19  # characters gathered before they are written

STAGED = """
CREATE TEMP TABLE staged (
    line integer, external_id text, sha256 bytea,
    document_id bigint DEFAULT nextval('{documents}')
) ON COMMIT DROP
"""
STAGED_RESPONSES = """
CREATE TEMP TABLE staged_response (
    answer integer, line integer, source text, said bytea, active_ms integer, price numeric,
    question_id bigint, state text, labels bigint[], starts integer[], ends integer[], score double precision,
    more jsonb,
    response_id bigint DEFAULT nextval('{responses}')
) ON COMMIT DROP
"""
COPY_STAGED = "COPY staged (line, external_id, sha256) FROM STDIN"
COPY_DOCUMENTS = """
COPY annotate_document (
    id, project_id, batch_id, external_id, text, sha256, length, metadata, "group", position
) FROM STDIN
"""
COPY_RESPONSES = """
COPY staged_response (
    answer, line, source, said, active_ms, price, question_id, state, labels, starts, ends, score, more
) FROM STDIN
"""


class PreparedWriter:
    """Writes staged documents into one file and their answers into another, a block at a time."""

    def __init__(self, documents: NewFile, responses: NewFile) -> None:
        self._files = documents, responses
        self._blocks: tuple[list[str], list[str]] = [], []
        self._size = 0
        self._answers = 0

    def write(self, staged: Staged) -> None:
        row = document_row(staged)
        self._blocks[0].append(row)
        self._size += len(row)
        for answer in staged.answers:
            self._answers += 1
            self._blocks[1].extend(response_rows(self._answers, staged.line, answer))
        if self._size > BLOCK:
            self.flush()

    def flush(self) -> None:
        for file, block in zip(self._files, self._blocks, strict=True):
            file.write("".join(block).encode())
            block.clear()
        self._size = 0


def document_row(staged: Staged) -> str:
    external_id = "\\N" if staged.external_id is None else escaped(staged.external_id)
    metadata = staged.metadata.decode().replace("\\", "\\\\")
    return (
        f"{staged.line}\t{external_id}\t{escaped(staged.text)}\t\\\\x{staged.sha256}\t{len(staged.text)}"
        f"\t{metadata}\t{escaped(staged.group)}\t{staged.position}\n"
    )


class Rows:
    """What COPY reads as a file, made row by row while it reads."""

    def __init__(self, rows: Iterable[bytes]) -> None:
        self._rows = iter(rows)

    def read(self, size: int) -> bytes:
        """At least so much, in whole rows; nothing at the end."""
        block, length = [], 0
        for row in self._rows:
            block.append(row)
            length += len(row)
            if length >= size:
                break
        return b"".join(block)


def identities(documents: BinaryIO) -> Iterator[bytes]:
    """Of each row the line, the external id and the hash."""
    for row in documents:
        line, external_id, _text, sha256, _rest = row.split(b"\t", 4)
        yield b"%b\t%b\t%b\n" % (line, external_id, sha256)


def line_of(row: bytes) -> int:
    return int(row[: row.index(b"\t")])


def new_documents(
    rows: Iterable[bytes], ids: Mapping[int, int], project_id: int, batch_id: int
) -> Iterator[bytes]:
    """Rows of the table of documents, for those lines that have an id."""
    place = b"\t%d\t%d\t" % (project_id, batch_id)
    for row in rows:
        line, _tab, rest = row.partition(b"\t")
        if id_ := ids.get(int(line)):
            yield b"%d%b%b" % (id_, place, rest)


def response_rows(number: int, line: int, answer: Answer) -> list[str]:
    """A row for each response. Two lines that say the same of a document have the same digest."""
    rows = answer.rows.values()
    said = hashlib.sha256("".join(rows).encode()).hexdigest()
    worth = answer.worth
    head = f"{number}\t{line}\t{escaped(answer.source)}\t\\\\x{said}\t{worth.active_ms}\t{worth.price}"
    return [head + row for row in rows]
