"""Where do the entries of a list of words stand in a text? All at once, in time linear in the text.

The entries are one Aho-Corasick automaton over the folded text (without case and with every blank a blank), which
is as long as the text, so places are places. Whole words: no letter, digit, underscore or mark stands directly
before or behind the entry; where the script puts no blanks between words, an edge asks for nothing.

References
----------
Aho, A. V. and Corasick, M. J. (1975). Efficient string matching. Communications of the ACM 18(6).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import ahocorasick

from weaklabels.matching.automaton import Spans
from weaklabels.matching.characters import IS_UNSPACED, blank_out, fold, is_word_character
from weaklabels.matching.sentences import Refused, gettext_noop

MOST_ENTRIES = 2_000_000
LONGEST_ENTRY = 200  # characters


@dataclass(frozen=True, eq=False)
class Entries:
    """A named list kept outside the rules that use it, as uploaded: one entry a line, blank lines left out."""

    lines: tuple[str, ...]
    sha256: str
    _vocabularies: dict[tuple[bool, bool], "Vocabulary"] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, lines: Iterable[str]) -> "Entries":
        """Raises Refused with the line that is too long, or when there are too many or none."""
        kept: dict[str, None] = {}
        digest = hashlib.sha256()
        for number, line in enumerate(lines, 1):
            entry = line.strip()
            if len(entry) > LONGEST_ENTRY:
                raise Refused(
                    gettext_noop("Line %(number)s has %(length)s characters; an entry has at most %(most)s. Is "
                                 "there one entry on each line?"),
                    number=number, length=len(entry), most=LONGEST_ENTRY,
                )  # fmt: skip
            if entry and entry not in kept:
                kept[entry] = None
                digest.update(entry.encode() + b"\n")
            if len(kept) > MOST_ENTRIES:
                raise Refused(
                    gettext_noop("The dictionary has more than %(most)s different entries. Split it in two, "
                                 "or leave out what never comes."),
                    most=MOST_ENTRIES,
                )  # fmt: skip
        if not kept:
            raise Refused(gettext_noop("The dictionary has no entry: write one on each line."))
        return cls(tuple(kept), digest.hexdigest())

    def vocabulary(self, *, whole_words: bool, match_case: bool) -> "Vocabulary":
        """Built once, and kept as long as the entries are."""
        key = whole_words, match_case
        if key not in self._vocabularies:
            self._vocabularies[key] = Vocabulary(self.lines, whole_words=whole_words, match_case=match_case)
        return self._vocabularies[key]


class Vocabulary:
    """The entries, ready to be looked for."""

    def __init__(self, entries: Iterable[str], *, whole_words: bool, match_case: bool) -> None:
        self.entries = tuple(entries)
        self.whole_words = whole_words
        self.match_case = match_case

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        built = ahocorasick.Automaton(ahocorasick.STORE_LENGTH)
        for entry in self.entries:
            built.add_word(self._folded(entry))
        built.make_automaton()
        return built

    def _folded(self, text: str) -> str:
        return blank_out(text) if self.match_case else fold(text)

    def fires(self, text: str) -> bool:
        """Does any entry stand in the text?"""
        folded = self._folded(text)
        return any(
            self._is_whole(folded, end + 1 - length, end + 1) for end, length in self._automaton.iter(folded)
        )

    def spans(self, text: str) -> Spans:
        """All matches: leftmost, longest, without overlap."""
        folded = self._folded(text)
        found = [
            (end + 1 - length, -end - 1)
            for end, length in self._automaton.iter(folded)
            if self._is_whole(folded, end + 1 - length, end + 1)
        ]
        return without_overlap((start, -end) for start, end in sorted(found))

    def _is_whole(self, text: str, start: int, end: int) -> bool:
        return not self.whole_words or (
            is_edge(text[start - 1 : start], text[start]) and is_edge(text[end : end + 1], text[end - 1])
        )


def is_edge(outside: str, inside: str) -> bool:
    """May a whole word have this character inside its edge and that one ("" is none) outside?"""
    if not outside or not is_word_character(outside):
        return True
    return not inside.isascii() and IS_UNSPACED.match(inside) is not None


def without_overlap(spans: Iterable[tuple[int, int]]) -> Spans:
    """Those that begin behind the end of the one before; sorted by start, the longest of each start first."""
    kept: Spans = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
