"""Which rules do the labelled documents suggest? Words, short phrases and metadata that stand with one label.

Every phrase of one to three words, and every value of a metadata field, is scored for every label by
(lower Wilson bound of its precision) x (documents it would newly cover). The best is taken, what it covers is
covered, and so on. What an existing rule says already is not suggested again.

Of thousands of phrases some stand with one label by luck alone: "she", say. First come those that are more than luck,
held against all that was looked at: one in ten of them is expected to be luck after all. The others follow, marked.

The caller passes the documents that may be used: never audit documents.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import bdtrc

from weaklabels.labelmodel.intervals import wilson
from weaklabels.matching import definitions as d
from weaklabels.matching.characters import fold
from weaklabels.matching.documents import word_spans
from weaklabels.matching.fields import as_text

LONGEST_PHRASE = 3  # words
FEWEST_RIGHT = 3
MOST_VALUES = 200  # different ones of a metadata field; beyond it is a name or a time
SHORTEST_WORD = 2  # letters of a phrase of one word
SHARE_OF_LUCK = 0.1  # expected among what is suggested


@dataclass(frozen=True)
class Labelled:
    """A document whose label is known."""

    text: str
    label: int
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Suggestion:
    """A rule that is not there yet; `right` of `checked` labelled documents, so many not covered before."""

    rule: d.Rule
    right: int
    checked: int
    new: int
    score: float
    may_be_luck: bool


def suggest(
    documents: Sequence[Labelled],
    existing: Sequence[d.Rule] = (),
    covered: Mapping[int, np.ndarray] | None = None,
    *,
    most: int = 20,
    least_lift: float = 2.0,
) -> list[Suggestion]:
    """The best rules that are not there yet.

    Parameters
    ----------
    documents
        With their labels; none of them an audit document.
    existing
        Rules that are there, or were declined: not suggested again.
    covered
        For each label the positions in `documents` where a rule says it already.
    most
        How many to suggest.
    least_lift
        The lower bound of the precision is at least so many times the label's share, or above 90 %.
    """
    labels = np.array([document.label for document in documents])
    free = {label: np.ones(len(documents), bool) for label in np.unique(labels).tolist()}
    for label, positions in (covered or {}).items():
        if label in free:
            free[label][positions] = False
    known = {(rule.label, rule.when) for rule in existing} | _words_said(existing)
    candidates = [
        candidate
        for candidate in _candidates(documents, labels, least_lift)
        if (candidate.label, candidate.when) not in known
    ]
    found: list[Suggestion] = []
    for may_be_luck in (False, True):
        these = [candidate for candidate in candidates if candidate.may_be_luck == may_be_luck]
        found += _best(these, free, most - len(found))
    return found


@dataclass(eq=False)
class Candidate:
    label: int
    when: d.Condition
    positions: np.ndarray
    right: int
    may_be_luck: bool = True

    @property
    def precision(self) -> float:
        return wilson(self.right, len(self.positions))[0]


def _words_said(rules: Sequence[d.Rule]) -> set[tuple[int, d.Condition]]:
    """Each word of a list alone is said already, too."""
    return {
        (rule.label, d.Keywords((fold(word),)))
        for rule in rules
        if isinstance(rule.when, d.Keywords)
        for word in rule.when.words
    }


def _best(candidates: list[Candidate], free: Mapping[int, np.ndarray], most: int) -> Iterator[Suggestion]:
    """Take the best, count what it covers as covered, and look again: only scores that may win are renewed."""
    scores = {candidate: _score(candidate, free) for candidate in candidates}
    while scores and most:
        best = max(scores, key=scores.__getitem__)
        score = _score(best, free)
        if score < scores[best]:
            scores[best] = score  # covered in part meanwhile: it stands further behind
            if score <= 0:
                del scores[best]
            continue
        if score <= 0:
            return
        del scores[best]
        new = int(free[best.label][best.positions].sum())
        free[best.label][best.positions] = False
        rule = d.Rule(best.label, best.when)
        yield Suggestion(rule, best.right, len(best.positions), new, score, best.may_be_luck)
        most -= 1


def _score(candidate: Candidate, free: Mapping[int, np.ndarray]) -> float:
    return candidate.precision * int(free[candidate.label][candidate.positions].sum())


def _candidates(documents: Sequence[Labelled], labels: np.ndarray, least_lift: float) -> Iterator[Candidate]:
    names, places = np.unique(labels, return_inverse=True)
    shares = np.bincount(places, minlength=len(names)) / max(len(labels), 1)
    tried, seen = 0, []
    for when, positions in _features(documents):
        tried += len(names)
        right = np.bincount(places[positions], minlength=len(names))
        seen += [
            (place, Candidate(int(names[place]), when, positions, int(right[place])))
            for place in np.nonzero(right >= FEWEST_RIGHT)[0].tolist()
        ]
    right = np.array([one.right for _place, one in seen])
    hits = np.array([len(one.positions) for _place, one in seen])
    share = shares[[place for place, _one in seen]] if seen else np.empty(0)
    is_more_than_luck = beyond_luck(bdtrc(right - 1, hits, share), tried, SHARE_OF_LUCK)
    for (_place, candidate), own, is_more in zip(seen, share, is_more_than_luck, strict=True):
        if candidate.precision >= min(least_lift * own, 0.9):
            candidate.may_be_luck = not is_more
            yield candidate


def beyond_luck(chances: np.ndarray, tried: int, share: float) -> np.ndarray:
    """Which of these were not luck, where the chance of each to be luck is known.

    Parameters
    ----------
    chances
        p-values, shape (found,).
    tried
        How many were looked at; those that are not among `chances` count as luck.
    share
        Of those that are chosen, how many may be luck in expectation.

    References
    ----------
    Benjamini and Hochberg (1995), Controlling the false discovery rate. JRSS B 57.
    """
    ordered = np.sort(chances)
    [low] = np.nonzero(ordered <= share * np.arange(1, len(ordered) + 1) / max(tried, 1))
    return chances <= ordered[low[-1]] if low.size else np.zeros(len(chances), bool)


def _features(documents: Sequence[Labelled]) -> Iterator[tuple[d.Condition, np.ndarray]]:
    for phrase, positions in phrases([document.text for document in documents]):
        yield d.Keywords((phrase,)), positions
    for (field, value), positions in _values([document.metadata for document in documents]):
        kind = d.Kind.TEXT if isinstance(value, str) else d.Kind.NUMBER
        yield d.Metadata(field, d.Comparison.IS, (value,), kind), positions


def phrases(texts: Sequence[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Phrases of one to three words with the documents a list of this phrase would hit.

    Between the words of a phrase stands one blank, as in the rule. A phrase is looked at only where both shorter
    ones in it are in enough documents.
    """
    vocabulary: dict[str, int] = {}
    words, owners, joins = _tokens(texts, vocabulary)
    names = list(vocabulary)
    grams = words.astype(np.int64)
    valid = np.ones(len(words), bool)
    parts = [(name,) for name in names]
    for length in range(1, LONGEST_PHRASE + 1):
        kept, frequent = _frequent(grams, owners, valid)
        for gram, positions in kept:
            if length > 1 or len(parts[gram][0]) >= SHORTEST_WORD:
                yield " ".join(parts[gram]), positions
        grams, valid, parts = _longer(grams, valid & frequent, words, joins, parts, names, length)


