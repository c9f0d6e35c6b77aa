"""How far do they agree week by week, in each phase, on each batch, and beside suggestions? A part is a slice."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from annotate.models import Batch, Phase, Question
from booklet.services.scheme.labels import labels_now
from review.agreement import Figure, Match, State, Units, f1, f1_sums
from review.services.answers import marks_given
from review.services.comparing import KINDS, SHAPES, Shape
from review.services.comparison import Measured
from review.services.counters.reading import said_in, units_in, whole_counting
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
from review.trend import TrendChart, trend_chart

MOST_PARTS = 26  # of each kind: the newest

READ = """
SELECT (SELECT json_agg(json_build_array(kind, part, pattern, documents)) FROM review_countedslice s
        WHERE question_id = %(question)s AND which = %(which)s AND kind = ANY(%(kinds)s) AND documents > 0)::text,
    (SELECT json_agg(json_build_array(id, content)) FROM review_countedanswer
        WHERE question_id = %(question)s)::text
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


def parts_of(question: Question, which: Which) -> Parts | None:
    if question.kind not in KINDS:
        return None
    found = _of_marks(question, which) if question.kind == Question.Kind.SPANS else _counted(question, which)
    if found is None:
        return None
    phases = {one.id: str(one) for one in Phase.objects.filter(project=question.project)}
    batches = {one.id: str(one) for one in Batch.objects.filter(project=question.project)}
    return Parts(
        _named(found[WEEK], lambda week: date_format(monday_of(week), "SHORT_DATE_FORMAT")),
        _named(found[PHASE], lambda phase: phases.get(phase, "") or _("before the first phase")),
        _named(found[BATCH], lambda batch: batches.get(batch, str(batch))),
    )


def _ends(figure: Figure) -> tuple[float | None, float | None, float | None]:
    return figure.value, figure.low, figure.high


def _named(parts: Mapping[int, list[Measured]], name: Callable[[int], str]) -> list[Part]:
    return [Part(name(number), number, parts[number]) for number in sorted(parts)[-MOST_PARTS:]]


def _counted(question: Question, which: Which) -> Found | None:
    """Of labels, sets and ratings, from the counters alone."""
    if not whole_counting(question.project):
        return None
    values = {"question": question.id, "which": which.value, "kinds": [WEEK, PHASE, BATCH]}
    with connection.cursor() as cursor:
        cursor.execute(READ, values)
        rows, numbers = ([] if told is None else orjson.loads(told) for told in cursor.fetchone())
    instead = labels_now(question.project)
    said = {number: said_in(question, content, instead) for number, content in numbers}
    shape = SHAPES[question.kind](question, set(said.values()))
    by_answer = {answer: place for place, answer in enumerate(shape.answers)}
    places = {number: by_answer[answer] for number, answer in said.items()}
    by_part: defaultdict[str, defaultdict[int, list]] = defaultdict(lambda: defaultdict(list))
    for kind, part, pattern, documents in rows:
        by_part[kind][part].append((part, pattern, documents))
    return {kind: _figures(by_part[kind], shape, places) for kind in (WEEK, PHASE, BATCH)}


def _figures(
    parts: Mapping[int, Sequence[tuple[int, list[int], int]]], shape: Shape, places: dict[int, int]
) -> dict[int, list[Measured]]:
    """Of the newest parts; documents are drawn in each, whatever groups they belong to."""
    newest = sorted(parts)[-MOST_PARTS:]
    return {part: shape.figures(_alone(parts[part], places, len(shape.answers))) for part in newest}


def _alone(rows: Sequence[tuple[int, list[int], int]], places: dict[int, int], classes: int) -> Units:
    units = units_in(rows, places, max(classes, 1))
    return Units(units.counts, units.times)


def _of_marks(question: Question, which: Which) -> Found:
    """Of marked words, from the answers: all that a page reads of them."""
    answers = answers_to(question, which)
    marked = marks_given(answers, labels_now(question.project))
    rows = with_reasons(question).filter(annotation__document__in=list(marked)).values_list(*FIRST)
    slices = slices_of(First(*row) for row in rows)
    found: dict[str, dict[int, list[Measured]]] = {}
    for kind in (WEEK, PHASE, BATCH):
        parts: defaultdict[int, list[int]] = defaultdict(list)
        for document, of in slices.items():
            parts[of[SLICES.index(kind)]].append(document)
        found[kind] = {part: [_exact(marked[one] for one in ids)] for part, ids in parts.items()}
    return found


def _exact(documents: Iterable[Mapping]) -> Measured:
    return Measured("f1-exact", Figure.of(f1_sums(list(documents)), lambda totals: f1(totals, Match.EXACT)))
