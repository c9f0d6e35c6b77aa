"""How likely is a batch to pass, by how many of its answers are wrong? The operating characteristic of a plan."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

import numpy as np

from review.sampling.exact import found_at_most
from review.sampling.fixed import FixedPlan
from review.sampling.sequential import Errors, SequentialPlan, passing
from review.sampling.stratified import StratifiedPlan

Plan = FixedPlan | SequentialPlan | StratifiedPlan


def chance_to_pass(plan: Plan, bad: int) -> float:
    """P(the plan ends with its claim), if so many of the batch are wrong. Of a finite batch.

    Where parts were sampled one by one, their shares of the wrong answers are taken to be those of all answers.

    References
    ----------
    Montgomery (2012). Introduction to statistical quality control, 7th ed., section 15.2.

    Examples
    --------
    >>> plan = FixedPlan(500, Fraction(3, 100), Fraction(95, 100), 139, 1)
    >>> [round(chance_to_pass(plan, bad), 3) for bad in (0, 2, 5, 15)]
    [1.0, 0.923, 0.574, 0.049]
    """
    if isinstance(plan, StratifiedPlan):
        return _of_parts(plan, bad)
    if isinstance(plan, SequentialPlan):
        return passing(plan.sizes, Errors(bad / plan.batch, plan.batch, bad))
    return _of_one(plan.allowed, plan.size, bad, plan.batch)


def _of_one(allowed: int, checked: int, bad: int, answers: int) -> float:
    return float(Fraction(found_at_most(allowed, checked, bad, answers), comb(answers, checked)))


def _of_parts(plan: StratifiedPlan, bad: int) -> float:
    """Errors found in one part and in the next add up: their chances are folded."""
    few = np.ones(1)
    for part, wrong in zip(plan.parts, shared_out(bad, [part.answers for part in plan.parts]), strict=True):
        until = [
            _of_one(errors, part.checked, wrong, part.answers) if part.checked else 1.0
            for errors in range(plan.allowed + 1)
        ]
        few = np.convolve(few, np.diff(until, prepend=0.0))[: plan.allowed + 1]
    return float(few.sum())


def shared_out(bad: int, answers: Sequence[int]) -> list[int]:
    """So many wrong answers over parts of these sizes, as evenly as whole numbers go.

    >>> shared_out(10, [60, 30, 10]), shared_out(3, [5, 5])
    ([6, 3, 1], [2, 1])
    """
    ends = [round(bad * end / sum(answers)) for end in np.cumsum(answers).tolist()]
    return np.diff(ends, prepend=0).tolist()
