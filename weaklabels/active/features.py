"""From texts to counts of hashed features: words, pairs of words, and pieces of words; nothing is learned here.

A feature is a number below 2^20. What a word is does not depend on the texts seen before, so that a document is
vectorised once, alone, wherever it is, and a new one costs its own time only. A whole batch is worked through
with a few passes of numpy over its code points, not document by document.

A piece is 2 or 4 characters that touch no white space but at their ends: "a cat" has " a", "ca", " cat", "cat ".
Pieces carry languages that write no spaces, endings, misspellings and signs.

Whoever changes what a feature is raises `vectors.VERSION` and `storing.FORMAT`, and writes `predictor` anew.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

BITS = 20
WIDTH = 1 << BITS
PIECES = (2, 4)  # characters; with 3 and 5 as well a model is no better and twice as slow
BATCH = 1 << (32 - BITS)  # documents: their number and a feature fit 32 bits, which sort fastest
AT_ONCE = 1 << 20  # characters: while they are counted, each takes about a hundred bytes
MOST = 255  # times that one feature is counted in one document
BASE = 0x01000193
INVERSE = pow(BASE, -1, 1 << 32)
WORD, PAIR, PIECE = 0x9E3779B9, 0x85EBCA6B, 0xC2B2AE35  # what tells the three kinds apart
JOINT = 0x27D4EB2F
SPACE = ord(" ")
SCANNED = 0x20000  # code points above are letters without case: ideographs

Codes = NDArray[np.uint32]


@dataclass(frozen=True)
class Occurrences:
    """Each feature where it occurs: the document's number, the feature, and where it starts and ends in it."""

    documents: NDArray[np.intp]
    features: Codes
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]


@dataclass(frozen=True)
class Counts:
    """How often each document has each feature: rows as in a CSR matrix, features ascending in each row."""

    starts: NDArray[np.int64]
    features: NDArray[np.int32]
    times: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def scales(self) -> NDArray[np.float32]:
        """What makes each row 1 long; 0 of one that says nothing, or was erased."""
        lengths = np.diff(self.starts)
        squares, filled = np.zeros(len(lengths), np.float32), lengths > 0
        if filled.any():
            squares[filled] = np.add.reduceat(damped()[self.times] ** 2, self.starts[:-1][filled])
        scales = np.zeros_like(squares)
        np.divide(1, np.sqrt(squares), out=scales, where=squares > 0)
        return scales

    def rows(self) -> sparse.csr_matrix:
        """As a classifier takes them: 1 + log(times), each row 1 long; one that says nothing is empty."""
        values = damped()[self.times]
        values *= np.repeat(self.scales, np.diff(self.starts))
        return sparse.csr_matrix((values, self.features, self.starts), shape=(len(self), WIDTH))


def vectorise(texts: Sequence[str]) -> Counts:
    """Count the hashed features of each text.

    Examples
    --------
    >>> counts = vectorise(["a cat", "", "a cat a cat"])
    >>> np.diff(counts.starts).tolist()
    [11, 0, 12]
    """
    return joined([count(occurrences(some), len(some)) for some in batches(texts)])


def batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """In order, each of at most 4,096 texts and a million characters, but always one text."""
    start = characters = 0
    for at, text in enumerate(texts):
        if at > start and (at - start == BATCH or characters + len(text) > AT_ONCE):
            yield texts[start:at]
            start, characters = at, 0
        characters += len(text)
    if start < len(texts):
        yield texts[start:]


def joined(parts: Sequence[Counts]) -> Counts:
    """The rows of all parts, in order."""
    if not parts:
        return Counts(np.zeros(1, np.int64), np.empty(0, np.int32), np.empty(0, np.uint8))
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    return Counts(
        starts_of(lengths),
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.times for part in parts]),
    )


