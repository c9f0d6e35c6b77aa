"""Which disagreement is worth most? Where people and the model are in most doubt, then where labels are rarest."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models.expressions import RawSQL

from annotate.models import Document, Gold, Question
from annotate.models.queueing import Pool
from review.agreement import Mark
from review.agreement.doubt import entropy, mean_entropy, surprise
from review.models import Adjudication
from review.services.disagreements.looking import Given, Look
from weaklabels.services.learning.doubting import doubts_about

SETS = (Question.Kind.CHOICES, Question.Kind.SPANS, Question.Kind.RELATIONS)
PRECISION = 1_000  # places are whole numbers, so that an address can name one exactly


class Place(NamedTuple):
    """Where a document stands in the queue: greater is sooner."""

    value: int
    rarity: int
    document: int

    def __str__(self) -> str:
        return f"{self.value}-{self.rarity}-{self.document}"


class Disagreement(NamedTuple):
    """`doubt` is the entropy of the answers in bits; `torn` says how torn the model is, from 0 to 1, if it can."""

    place: Place
    given: list[Given]
    doubt: float
    torn: float | None = None

    @property
    def document_id(self) -> int:
        return self.place.document


@dataclass(frozen=True)
class Only:
    """Those with these labels among what differs, or with an annotator whose answer is not everybody's."""

    labels: frozenset[int] = frozenset()
    annotator: int = 0

    def allows(self, given: Sequence[Given]) -> bool:
        if self.annotator:
            own = next((one.parts for one in given if one.annotator == self.annotator), None)
            if own is None or all(one.parts == own for one in given):
                return False
        return not self.labels or self.labels <= {label_of(part) for part in apart(given)}


@dataclass
class Rarity:
    """How rare the labels of a look are, in bits."""

    times: Counter[Hashable]
    of: int = field(init=False)
    known: dict[Hashable, float] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.of = self.times.total()

    def rarest(self, parts: Iterable[Hashable]) -> float:
        return max((self._of(label_of(part)) for part in parts), default=0.0)

    def _of(self, label: Hashable) -> float:
        if label not in self.known:
            self.known[label] = surprise(self.times[label], self.of)
        return self.known[label]


def ranked(question: Question, looked: Look, only: Only, *, with_audit: bool) -> list[Disagreement]:
    """What differs and waits for a decision, the most valuable first."""
    differing = {
        document: given
        for document, given in looked.given.items()
        if len({one.parts for one in given}) > 1 and only.allows(given)
    }
    living = _living(differing, with_audit=with_audit)
    decided = settled(question, {document: looked.answers[document] for document in living})
    rarity = Rarity(
        Counter(label_of(part) for given in looked.given.values() for one in given for part in one.parts)
    )
    waiting = living - decided
    doubts = doubts_about(question, waiting)
    known: dict[
        Hashable, tuple[float, float]
    ] = {}  # where labels are few, many documents were given the same
    found = []
    for document in waiting:
        given = differing[document]
        said = tuple(one.parts for one in given)
        if said not in known:
            known[said] = doubt_of(given, question.kind), rarity.rarest(apart(given))
        found.append(_valued(document, given, *known[said], doubts.get(document)))
    return sorted(found, key=lambda one: one.place, reverse=True)


def _valued(
    document: int, given: list[Given], doubt: float, rarity: float, torn: float | None
) -> Disagreement:
    """The model's doubt counts in tenths: among documents it is equally torn about the rarest labels come first."""
    value = round((doubt + round(torn or 0, 1)) * PRECISION)
    return Disagreement(Place(value, round(rarity * PRECISION), document), given, doubt, torn)


def doubt_of(given: Sequence[Given], kind: str) -> float:
    """How divided people are, in bits."""
    return (mean_entropy if kind in SETS else entropy)([one.parts for one in given])


def apart(given: Sequence[Given]) -> frozenset[Hashable]:
    """What some said and others did not."""
    answers = [one.parts for one in given]
    return frozenset.union(*answers) - frozenset.intersection(*answers)


def label_of(part: Hashable) -> Hashable:
    """The label of a mark or relation; of a label, a step or a text itself."""
    if isinstance(part, Mark):
        return part.label
    return part[-1] if isinstance(part, tuple) else part


def _living(documents: Iterable[int], *, with_audit: bool) -> set[int]:
    """Those that nobody has withdrawn or erased. The held-out part only for those who may see what is gold there."""
    rows = Document.objects.filter(id__in=these(documents), withdrawn_at=None, erased_at=None)
    if not with_audit:
        rows = rows.exclude(queue_row__pool=Pool.AUDIT)
    return set(rows.order_by().values_list("id", flat=True))


def these(ids: Iterable[int]) -> RawSQL:
    """Thousands of ids as one parameter: as many as there are would be read, planned and checked one by one."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def settled(question: Question, answers: Mapping[int, Sequence[int]]) -> set[int]:
    """Documents somebody has decided on, and nobody answered anew since. By their current answers."""
    gold = Gold.objects.filter(project=question.project_id, document__in=these(answers), question=question)
    said = Adjudication.objects.filter(document__in=these(answers), questions__contains=[question.id])
    said = said.exclude(outcome=Adjudication.Outcome.UNCLEAR, inquiry__answered_at__isnull=False)
    rows = (
        gold.holding()
        .order_by()
        .values_list("document", "answers_seen")
        .union(said.order_by().values_list("document", "answers_seen"), all=True)
    )
    # Gold that was imported saw no answers: it holds whatever people say.
    return {document for document, seen in rows if not seen or set(answers[document]) <= set(seen)}
