"""How far do annotators agree on a question? Coefficients, label by label, pair by pair, and who confuses what."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from annotate.models import Label, Question, User
from booklet.services.scheme.labels import labels_now
from review.agreement import (
    ENOUGH,
    ENOUGH_GROUPS,
    Coefficient,
    Figure,
    Pairs,
    State,
    Units,
    cohen_of,
    coincidences_of,
    figure,
    figures,
    mean_difference,
    ordinal_alpha,
)
from review.agreement.distances import Distances, between_sets, in_steps, interval, nominal
from review.services.answers import (
    Given,
    asked_as,
    choices_given,
    in_blocks,
    in_order,
    levels_of,
    ratings_given,
    sets_given,
)
from review.services.comparing_spans import compare_spans
from review.services.comparing_texts import compare_relations, compare_texts
from review.services.comparison import (
    Answer,
    Cell,
    Comparison,
    Confusions,
    Measured,
    OfLabel,
    OfPair,
    in_common,
    in_doubt,
)
from review.services.counters.reading import MOST_DRAWN, Counted, counted
from review.services.overlap import Which, answers_to
from review.services.reached import Reached
from review.services.thresholds import thresholds_of

Answers = Given | Counted  # read one by one, or counted beforehand: the same figures come of both
ENOUGH_OF_A_LABEL = 10  # documents where somebody gave it; with fewer the interval held 91 % and less
LEVELS = 6
SCALE = {"least": 1, "most": 5}


def compare(
    question: Question, which: Which = Which.INDEPENDENT, instead: Mapping[int, int] | None = None
) -> Comparison:
    """Labels that were merged are read as what they are called now, unless `instead` says otherwise."""
    of_kind = EVERY_KIND[question.kind]
    found = of_kind(question, which, labels_now(question.project) if instead is None else instead)
    return found.read_by(thresholds_of(question.project))


@dataclass(frozen=True)
class Shape:
    """How the answers to a question are numbered for the arithmetic, and which figures come first."""

    answers: list[Hashable]
    distances: Distances
    is_ordinal: bool = False

    def figures(self, units: Units) -> list[Measured]:
        """The headline, then percent agreement."""
        percent = Measured(str(Coefficient.PERCENT), figure(Coefficient.PERCENT, units, self.distances))
        if self.is_ordinal:
            return [ordinal_of(units), percent]
        return [Measured.corrected("alpha", figure(Coefficient.ALPHA, units, self.distances)), percent]


def shape_of_choice(question: Question, said: Iterable[Hashable]) -> Shape:
    answers = in_order([label["id"] for label in asked_as(question).get("labels", [])], said)
    return Shape(answers, nominal(max(len(answers), 1)))


def shape_of_choices(_question: Question, said: Iterable[Hashable]) -> Shape:
    """Sets that are nearly the same disagree little: MASI."""
    answers = in_order([], said)
    return Shape(answers, between_sets(answers or [frozenset()]))


def shape_of_rating(question: Question, said: Iterable[Hashable]) -> Shape:
    answers = sorted({*steps_of(question), *said})
    return Shape(answers, interval(answers), is_ordinal=True)


SHAPES: dict[str, Callable[[Question, Iterable[Hashable]], Shape]] = {
    Question.Kind.CHOICE: shape_of_choice,
    Question.Kind.CHOICES: shape_of_choices,
    Question.Kind.RATING: shape_of_rating,
}


def compare_choice(question: Question, which: Which, instead: Mapping[int, int]) -> Comparison:
    asked = [label["id"] for label in asked_as(question).get("labels", [])]
    given = counted(question, which, partial(in_order, asked), instead) or in_blocks(
        choices_given(answers_to(question, which), asked, instead), question.project
    )
    labels = Label.objects.in_bulk(given.answers)
    sets = [frozenset([answer]) for answer in given.answers]
    return Comparison(
        question,
        which,
        *size_of(given),
        coefficients(given, nominal(max(len(given.answers), 1))),
        labels=label_by_label(given, sets, labels),
        levels=level_by_level(question, given, sets),
        pairs=of_pairs(given.couples),
        confusions=confusions_of(given.pairs, [labels[answer] for answer in given.answers]),
        reached=reached_by(given, which),
    )


def compare_choices(question: Question, which: Which, instead: Mapping[int, int]) -> Comparison:
    """Sets that are nearly the same disagree little: MASI. Label by label it is asked who chose it and who did not."""
    given = counted(question, which, partial(in_order, []), instead) or in_blocks(
        sets_given(answers_to(question, which), instead), question.project
    )
    distances = between_sets(given.answers or [frozenset()])
    labels = Label.objects.in_bulk({label for said in given.answers for label in said})
    return Comparison(
        question,
        which,
        *size_of(given),
        coefficients(given, distances),
        labels=label_by_label(given, given.answers, labels),
        levels=level_by_level(question, given, given.answers),
        pairs=of_pairs(given.couples, distances),
        reached=reached_by(given, which),
    )


def compare_rating(question: Question, which: Which, _instead: Mapping[int, int]) -> Comparison:
    """Two steps apart is worse than one: ordinal alpha, and kappas with squared distances."""
    steps = steps_of(question)
    given = counted(question, which, lambda said: sorted({*steps, *said})) or in_blocks(
        ratings_given(answers_to(question, which), steps), question.project
    )
    distances = interval(given.answers)
    return Comparison(
        question,
        which,
        *size_of(given),
        [
            ordinal_of(given.units),
            *coefficients(given, distances),
            Measured("steps", mean_difference(given.units, in_steps(given.answers))),
        ],
        pairs=of_pairs(given.couples, distances),
        confusions=confusions_of(given.pairs, given.answers),
        reached=reached_by(given, which),
    )


def ordinal_of(units: Units) -> Measured:
    return Measured.corrected("ordinal", Figure.of(coincidences_of(units), ordinal_alpha))


def steps_of(question: Question) -> range:
    scale = SCALE | asked_as(question).get("scale", {})
    return range(scale["least"], scale["most"] + 1)


KINDS: dict[str, Callable[[Question, Which, Mapping[int, int]], Comparison]] = {
    Question.Kind.CHOICE: compare_choice,
    Question.Kind.CHOICES: compare_choices,
    Question.Kind.RATING: compare_rating,
    Question.Kind.SPANS: compare_spans,
}  # those that have a coefficient
EVERY_KIND = KINDS | {Question.Kind.TEXT: compare_texts, Question.Kind.RELATIONS: compare_relations}


def size_of(given: Answers) -> tuple[int, int]:
    """Compared documents, and annotators."""
    return given.units.compared, given.people


def reached_by(given: Answers, which: Which) -> Reached | None:
    """How far the counters reach; None where the answers themselves were read."""
    if not isinstance(given, Counted):
        return None
    return Reached(given.up_to, left_out=given.left_out if which == Which.INDEPENDENT else None)


def coefficients(given: Answers, distances: Distances) -> list[Measured]:
    found = figures(given.units, distances)
    corrected = (Coefficient.ALPHA, Coefficient.GWET, Coefficient.FLEISS)
    return [
        *(Measured.corrected(str(one), found[one]) for one in corrected),
        Measured(str(Coefficient.PERCENT), found[Coefficient.PERCENT]),
    ]


def label_by_label(
    given: Answers, said: Sequence[frozenset[int]], labels: Mapping[int, Label]
) -> list[OfLabel]:
    """Each label that was given against the rest, the one in most doubt first."""
    units, found = given.units, []
    for label_id, label in labels.items():
        one = units.relabelled([int(label_id in answer) for answer in said], 2)
        if one.prevalence[1]:
            found.append(OfLabel(label, float(one.prevalence[1]), Measured.corrected("alpha", of_label(one))))
    return sorted(found, key=in_doubt)


def of_label(units: Units) -> Figure:
    """Alpha of the second label; of a rare one few documents decide, however many there are."""
    having = int(units.times[(units.counts[:, 1] > 0) & (units.answers > 1)].sum())
    return figure(Coefficient.ALPHA, units) if having >= ENOUGH_OF_A_LABEL else Figure(State.TOO_FEW, having)


def level_by_level(
    question: Question, given: Answers, said: Sequence[frozenset[int]]
) -> list[tuple[int, Measured]]:
    """Where labels have labels above them: alpha on each level but the lowest, the headline; 1 is the top."""
    found = []
    for level, above in enumerate(levels_of(question), 1):
        sets = [frozenset(above.get(label, label) for label in one) for one in said]
        kinds = list(dict.fromkeys(sets))
        units = (
            given.units.relabelled([kinds.index(one) for one in sets], len(kinds)) if kinds else given.units
        )
        measured = figure(Coefficient.ALPHA, units, between_sets(kinds or [frozenset()]))
        found.append((level, Measured.corrected("alpha", measured)))
    return found


def of_pairs(pairs: Pairs, distances: Distances | None = None) -> list[OfPair]:
    people = User.objects.in_bulk(np.unique(pairs.annotators).tolist())
    agreed = np.trace(pairs.tables, axis1=1, axis2=2) / np.maximum(pairs.documents, 1)
    shown = np.where(pairs.documents >= ENOUGH, pairs.cohen(distances), np.nan)
    found = [
        OfPair(people[one], people[other], count, share, *_of_a_pair(kappa, drawn))
        for (one, other), count, share, kappa, drawn in zip(
            pairs.annotators.tolist(),
            pairs.documents.tolist(),
            agreed.tolist(),
            shown.tolist(),
            drawn_of(pairs, distances),
            strict=True,
        )
    ]
    return in_common(found)


def drawn_of(pairs: Pairs, distances: Distances | None) -> list[Figure | None]:
    """Of all pairs, or of none where drawing for each would hold the page up."""
    if pairs.tables.size > MOST_DRAWN:
        return [None] * len(pairs.tables)
    distances = nominal(pairs.tables.shape[1]) if distances is None else distances
    places = range(len(pairs.tables))
    return [Figure.of(pairs.sums(place, distances), cohen_of(distances)) for place in places]


def _of_a_pair(kappa: float, drawn: Figure | None) -> tuple[float | None, tuple[float, float] | None]:
    """The kappa and its interval. Of few groups there is neither, however many documents they have."""
    if not np.isfinite(kappa) or (drawn and drawn.groups is not None and drawn.groups < ENOUGH_GROUPS):
        return None, None
    return kappa, (drawn.low, drawn.high) if drawn and drawn.state is State.MEASURED else None


def confusions_of(pairs: Pairs, answers: Sequence[Answer]) -> Confusions | None:
    """Answers that were given at all; shaded is what disagrees, the most frequent most."""
    counts = pairs.confusion
    kept = np.flatnonzero(counts.sum(axis=0)).tolist()
    if not kept:
        return None
    apart = counts - np.diag(np.diag(counts))
    levels = np.ceil(LEVELS * apart / max(apart.max(), 1)).astype(int)
    counts = counts - np.diag(np.diag(counts) // 2)  # a pair of the same answers stands there twice
    rows = [
        (
            answers[row],
            [Cell(answers[column], int(counts[row, column]), int(levels[row, column])) for column in kept],
        )
        for row in kept
    ]
    return Confusions([answers[place] for place in kept], rows)
