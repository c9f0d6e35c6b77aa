"""What do some documents add to the counters, and what no more? Differences, summed up before they are written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from django.db import connection

from review.services.counters.contents import as_array
from review.services.counters.slicing import KINDS
from review.services.overlap import COUNTS, REASONS, Which, counts_as

Answers = Mapping[int, tuple[int, int]]  # by author: the number of the answer, and why it does not count
WHICH = {reason: counts_as(reason) for reason in (COUNTS, *range(len(REASONS)))}

PATTERNS = """
INSERT INTO review_countedpattern AS known (question_id, which, pattern, documents)
SELECT %s, which, pattern::bigint[], documents
FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS more (which, pattern, documents)
ON CONFLICT (question_id, which, pattern) DO UPDATE SET documents = known.documents + excluded.documents
"""
SLICES = """
INSERT INTO review_countedslice AS known (question_id, which, kind, part, pattern, documents)
SELECT %s, which, kind, part, pattern::bigint[], documents
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::text[], %s::bigint[])
    AS more (which, kind, part, pattern, documents)
ON CONFLICT (question_id, which, kind, part, pattern) DO UPDATE SET documents = known.documents + excluded.documents
"""
PAIRS = """
INSERT INTO review_countedpair AS known (question_id, which, one_id, other_id, one_said, other_said, documents)
SELECT %s, more.*
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) AS more
ON CONFLICT (question_id, which, one_id, other_id, one_said, other_said)
DO UPDATE SET documents = known.documents + excluded.documents
"""
AUTHORS = """
INSERT INTO review_countedauthor AS known (question_id, author_id, reason, answers)
SELECT %s, more.* FROM unnest(%s::bigint[], %s::smallint[], %s::bigint[]) AS more
ON CONFLICT (question_id, author_id, reason) DO UPDATE SET answers = known.answers + excluded.answers
"""


@dataclass(frozen=True)
class Said:
    """The first answers to a document, and the slices it belongs to, one of each kind."""

    answers: Answers = field(default_factory=dict)
    slices: tuple[int, ...] = ()


NOTHING = Said()


class Changes:
    """Of one question."""

    def __init__(self) -> None:
        self.patterns: Counter[tuple[str, tuple[int, ...]]] = Counter()
        self.slices: Counter[tuple[str, str, int, tuple[int, ...]]] = Counter()
        self.pairs: Counter[tuple[str, int, int, int, int]] = Counter()
        self.authors: Counter[tuple[int, int]] = Counter()

    def replace(self, before: Said, after: Said) -> None:
        """A document had these first answers and has those now."""
        self._add(before, -1)
        self._add(after, 1)

    def _add(self, said: Said, times: int) -> None:
        for author, (_answer, reason) in said.answers.items():
            self.authors[author, reason] += times
        for which in Which:
            counted = sorted(
                (author, answer)
                for author, (answer, reason) in said.answers.items()
                if which in WHICH[reason]
            )
            if counted:
                pattern = pattern_of(answer for _author, answer in counted)
                self.patterns[which.value, pattern] += times
            if len(counted) > 1:  # one answer compares nothing
                for kind, part in zip(KINDS, said.slices, strict=True):
                    self.slices[which.value, kind, part, pattern] += times
            for (one, one_said), (other, other_said) in combinations(counted, 2):
                self.pairs[which.value, one, other, one_said, other_said] += times

    def write(self, question_id: int) -> None:
        with connection.cursor() as cursor:
            if patterns := _changed(self.patterns):
                which, kinds, documents = zip(*((*key, n) for key, n in patterns), strict=True)
                arrays = [as_array(kind) for kind in kinds]
                cursor.execute(PATTERNS, [question_id, list(which), arrays, list(documents)])
            if slices := _changed(self.slices):
                which, kinds, parts, patterns, documents = zip(*((*key, n) for key, n in slices), strict=True)
                arrays = [as_array(pattern) for pattern in patterns]
                columns = [list(which), list(kinds), list(parts), arrays, list(documents)]
                cursor.execute(SLICES, [question_id, *columns])
            for statement, counter in ((PAIRS, self.pairs), (AUTHORS, self.authors)):
                if rows := _changed(counter):
                    columns = zip(*((*key, n) for key, n in rows), strict=True)
                    cursor.execute(statement, [question_id, *map(list, columns)])


def pattern_of(answers: Iterable[int]) -> tuple[int, ...]:
    """Each answer with how often it was given, in order of the answers.

    >>> pattern_of([9, 4, 9])
    (4, 1, 9, 2)
    """
    return tuple(number for pair in sorted(Counter(answers).items()) for number in pair)


def _changed(counter: Counter) -> list[tuple[tuple, int]]:
    return sorted((key, count) for key, count in counter.items() if count)
