"""How far do they agree week by week, in each phase, on each batch, and beside suggestions? A part is a slice."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import orjson
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotate.models import Batch, Phase, Question
from booklet.services.scheme.labels import labels_now
from review.agreement import Figure, Match, State, Units, f1, f1_sums
from review.models import CountedAnswer
from review.services.answers import Marked, blocks_of, has_groups, marks_given
from review.services.comparing import KINDS, SHAPES, Shape, of_pairs
from review.services.comparing_spans import drawn_by, of_marking_pairs
from review.services.comparison import Measured, OfPair
from review.services.counters.columns import Columns, columns_in_part, columns_of, columns_of_pair
from review.services.counters.reading import couples_in, placed_in, said_in, units_in, whole_counting
from review.services.counters.slicing import (
    BATCH,
    FIRST,
    PHASE,
    WEEK,
    First,
    monday_of,
    slices_of,
)
from review.services.counters.slicing import KINDS as SLICES
from review.services.overlap import Which, answers_to, with_reasons
from review.services.thresholds import thresholds_of
from review.trend import TrendChart, trend_chart

MOST_PARTS = 26  # of each kind: the newest

OF_ALL = """
SELECT json_agg(json_build_array(kind, part, pattern, documents))::text FROM review_countedslice
WHERE question_id = %s AND which = %s AND kind = ANY(%s) AND documents > 0
"""


@dataclass(frozen=True)
class Part:
    """A week, a phase or a batch; `place` puts weeks where they belong in time."""

    name: str
    place: int
    figures: list[Measured]

    @property
    def headline(self) -> Measured:
        return self.figures[0]


@dataclass(frozen=True)
class Parts:
    """None where the counters are not whole yet: then nothing is known of parts."""

    weeks: list[Part]
    phases: list[Part]
    batches: list[Part]

    def named(self, kind: str, number: int) -> Part | None:
        """One of those that are shown."""
        rows = {WEEK: self.weeks, PHASE: self.phases, BATCH: self.batches}[kind]
        return next((part for part in rows if part.place == number), None)

    @property
    def trend(self) -> TrendChart | None:
        """A picture, where two weeks have a figure."""
        known = [one for one in self.weeks if one.headline.figure.state is State.MEASURED]
        if len(known) < 2:
            return None
        first = known[0].place
        rows = [
            (one.name, one.place - first, *(max(value or 0.0, 0.0) for value in _ends(one.headline.figure)))
            for one in known
        ]
        return trend_chart(rows)


Found = Mapping[str, Mapping[int, list[Measured]]]  # by kind and part
Pair = tuple[int, int]  # ids of two annotators


def parts_of(question: Question, which: Which, pair: Pair | None = None) -> Parts | None:
    """Of everybody, or of two of them alone."""
    if question.kind not in KINDS:
        return None
    of_kind = _of_marks if question.kind == Question.Kind.SPANS else _counted
    found = of_kind(question, which, pair)
    if found is None:
        return None
    thresholds = thresholds_of(question.project)
    found = {
        kind: {part: [one.read_by(thresholds) for one in figures] for part, figures in parts.items()}
        for kind, parts in found.items()
    }
    phases = {one.id: str(one) for one in Phase.objects.filter(project=question.project)}
    batches = {one.id: str(one) for one in Batch.objects.filter(project=question.project)}
    return Parts(
        _named(found[WEEK], lambda week: date_format(monday_of(week), "SHORT_DATE_FORMAT")),
        _named(found[PHASE], lambda phase: phases.get(phase, "") or _("before the first phase")),
        _named(found[BATCH], lambda batch: batches.get(batch, str(batch))),
    )


def pairs_of(question: Question, which: Which, kind: str, part: int) -> list[OfPair] | None:
    """Two by two in one part; None where the counters are not whole yet, or the question has no parts."""
    if question.kind not in KINDS:
        return None
    if question.kind == Question.Kind.SPANS:
        marked = marks_given(answers_to(question, which), labels_now(question.project))
        ids = _in_parts(_slices_of_marks(question, marked), kind).get(part, [])
        inside = {document: marked[document] for document in ids}
        return of_marking_pairs(inside, blocks_of(question.project, ids))
    if not whole_counting(question.project):
        return None
    shape, places = _numbered(question)
    columns, is_grouped = columns_in_part(question, which, kind, part), has_groups(question.project)
    pairs = couples_in(columns, places, max(len(shape.answers), 1), is_grouped=is_grouped)
    return of_pairs(pairs, shape.distances)


def _ends(figure: Figure) -> tuple[float | None, float | None, float | None]:
    return figure.value, figure.low, figure.high


def _named(parts: Mapping[int, list[Measured]], name: Callable[[int], str]) -> list[Part]:
    return [Part(name(number), number, parts[number]) for number in sorted(parts)[-MOST_PARTS:]]


def _counted(question: Question, which: Which, pair: Pair | None) -> Found | None:
    """Of labels, sets and ratings, from the counters alone.

    There are no sums of two people alone, nor of the groups in a part: these are of the newest documents.
    """
    if not whole_counting(question.project):
        return None
    shape, places = _numbered(question)
    is_grouped = has_groups(question.project)
    if pair or is_grouped:
        columns = columns_of_pair(question, which, *pair) if pair else columns_of(question, which)
        return {
            kind: _from_columns(columns, kind, shape, places, is_grouped=is_grouped)
            for kind in (WEEK, PHASE, BATCH)
        }
    by_part: defaultdict[str, defaultdict[int, list]] = defaultdict(lambda: defaultdict(list))
    for kind, part, pattern, documents in _slices(question, which):
        by_part[kind][part].append((part, pattern, documents))
    return {kind: _figures(by_part[kind], shape, places) for kind in (WEEK, PHASE, BATCH)}


def _from_columns(
    columns: Columns, kind: str, shape: Shape, places: dict[int, int], *, is_grouped: bool
) -> dict[int, list[Measured]]:
    columns, said = placed_in(columns, places)
    of, classes = columns.part_of(kind), max(len(shape.answers), 1)
    found = {}
    for part in np.unique(of)[-MOST_PARTS:].tolist():
        rows = of == part
        groups = columns.blocks[rows] if is_grouped else None
        found[part] = shape.figures(Units.of(columns.documents[rows], said[rows], classes, groups))
    return found


def _slices(question: Question, which: Which) -> list[tuple[str, int, list[int], int]]:
    with connection.cursor() as cursor:
        cursor.execute(OF_ALL, [question.id, which.value, [WEEK, PHASE, BATCH]])
        [told] = cursor.fetchone()
    return [] if told is None else orjson.loads(told)


def _numbered(question: Question) -> tuple[Shape, dict[int, int]]:
    """The place of each answer that the counters know."""
    instead = labels_now(question.project)
    known = CountedAnswer.objects.filter(question=question).values_list("id", "content")
    said: dict[int, Hashable] = {number: said_in(question, content, instead) for number, content in known}
    shape = SHAPES[question.kind](question, set(said.values()))
    by_answer = {answer: place for place, answer in enumerate(shape.answers)}
    return shape, {number: by_answer[answer] for number, answer in said.items()}


def _figures(
    parts: Mapping[int, Sequence[tuple[int, Sequence[int], int]]], shape: Shape, places: dict[int, int]
) -> dict[int, list[Measured]]:
    """Of the newest parts, where every document is a group of its own."""
    newest = sorted(parts)[-MOST_PARTS:]
    return {part: shape.figures(_alone(parts[part], places, len(shape.answers))) for part in newest}


def _alone(rows: Sequence[tuple[int, Sequence[int], int]], places: dict[int, int], classes: int) -> Units:
    units = units_in(rows, places, max(classes, 1))
    return Units(units.counts, units.times)


def _of_marks(question: Question, which: Which, pair: Pair | None) -> Found:
    """Of marked words, from the answers: all that a page reads of them."""
    marked = marks_given(answers_to(question, which), labels_now(question.project))
    if pair:
        both = {document: answers for document, answers in marked.items() if answers.keys() >= set(pair)}
        marked = {document: {one: answers[one] for one in pair} for document, answers in both.items()}
    slices, blocks = _slices_of_marks(question, marked), blocks_of(question.project, list(marked))
    return {
        kind: {part: [_exact(marked, ids, blocks)] for part, ids in _in_parts(slices, kind).items()}
        for kind in (WEEK, PHASE, BATCH)
    }


def _slices_of_marks(question: Question, marked: Marked) -> dict[int, tuple[int, ...]]:
    rows = with_reasons(question).filter(annotation__document__in=list(marked)).values_list(*FIRST)
    return slices_of(First(*row) for row in rows)


def _in_parts(slices: Mapping[int, tuple[int, ...]], kind: str) -> Mapping[int, list[int]]:
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for document, of in slices.items():
        parts[of[SLICES.index(kind)]].append(document)
    return parts


def _exact(marked: Marked, ids: Sequence[int], blocks: Mapping[int, int] | None) -> Measured:
    sums = drawn_by(blocks, ids, f1_sums([marked[one] for one in ids]))
    return Measured("f1-exact", Figure.of(sums, partial(f1, rule=Match.EXACT)))