def _tokens(texts: Sequence[str], vocabulary: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Words as numbers, their documents, and whether a single blank joins each to the next."""
    words: list[int] = []
    owners: list[int] = []
    joins: list[bool] = []
    for owner, text in enumerate(texts):
        folded = fold(text)
        spans = word_spans(folded)
        words += [vocabulary.setdefault(folded[start:end], len(vocabulary)) for start, end in spans]
        owners += [owner] * len(spans)
        joins += [folded[one[1] : other[0]] == " " for one, other in itertools.pairwise(spans)]
        joins += [False] * bool(spans)
    return np.array(words, np.int64), np.array(owners, np.int64), np.array(joins, bool)


def _frequent(
    grams: np.ndarray, owners: np.ndarray, valid: np.ndarray
) -> tuple[list[tuple[int, np.ndarray]], np.ndarray]:
    """Those in enough documents with their documents, and where in the text they stand."""
    pairs = (
        np.unique(np.stack([grams[valid], owners[valid]], axis=1), axis=0)
        if valid.any()
        else np.empty((0, 2), int)
    )
    names, firsts, counts = np.unique(pairs[:, 0], return_index=True, return_counts=True)
    enough = counts >= FEWEST_RIGHT
    kept = [
        (int(name), pairs[first : first + count, 1])
        for name, first, count in zip(names[enough], firsts[enough], counts[enough], strict=True)
    ]
    return kept, np.isin(grams, names[enough])


def _longer(
    grams: np.ndarray,
    frequent: np.ndarray,
    words: np.ndarray,
    joins: np.ndarray,
    parts: list[tuple[str, ...]],
    names: list[str],
    length: int,
) -> tuple[np.ndarray, np.ndarray, list[tuple[str, ...]]]:
    """Each phrase with the word behind it, numbered anew."""
    last = np.zeros(len(words), np.int64)
    last[: len(words) - length] = words[length:]
    joined = np.zeros(len(words), bool)
    joined[: len(words) - length] = joins[length - 1 : len(words) - 1]
    behind = np.zeros(len(words), bool)
    behind[:-1] = frequent[1:]
    valid = frequent & behind & joined
    keys = grams * len(names) + last
    found, numbers = np.unique(keys[valid], return_inverse=True)
    longer = np.zeros(len(words), np.int64)
    longer[valid] = numbers
    grown = [(*parts[key // len(names)], names[key % len(names)]) for key in found.tolist()]
    return longer, valid, grown


def _values(metadata: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, Any], np.ndarray]]:
    """Values of metadata fields with their documents; texts are compared as the rule does, without case."""
    found: dict[str, dict[str, tuple[Any, list[int]]]] = {}
    for position, fields in enumerate(metadata):
        for field, value in _flat(fields):
            values = found.setdefault(field, {})
            if len(values) <= MOST_VALUES:
                values.setdefault(as_text(value).casefold(), (value, []))[1].append(position)
    for field, values in found.items():
        if len(values) <= MOST_VALUES:
            for value, positions in values.values():
                if len(positions) >= FEWEST_RIGHT:
                    yield (field, value), np.array(positions)


def _flat(fields: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield f"{before}{name}", value
