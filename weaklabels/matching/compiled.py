"""A rule, ready to be asked of one document: does it fire, and on which words?"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

from weaklabels.matching import definitions as d
from weaklabels.matching import fields
from weaklabels.matching.automaton import Automaton, Spans, automaton
from weaklabels.matching.documents import Document
from weaklabels.matching.patterns import parse
from weaklabels.matching.places import stretches
from weaklabels.matching.sentences import Refused, gettext_noop
from weaklabels.matching.vocabulary import Entries, Vocabulary, without_overlap

Dictionaries = Mapping[str, Entries]
NO_DICTIONARIES: Dictionaries = {}
Matcher = Automaton | Vocabulary


@dataclass(frozen=True)
class Hit:
    """Where a condition holds: its matches, and what else it looked at. Both may be empty."""

    spans: tuple[tuple[int, int], ...] = ()
    beside: tuple[tuple[int, int], ...] = ()


HOLDS = Hit()


class Compiled:
    """A condition with its patterns and word lists built. Equal conditions may share one."""

    def __init__(self, condition: d.Condition, dictionaries: Dictionaries = NO_DICTIONARIES) -> None:
        self.condition = condition
        self.dictionaries = dictionaries
        self._words = matcher(condition, dictionaries) if isinstance(condition, d.Words) else None
        self._look: Callable[[Document], Hit | None] = LOOKS[type(condition)](condition, dictionaries)

    def hit(self, document: Document) -> Hit | None:
        """None where the rule is silent."""
        return self._look(document)

    def fires(self, document: Document) -> bool:
        if self._words is not None:
            return self._words.fires(document.text)
        return self._look(document) is not None


def matcher(words: d.Words, dictionaries: Dictionaries) -> Matcher:
    """What finds these words. Raises Refused for a pattern that cannot be and a dictionary that is not there."""
    match words:
        case d.Keywords(entries, whole_words, match_case):
            return Vocabulary(entries, whole_words=whole_words, match_case=match_case)
        case d.Dictionary(name, whole_words, match_case):
            if name not in dictionaries:
                raise Refused(
                    gettext_noop("There is no dictionary “%(name)s” in this project. Upload it first."),
                    name=name,
                )
            return dictionaries[name].vocabulary(whole_words=whole_words, match_case=match_case)
        case d.Pattern(pattern, match_case):
            return automaton(parse(pattern, match_case=match_case))


def _words(condition: d.Words, dictionaries: Dictionaries) -> Callable[[Document], Hit | None]:
    found = matcher(condition, dictionaries)

    def look(document: Document) -> Hit | None:
        spans = found.spans(document.text)
        return Hit(tuple(spans)) if spans else None

    return look


def _near(condition: d.Near, dictionaries: Dictionaries) -> Callable[[Document], Hit | None]:
    first, second = (matcher(words, dictionaries) for words in (condition.first, condition.second))

    def look(document: Document) -> Hit | None:
        firsts = first.spans(document.text)
        if not firsts:
            return None
        seconds = second.spans(document.text)
        near = neighbours(condition, document, firsts, seconds)
        if condition.negated:
            alone = tuple(span for span, places in zip(firsts, near, strict=True) if not places)
            return Hit(alone) if alone else None
        kept = tuple(span for span, places in zip(firsts, near, strict=True) if places)
        return Hit(kept, among(seconds, chain.from_iterable(near))) if kept else None

    return look


def neighbours(condition: d.Near, document: Document, firsts: Spans, seconds: Spans) -> list[list[range]]:
    """For each match of the first, which of the second are near enough: stretches of their list, none of them empty.

    Both lists are in order and overlap nothing of their own, so the gap to a second one grows with its distance, and
    where it becomes too wide is found by halving: all pairs of a long document would be too many to look at.
    """
    if not seconds:
        return [[] for _one in firsts]
    begun = document.words_counted(pairs=len(firsts) * len(seconds))
    starts, ends = [start for start, _end in seconds], [end for _start, end in seconds]

    def before(one: tuple[int, int]) -> range:
        stop = bisect_right(ends, one[0])
        first = bisect_right(ends, -condition.within, hi=stop, key=lambda end: -begun(end, one[0]))
        return range(first, stop)

    def behind(one: tuple[int, int]) -> range:
        start = bisect_left(starts, one[1])
        return range(start, bisect_left(starts, condition.within, start, key=lambda at: begun(one[1], at)))

    sides = {d.Order.BEFORE: [behind], d.Order.AFTER: [before]}.get(condition.order, [before, behind])
    return [[places for side in sides if (places := side(one))] for one in firsts]


def among(spans: Spans, places: Iterable[range]) -> tuple[tuple[int, int], ...]:
    """The spans at these places, each once, in their order."""
    edges = [0] * (len(spans) + 1)
    for stretch in places:
        edges[stretch.start] += 1
        edges[stretch.stop] -= 1
    return tuple(span for span, depth in zip(spans, accumulate(edges), strict=False) if depth)


def _within(condition: d.Within, dictionaries: Dictionaries) -> Callable[[Document], Hit | None]:
    inner = Compiled(condition.when, dictionaries)
    place = condition.place
    heading = automaton(parse(place.heading)) if isinstance(place, d.Section) else None

    def look(document: Document) -> Hit | None:
        hits = []
        for start, end in stretches(place, document, heading):
            if hit := inner.hit(Document(document.text[start:end])):
                hits.append(Hit(_moved(hit.spans, start), _moved(hit.beside, start)))
        return _joined(hits) if hits else None

    return look


def _moved(spans: tuple[tuple[int, int], ...], by: int) -> tuple[tuple[int, int], ...]:
    return tuple((start + by, end + by) for start, end in spans)


def _joined(hits: list[Hit]) -> Hit:
    spans = sorted((span for hit in hits for span in hit.spans), key=lambda span: (span[0], -span[1]))
    beside = sorted({span for hit in hits for span in hit.beside})
    return Hit(tuple(without_overlap(spans)), tuple(beside))


def _metadata(condition: d.Metadata, _dictionaries: Dictionaries) -> Callable[[Document], Hit | None]:
    return lambda document: HOLDS if fields.holds(condition, document.metadata) else None


def _all_of(condition: d.AllOf, dictionaries: Dictionaries) -> Callable[[Document], Hit | None]:
    parts = [Compiled(part, dictionaries) for part in condition.parts]

    def look(document: Document) -> Hit | None:
        hits: list[Hit] = []
        for part in parts:
            if (hit := part.hit(document)) is None:
                return None
            hits.append(hit)
        with_spans = [hit for hit in hits if hit.spans]
        if not with_spans:
            return HOLDS
        others = {span for hit in with_spans[1:] for span in hit.spans} | {
            span for hit in hits for span in hit.beside
        }
        return Hit(with_spans[0].spans, tuple(sorted(others)))

    return look


def _any_of(condition: d.AnyOf, dictionaries: Dictionaries) -> Callable[[Document], Hit | None]:
    parts = [Compiled(part, dictionaries) for part in condition.parts]

    def look(document: Document) -> Hit | None:
        hits = [hit for part in parts if (hit := part.hit(document)) is not None]
        return _joined(hits) if hits else None

    return look


def _not(condition: d.Not, dictionaries: Dictionaries) -> Callable[[Document], Hit | None]:
    part = Compiled(condition.part, dictionaries)
    return lambda document: None if part.fires(document) else HOLDS


LOOKS: dict[type, Callable[[Any, Dictionaries], Callable[[Document], Hit | None]]] = {
    d.Keywords: _words,
    d.Dictionary: _words,
    d.Pattern: _words,
    d.Near: _near,
    d.Within: _within,
    d.Metadata: _metadata,
    d.AllOf: _all_of,
    d.AnyOf: _any_of,
    d.Not: _not,
}
