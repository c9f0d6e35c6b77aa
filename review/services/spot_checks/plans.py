"""Which plans there are for a batch, what each costs, and how often each would pass it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from review.models import SpotCheck
from review.sampling import FixedPlan, SequentialPlan, fixed_plan, sequential_plan
from review.sampling.exact import exactly, first_bad
from review.sampling.operating import Plan, chances_to_pass
from review.sampling.sequential import ERRORS
from review.sampling.stratified import MOST_ALLOWED, Part, StratifiedPlan, stratified_plan

ALLOWED = 5  # fixed plans are offered up to so many errors
LIKELY = 0.8
HOPED_FOR = 3  # a batch with a third of the excluded rate is one that should pass
MOST_IN_PARTS = 50_000  # answers; of more the stratified bound takes too long for a page
MOST_PARTS = 12
SHARES = (0, 1 / 6, 1 / 3, 1 / 2, 2 / 3, 1)  # of the excluded rate: where the chance to pass is told
CURVE = 48  # steps of its picture
Kind = SpotCheck.Kind


@dataclass(frozen=True)
class Asked:
    """What is to be excluded, how surely, and whether every part is to have its share."""

    rate: str
    confidence: str
    split_by: str = ""


@dataclass(frozen=True)
class Offer:
    """A plan with its chance to pass at each of the rates that are told."""

    kind: str
    plan: Plan
    chances: tuple[float, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.allowed}"

    @property
    def allowed(self) -> int:
        return len(self.plan.sizes) - 1 if isinstance(self.plan, SequentialPlan) else self.plan.allowed

    @property
    def sizes(self) -> tuple[int, ...]:
        return self.plan.sizes if isinstance(self.plan, SequentialPlan) else (self.plan.size,)

    @property
    def is_whole(self) -> bool:
        """Is every answer of the batch looked at?"""
        return self.sizes == (self.plan.batch,)

    @property
    def hope(self) -> float:
        """The chance to pass of a batch with a third of the excluded rate."""
        return self.chances[SHARES.index(1 / HOPED_FOR)]


@dataclass(frozen=True)
class Offers:
    """All plans for a batch; `rates` are those whose chances they tell."""

    batch: int
    rates: tuple[float, ...]
    plans: tuple[Offer, ...]

    @property
    def suggested(self) -> Offer | None:
        """The cheapest that a good batch is likely to pass, else the one it passes most likely."""
        likely = [offer for offer in self.plans if offer.hope >= LIKELY]
        return min(likely, key=lambda offer: offer.sizes[-1], default=None) or max(
            self.plans, key=lambda offer: offer.hope, default=None
        )

    def named(self, key: str) -> Offer | None:
        return next((offer for offer in self.plans if offer.key == key), None)


@lru_cache(maxsize=64)
def offers(asked: Asked, batch: int, parts: tuple[int, ...] = ()) -> Offers:
    """Plans that can end well. Raises ValueError where none can in a lifetime."""
    rates = tuple(float(asked.rate) * share for share in SHARES)
    bad = [wrong_at(asked, batch, rate) for rate in rates]
    plans = [
        Offer(kind, plan, tuple(chances_to_pass(plan, bad))) for kind, plan in _possible(asked, batch, parts)
    ]
    return Offers(batch, rates, tuple(plans))


def wrong_at(asked: Asked, batch: int, rate: float) -> int:
    """How many of the batch are wrong at this rate; at the excluded one just too many."""
    return first_bad(batch, exactly(asked.rate)) if rate == float(asked.rate) else round(batch * rate)


def _possible(asked: Asked, batch: int, parts: tuple[int, ...]) -> Iterator[tuple[str, Plan]]:
    if not batch:
        return
    most = first_bad(batch, exactly(asked.rate)) - 1
    if parts:
        for allowed in range(min(MOST_ALLOWED, most) + 1):
            yield from _if_there_is(
                Kind.STRATIFIED,
                lambda allowed=allowed: stratified_plan(parts, asked.rate, allowed, asked.confidence),
            )
        return
    for allowed in range(min(ALLOWED, most) + 1):
        yield Kind.FIXED, fixed_plan(asked.rate, allowed, asked.confidence, batch)
    yield Kind.SEQUENTIAL, sequential_plan(asked.rate, min(ERRORS, most), asked.confidence, batch)


def _if_there_is(kind: str, make: Callable[[], Plan]) -> Iterator[tuple[str, Plan]]:
    """A plan in parts may be impossible with an error and possible without one."""
    try:
        yield kind, make()
    except ValueError:
        return


def curve_of(plan: Plan, rate: float) -> list[tuple[float, float]]:
    """(true error rate, chance to pass), from no error to half more than the excluded rate."""
    wrong = sorted({round(plan.batch * 1.5 * rate * step / CURVE) for step in range(CURVE + 1)})
    shares = [bad / plan.batch for bad in wrong]
    return list(zip(shares, chances_to_pass(plan, wrong), strict=True))


def plan_of(check: SpotCheck) -> Plan:
    """The plan that was kept, as it was."""
    rate, sure = exactly(str(check.rate)), exactly(str(check.confidence))
    if check.kind == Kind.SEQUENTIAL:
        return SequentialPlan(check.batch_size, rate, sure, tuple(check.sizes))
    if check.kind == Kind.STRATIFIED:
        parts = tuple(Part(part["answers"], part["checked"]) for part in check.parts)
        return StratifiedPlan(check.batch_size, rate, sure, parts, check.allowed)
    return FixedPlan(check.batch_size, rate, sure, check.sizes[0], check.allowed)


def parts_kept(plan: Plan, whose: Sequence[int]) -> list[dict[str, Any]]:
    """The parts of a plan as they are kept: whose they are, their answers, and how many are checked."""
    if not isinstance(plan, StratifiedPlan):
        return []
    return [
        {"of": of, "answers": part.answers, "checked": part.checked}
        for of, part in zip(whose, plan.parts, strict=True)
    ]