def starts_of(lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


@cache
def damped() -> NDArray[np.float32]:
    """1 + log(times), looked up."""
    table = np.zeros(MOST + 1, np.float32)
    table[1:] = 1 + np.log(np.arange(1, MOST + 1))
    return table


def count(found: Occurrences, documents: int) -> Counts:
    keys = np.sort(found.documents.astype(np.uint32) << BITS | found.features)
    first = (
        np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.empty(0, np.intp)
    )
    times = np.diff(first, append=len(keys))
    keys = keys[first]
    lengths = np.bincount(keys >> BITS, minlength=documents)
    return Counts(
        starts_of(lengths), (keys & (WIDTH - 1)).astype(np.int32), np.minimum(times, MOST).astype(np.uint8)
    )


def occurrences(texts: Sequence[str]) -> Occurrences:
    """All features of at most 4,096 texts, in no order."""
    if len(texts) > BATCH:
        msg = f"{len(texts)} texts at once; {BATCH} are the most."
        raise ValueError(msg)
    codes, document, begins = laid_out(texts)
    found = [*words(codes, document), *pieces(codes)]
    starts = np.concatenate([start for _feature, start, _end in found])
    documents = document[starts]
    offset = begins[documents]
    return Occurrences(
        documents,
        np.concatenate([feature for feature, _start, _end in found]),
        np.maximum(starts - offset, 0),
        np.minimum(np.concatenate([end for _feature, _start, end in found]), begins[documents + 1] - 1)
        - offset,
    )


def laid_out(texts: Sequence[str]) -> tuple[Codes, NDArray[np.intp], NDArray[np.intp]]:
    """Folded code points of all texts, spaces around each; the document of each code point; where documents begin."""
    codes = np.frombuffer(f" {' '.join(texts)} ".encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.intp, len(texts))
    document = np.repeat(np.arange(len(texts) + 1), np.append(lengths + 1, 1))
    begins = np.concatenate([[0], np.cumsum(lengths + 1)]) + 1
    fold, _word = tables()
    small = np.minimum(codes, SCANNED - 1)
    return np.where(codes < SCANNED, fold[small], codes), document, begins


@cache
def tables() -> tuple[Codes, NDArray[np.bool_]]:
    """By code point: in lower case, white space as a space; and whether it is part of words."""
    fold, word = np.arange(SCANNED, dtype=np.uint32), np.zeros(SCANNED, bool)
    for code in range(SCANNED):
        sign = chr(code)
        fold[code] = folded(sign)
        word[code] = is_word(sign)
    return fold, word


def folded(sign: str) -> int:
    """One code point for one, so that places stay: what would become two stays as it is."""
    lower = " " if sign.isspace() else sign.lower()
    return ord(lower) if len(lower) == 1 else ord(sign)


def is_word(sign: str) -> bool:
    """Letters, digits, and the marks that many scripts write on or after a letter."""
    return sign.isalnum() or sign == "_" or unicodedata.category(sign)[0] == "M"


Found = tuple[Codes, NDArray[np.intp], NDArray[np.intp]]  # feature, start, end


def words(codes: Codes, document: NDArray[np.intp]) -> Iterator[Found]:
    """Words and pairs of neighbouring words."""
    _fold, table = tables()
    inside = table[np.minimum(codes, SCANNED - 1)] | (codes >= SCANNED)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1  # it begins and ends with a space
    starts, ends = edges[::2], edges[1::2]
    hashes = runs(codes, starts, ends)
    yield mixed(hashes ^ np.uint32(WORD)), starts, ends
    near = np.flatnonzero(document[starts[1:]] == document[starts[:-1]])
    pairs = hashes[near] * np.uint32(JOINT) + hashes[near + 1]
    yield mixed(pairs ^ np.uint32(PAIR)), starts[near], ends[near + 1]


def runs(codes: Codes, starts: NDArray[np.intp], ends: NDArray[np.intp]) -> Codes:
    """The polynomial sum(code x BASE^(places to the end)) of each run, by differences of one running sum."""
    up, down = powers(BASE, len(codes)), powers(INVERSE, len(codes))
    sums = np.concatenate([np.zeros(1, np.uint32), np.cumsum(codes * down, dtype=np.uint32)])
    return (sums[ends] - sums[starts]) * up[ends - 1]


def powers(base: int, count: int) -> Codes:
    steps = np.full(count, base, np.uint32)
    steps[:1] = 1
    return np.multiply.accumulate(steps, dtype=np.uint32)


def pieces(codes: Codes) -> Iterator[Found]:
    """Runs of so many characters with white space at their ends only, and not of nothing but white space."""
    space = codes == SPACE
    hashes, unbroken = codes, np.ones(len(codes), bool)
    for length in range(2, max(PIECES) + 1):
        hashes = hashes[:-1] * np.uint32(BASE) + codes[length - 1 :]
        unbroken = unbroken[:-1] & ~space[length - 2 : -1] if length > 2 else ~(space[:-1] & space[1:])
        if length in PIECES:
            starts = np.flatnonzero(unbroken)
            yield mixed(hashes[starts] ^ np.uint32(PIECE)), starts, starts + length


def mixed(hashes: Codes) -> Codes:
    """Every bit of a hash spread over the 20 that are kept: the finish of MurmurHash3."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes >> np.uint32(32 - BITS)
