"""Which labels of a set, and which marks, are contradicted: those that stand there, and those that are missing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.models.queueing import Pool
from review.models import Suspicion
from review.services.suspicions.collecting import Mark, Marked, Tally
from review.services.suspicions.weighing import LEAD, opposed
from weaklabels.active.confident import SURE
from weaklabels.services.learning.answers import Said
from weaklabels.services.learning.subjects import Subject

NOBODY: dict[str, Any] = {}  # no source of its kind contradicts


@dataclass(frozen=True)
class Whole:
    """An answer, or gold, with everything it says."""

    document: int
    pool: int
    said: tuple[Any, ...]
    annotation: int | None = None
    gold: int | None = None


def wholes_of(said: Said) -> list[Whole]:
    """Where gold holds, the answers are decided and only gold itself is doubted."""
    decided = {one.document for one in said.gold}
    gold = [Whole(one.document, one.pool, tuple(one.labels), gold=one.gold) for one in said.gold]
    answers = [
        Whole(one.document, one.pool, tuple(one.labels), annotation=one.annotation)
        for one in said.answers
        if one.document not in decided
    ]
    return sorted([*gold, *answers], key=lambda one: (one.document, one.annotation or 0))


def outnumbered(agreeing: int, against: int) -> bool:
    return against - agreeing >= LEAD


def suspicions_of_sets(
    subject: Subject, said: Said, wholes: Sequence[Whole], chances: NDArray[np.float64], rules: Tally
) -> tuple[list[Suspicion], dict[str, Any]]:
    """Label by label: the model and the others say that it belongs there, or that it does not.

    Rules say that it does; a rule that is silent says nothing.
    """
    chosen = np.array([[label in one.said for label in subject.labels] for one in wholes], dtype=bool)
    chosen = chosen.reshape(len(wholes), len(subject.labels))
    known = ~np.isnan(chances).any(axis=1)
    is_open = known & np.array([one.pool == Pool.OPEN for one in wholes], dtype=bool)
    found = np.nan_to_num(chances, nan=0.5)
    limits = np.array([limit_of(found[is_open], chosen[is_open], is_there) for is_there in (True, False)])
    opposite = np.where(chosen, 1 - found, found)
    doubted = known[:, None] & (opposite > 0.5) & (opposite >= np.where(chosen, limits[1], limits[0]))
    others = _choosing(said)
    rows = []
    for place, one in enumerate(wholes):
        for column, label in enumerate(subject.labels):
            there, doubt = bool(chosen[place, column]), {}
            if doubted[place, column]:
                chance = float(opposite[place, column])
                doubt = {"model_says": label, "model_chance": chance, "said_chance": 1 - chance}
                doubt["margin"] = 1 - 2 * chance
            choose, people = others[one.document]
            counts = _others(one, choose[label], people, there)
            by_rules = NOBODY if there else of_rules(label, 0, rules.get(one.document, {}).get(label, 0))
            rows.append(_suspicion(one, label, there, doubt, by_rules, of_people(label, *counts)))
    share = float(doubted[is_open].mean()) if is_open.any() else 0.0
    return [row for row in rows if row], {"wrong": round(share, 4)}


def limit_of(chances: NDArray[np.float64], chosen: NDArray[np.bool_], is_there: bool) -> NDArray[np.float64]:
    """How probable the model finds a label on average where it was chosen, or its absence elsewhere; SURE at most.

    Examples
    --------
    >>> limit_of(np.array([[0.8], [0.6], [0.1]]), np.array([[True], [True], [False]]), True).round(2).tolist()
    [0.7]
    """
    which = chosen if is_there else ~chosen
    values = np.where(which, chances if is_there else 1 - chances, 0.0)
    times = which.sum(axis=0)
    means = np.divide(values.sum(axis=0), times, out=np.full(chosen.shape[1], np.inf), where=times > 0)
    return np.where(np.isfinite(means), np.minimum(means, SURE), means)


def suspicions_of_marks(said: Said, wholes: Sequence[Whole], rules: Marked) -> list[Suspicion]:
    """Marks that others left out, and marks that others made: with some text in common and the same label.

    Rules speak against a mark where they call its words something else, and for one where they make it.
    """
    made: defaultdict[int, list[tuple[Mark, ...]]] = defaultdict(list)
    for one in said.answers:
        made[one.document].append(tuple(one.labels))
    rows = []
    for one in wholes:
        people, by_rule = made[one.document], rules.get(one.document, [])
        for mark in _marks_on(one, [*people, *by_rule]):
            there = alike(mark, one.said)
            counts = _others(one, sum(alike(mark, marks) for marks in people), len(people), there)
            row = _suspicion(
                one, mark[2], there, {}, _rules_on(mark, by_rule, there), of_people(mark[2], *counts)
            )
            if row:
                row.start, row.end = mark[:2]
                rows.append(row)
    return rows


def _marks_on(one: Whole, people: Sequence[Sequence[Mark]]) -> list[Mark]:
    """Its own, and of what else was marked there each once: as most people put it."""
    found: list[Mark] = list(dict.fromkeys(one.said))
    times = Counter(mark for marks in people for mark in marks)
    for mark, _times in sorted(times.items(), key=lambda pair: (-pair[1], pair[0])):
        if not alike(mark, found):
            found.append(mark)
    return found


def _rules_on(mark: Mark, by_rule: Sequence[Sequence[Mark]], there: bool) -> dict[str, Any]:
    """Each rule once for what it calls these words."""
    start, end, label = mark
    called = Counter(
        name for marks in by_rule for name in {one[2] for one in marks if one[0] < end and start < one[1]}
    )
    if not there:
        others = max((count for name, count in called.items() if name != label), default=0)
        return of_rules(label, others, called[label])
    found = opposed(label, called)
    return of_rules(found.label, found.agreeing, found.against) if found else NOBODY


def alike(mark: Mark, others: Iterable[Mark]) -> bool:
    """
    >>> alike((0, 4, 1), [(3, 9, 1)]), alike((0, 4, 1), [(4, 9, 1)]), alike((0, 4, 1), [(0, 4, 2)])
    (True, False, False)
    """
    start, end, label = mark
    return any(one[0] < end and start < one[1] and one[2] == label for one in others)


def _choosing(said: Said) -> Mapping[int, tuple[Counter[int], int]]:
    """By document: how many chose each label, and how many answered."""
    found: defaultdict[int, tuple[Counter[int], int]] = defaultdict(lambda: (Counter(), 0))
    for one in said.answers:
        counter, people = found[one.document]
        counter.update(one.labels)
        found[one.document] = (counter, people + 1)
    return found


def _others(one: Whole, having: int, people: int, there: bool) -> tuple[int, int]:
    """How many others say the same of a part, and how many the contrary; of gold everybody is another."""
    own = one.annotation is not None
    having, lacking = having - (own and there), people - having - (own and not there)
    return (having, lacking) if there else (lacking, having)


def of_rules(label: int, agreeing: int, against: int) -> dict[str, Any]:
    if not outnumbered(agreeing, against):
        return NOBODY
    return {"rules_say": label, "rules_against": against, "rules_agreeing": agreeing}


def of_people(label: int, agreeing: int, against: int) -> dict[str, Any]:
    if not outnumbered(agreeing, against):
        return NOBODY
    return {"people_say": label, "people_against": against, "people_agreeing": agreeing}


def _suspicion(one: Whole, label: int, there: bool, *sources: Mapping[str, Any]) -> Suspicion | None:
    """None where no source contradicts."""
    against = [source for source in sources if source]
    if not against:
        return None
    said_by = {name: value for source in against for name, value in source.items()}
    return Suspicion(
        document_id=one.document,
        annotation_id=one.annotation,
        gold_id=one.gold,
        said=label,
        is_missing=not there,
        sources=len(against),
        **said_by,
    )
