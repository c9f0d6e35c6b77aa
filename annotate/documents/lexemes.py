"""What the search index holds of a document: its words and its metadata, as lexemes of one tsvector. Pure.

Every lexeme begins with the project's id, so that a word is as rare or frequent as it is in this project and
the one GIN index over all projects is in effect one index for each.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import orjson

from annotate.documents.words import Term, words

MOST_BYTES = 900_000  # of lexemes in one tsvector; PostgreSQL takes 1 MB
LONGEST_METADATA = 300  # bytes; a longer value is kept as its hash
SEPARATOR = "\x1f"  # between a metadata key and its value: neither form nor file writes it


def lexemes(project_id: int, external_id: str | None, text: str, metadata: Mapping[str, Any]) -> list[str]:
    """All lexemes of a document; its id is found by its words too. Of endless lists, as many as the index takes."""
    kept: dict[str, None] = {}
    said = (word_lexeme(project_id, word) for word in chain(words(external_id or ""), words(text)))
    size = _keep(metadata_lexemes(project_id, metadata), kept, 0, most=MOST_BYTES // 2)
    _keep(said, kept, size, most=MOST_BYTES)
    return list(kept)


def _keep(lexemes: Iterable[str], kept: dict[str, None], size: int, *, most: int) -> int:
    """Add them to what is kept, up to so many bytes. How many there are then."""
    for lexeme in lexemes:
        if lexeme not in kept:
            larger = size + len(lexeme.encode()) + 2
            if larger > most:
                break
            kept[lexeme], size = None, larger
    return size


def word_lexeme(project_id: int, word: str) -> str:
    return f"{project_id}:{word}"


def metadata_lexemes(project_id: int, metadata: Mapping[str, Any]) -> Iterator[str]:
    """One lexeme per key and plain value; a list gives one for each of its entries."""
    for key, value in metadata.items():
        for entry in value if isinstance(value, list) else [value]:
            if not isinstance(entry, dict | list):
                yield metadata_lexeme(project_id, key, written(entry))


def metadata_lexeme(project_id: int, key: str, value: str) -> str:
    """The lexeme of this very value: case and accents count."""
    lexeme = f"{project_id}={key}{SEPARATOR}{value}"
    if len(lexeme.encode()) <= LONGEST_METADATA:
        return lexeme
    return f"{project_id}#{hashlib.sha256(lexeme.encode()).hexdigest()}"


def written(value: Any) -> str:
    """A plain value as people write it into a filter: text as it is, all else as JSON."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def tsquery(project_id: int, terms: Iterable[Term], metadata: Iterable[tuple[str, str]]) -> str:
    """A query that asks for all of these, in the form PostgreSQL casts to tsquery as it stands.

    >>> tsquery(7, [Term("ann"), Term("del", is_prefix=True)], [])
    "'7:ann' & '7:del':*"
    """
    parts = [quoted(word_lexeme(project_id, term.word)) + (":*" if term.is_prefix else "") for term in terms]
    parts += [quoted(metadata_lexeme(project_id, key, value)) for key, value in metadata]
    return " & ".join(parts)


def quoted(lexeme: str) -> str:
    """The lexeme so that no character of it means anything to the query.

    >>> quoted("7:o'clock")
    "'7:o''clock'"
    """
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
