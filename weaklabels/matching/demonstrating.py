"""Somebody marks words in a document: which rules could they mean? From the narrowest to the widest.

References
----------
Evensen, S., Ge, C. and Demiralp, C. (2020). Ruler: data programming by demonstration for document labeling.
Findings of EMNLP 2020.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from weaklabels.matching import definitions as d
from weaklabels.matching.characters import IS_UNSPACED
from weaklabels.matching.documents import Document, word_spans
from weaklabels.matching.previewing import Preview, Sample, preview

LONGEST_MARK = 200  # characters
MOST_MARKS = 2
STEM_KEEPS = 0.6  # of a word's letters, and at least so many:
SHORTEST_STEM = 4
EDGE_WORDS = 20  # "at the beginning" is the first so many words
MOST_GAP = 10
NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
NAME = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Proposal:
    """A rule that could be meant, and what it would do on the sample."""

    rule: d.Rule
    preview: Preview


def propose(
    document: Document,
    marks: list[tuple[int, int]],
    label: int,
    sample: Sample,
    *,
    says: d.Says = d.Says.LABEL,
) -> list[Proposal]:
    """The rules that marked words may stand for, each with its figures; each fires on the document itself.

    Parameters
    ----------
    document
        Where the words were marked.
    marks
        One or two stretches, in code points.
    label
        What such a rule says.
    sample
        What the figures are taken from; audit documents are left out by the caller.
    says
        Whether the rules say a label or propose spans.
    """
    rules = [d.Rule(label, condition, says) for condition in dict.fromkeys(generalised(document, marks))]
    seen: set[bytes] = set()
    proposals = []
    for rule in rules:
        found = preview(rule, sample)
        if (packed := found.column.pack()) not in seen:  # two ways to say the same: the first is simpler
            seen.add(packed)
            proposals.append(Proposal(rule, found))
    return proposals


def generalised(document: Document, marks: list[tuple[int, int]]) -> Iterator[d.Condition]:
    """What the marks could stand for."""
    texts = [text for start, end in marks[:MOST_MARKS] if (text := _marked(document.text, start, end))]
    if len(texts) == 2:
        yield from _two(document, marks, texts)
    for text, (start, end) in zip(texts, marks, strict=False):
        yield from _one(document, text, start, end)


def _marked(text: str, start: int, end: int) -> str:
    return text[start:end].strip()[:LONGEST_MARK]


def _keywords(*words: str) -> d.Keywords:
    whole = not any(IS_UNSPACED.search(word) for word in words)
    return d.Keywords(words, whole_words=whole)


def _one(document: Document, text: str, start: int, end: int) -> Iterator[d.Condition]:
    phrase = _keywords(text)
    yield phrase
    yield from _classes(text)
    words = [text[first:last] for first, last in word_spans(text)]
    if len(words) > 1:
        yield d.AllOf(tuple(map(_keywords, dict.fromkeys(words))))
        yield d.Near(_keywords(words[0]), _keywords(words[-1]), len(words) + 2, d.Order.BEFORE)
    if len(words) == 1 and (stem := stem_of(words[0])):
        yield d.Pattern(rf"\b{re.escape(stem)}\w*")
    yield from _placed(document, phrase, start, end)


def _classes(text: str) -> Iterator[d.Condition]:
    """Numbers as any number, words with a capital as any such word."""
    if NUMBER.search(text):
        pieces = NUMBER.split(text)
        yield d.Pattern(_edged(r"\d+(?:[.,:/-]\d+)*".join(map(re.escape, pieces)), text))
    words = NAME.findall(text)
    if words and all(word[0].isupper() for word in words) and any(word[1:].islower() for word in words):
        yield d.Pattern(_edged(NAME.sub("[A-Z]\\\\w+", re.escape(text)), text), match_case=True)


def _edged(pattern: str, text: str) -> str:
    first = r"\b" if text[0].isalnum() else ""
    last = r"\b" if text[-1].isalnum() else ""
    return f"{first}{pattern}{last}".replace("\\ ", " ")


def stem_of(word: str) -> str | None:
    """The beginning of a word that its other forms share, roughly; None where it is too short to cut.

    >>> stem_of("refunded"), stem_of("cash")
    ('refun', None)
    """
    keep = max(SHORTEST_STEM, round(STEM_KEEPS * len(word)))
    return word[:keep] if keep < len(word) and word.isalpha() else None


def _placed(document: Document, phrase: d.Keywords, start: int, end: int) -> Iterator[d.Condition]:
    """The phrase where it stands: whose turn, at which end of the text."""
    for turn in document.turns:
        if turn.start <= start and end <= turn.end:
            yield d.Within(d.Speaker((turn.speaker,)), phrase)
    spans = document.word_spans
    if len(spans) > 2 * EDGE_WORDS:
        if end <= spans[EDGE_WORDS - 1][1]:
            yield d.Within(d.Stretch(d.Side.FIRST, EDGE_WORDS), phrase)
        if start >= spans[-EDGE_WORDS][0]:
            yield d.Within(d.Stretch(d.Side.LAST, EDGE_WORDS), phrase)


def _two(document: Document, marks: list[tuple[int, int]], texts: list[str]) -> Iterator[d.Condition]:
    (first, one), (second, other) = sorted(zip(marks, texts, strict=False))
    gap = sum(first[1] <= start < second[0] for start, _end in document.word_spans)
    words = _keywords(one), _keywords(other)
    if gap < MOST_GAP:
        yield d.Near(*words, gap + 1, d.Order.BEFORE)
        yield d.Near(*words, MOST_GAP, d.Order.BEFORE)
        yield d.Near(*words, MOST_GAP)
    yield d.AllOf(words)
