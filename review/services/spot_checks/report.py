"""What a spot check says by now: counts before the plan allows more, the claim and its figures after."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import QuerySet

from annotate.models import Label, User
from review.models import SampledAnswer, SpotCheck
from review.sampling import Stratum, stratified_bound, upper_bound
from review.sampling.exact import exactly
from review.services.spot_checks.batches import changed_since

Verdict, Kind = SampledAnswer.Verdict, SpotCheck.Kind
ERRORS = [Verdict.WRONG, Verdict.UNCLEAR]


@dataclass(frozen=True)
class Estimate:
    """The share of wrong answers, once the whole sample is checked; `low` and `high` only of one random sample."""

    share: float
    bound: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class OfPart:
    of: User | Label | None
    answers: int
    sampled: int
    checked: int
    errors: int


@dataclass(frozen=True)
class Report:
    """`to_check`: how many there are to check at most by now; `ahead`: checked, but after one that still waits."""

    check: SpotCheck
    right: int
    wrong: int
    unclear: int
    to_check: int
    ahead: int
    taken_back: int
    changed: int
    checkers: list[tuple[User, int]]
    parts: list[OfPart] = field(default_factory=list)
    estimate: Estimate | None = None

    @property
    def checked(self) -> int:
        return self.right + self.wrong + self.unclear

    @property
    def errors(self) -> int:
        return self.wrong + self.unclear

    @property
    def rest(self) -> int:
        """Sampled answers that nobody has checked."""
        return max(self.check.sizes[-1] - self.checked, 0)


def report_of(check: SpotCheck) -> Report:
    sample = list(check.sample.order_by("place").only("verdict", "part", "checker_id", "taken_back", "place"))
    verdicts = Counter(one.verdict for one in sample)
    parts = parts_in(check, sample)
    return Report(
        check,
        right=verdicts[Verdict.RIGHT],
        wrong=verdicts[Verdict.WRONG],
        unclear=verdicts[Verdict.UNCLEAR],
        to_check=to_check(check, verdicts[Verdict.WRONG] + verdicts[Verdict.UNCLEAR]),
        ahead=ahead(check, sample),
        taken_back=sum(one.taken_back for one in sample),
        changed=changed_since(check),
        checkers=checkers_in(sample),
        parts=parts,
        estimate=None if verdicts[""] else estimate_of(check, parts, verdicts),
    )


def to_check(check: SpotCheck, errors: int) -> int:
    """By the errors found so far; of a plan that may end early the size after as many."""
    return check.sizes[min(errors, len(check.sizes) - 1)]


def ahead(check: SpotCheck, sample: Sequence[SampledAnswer]) -> int:
    """Of a plan that may end early: what was checked after one that waits does not count yet."""
    if check.kind != Kind.SEQUENTIAL:
        return 0
    waiting = next((number for number, one in enumerate(sample) if not one.verdict), len(sample))
    return sum(1 for one in sample[waiting:] if one.verdict)


def checkers_in(sample: Sequence[SampledAnswer]) -> list[tuple[User, int]]:
    counts = Counter(one.checker_id for one in sample if one.verdict)
    people = User.objects.in_bulk(counts)
    return [(people[person], count) for person, count in counts.most_common()]


def parts_in(check: SpotCheck, sample: Sequence[SampledAnswer]) -> list[OfPart]:
    if not check.parts:
        return []
    model = User if check.split_by == SpotCheck.Parts.ANNOTATOR else Label
    named = model.objects.in_bulk([part["of"] for part in check.parts])
    checked = Counter(one.part for one in sample if one.verdict)
    errors = Counter(one.part for one in sample if one.verdict not in ("", Verdict.RIGHT))
    return [
        OfPart(named.get(part["of"]), part["answers"], part["checked"], checked[number], errors[number])
        for number, part in enumerate(check.parts)
    ]


def estimate_of(check: SpotCheck, parts: Sequence[OfPart], verdicts: Counter[str]) -> Estimate:
    """Of the whole sample: its size was fixed before, whatever was decided on the way."""
    sure = exactly(str(check.confidence))
    if parts:
        strata = [Stratum(part.answers, part.checked, part.errors) for part in parts]
        wrong = sum(part.answers * part.errors / part.checked for part in parts)
        return Estimate(wrong / check.batch_size, stratified_bound(strata, sure))
    checked = sum(verdicts.values())
    errors = checked - verdicts[Verdict.RIGHT]
    bound = upper_bound(errors, checked, sure, check.batch_size)
    low, high = interval(errors, checked, sure, check.batch_size)
    return Estimate(errors / checked, float(bound), float(low), float(high))


def interval(errors: int, checked: int, sure: Fraction, batch: int) -> tuple[Fraction, Fraction]:
    """Two-sided and exact: half of the doubt at each end.

    >>> [round(float(end), 3) for end in interval(2, 100, Fraction(95, 100), 1000)]
    [0.003, 0.067]
    """
    each = (1 + sure) / 2
    return (
        1 - upper_bound(checked - errors, checked, each, batch),
        upper_bound(errors, checked, each, batch),
    )


def not_right(check: SpotCheck) -> QuerySet[SampledAnswer]:
    """The answers found wrong or unclear, in the order in which they were drawn."""
    found = check.sample.filter(verdict__in=ERRORS).order_by("place")
    return without_texts(found.select_related("annotation__document", "annotation__author", "checker"))


def without_texts(sample: QuerySet[SampledAnswer]) -> QuerySet[SampledAnswer]:
    """For a list that names documents and shows none."""
    return sample.defer("annotation__document__text", "annotation__document__metadata")
