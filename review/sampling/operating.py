"""How likely is a batch to pass, by how many of its answers are wrong? The operating characteristic of a plan."""

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp

from review.sampling.fixed import FixedPlan
from review.sampling.sequential import Errors, SequentialPlan, passing
from review.sampling.strata import chosen
from review.sampling.stratified import StratifiedPlan

Plan = FixedPlan | SequentialPlan | StratifiedPlan


def chances_to_pass(plan: Plan, bad: Sequence[int]) -> list[float]:
    """P(the plan ends with its claim), for each number of wrong answers in the batch. Of a finite batch.

    Where parts were sampled one by one, their shares of the wrong answers are taken to be those of all answers.

    References
    ----------
    Montgomery (2012). Introduction to statistical quality control, 7th ed., section 15.2.

    Examples
    --------
    >>> from review.sampling import fixed_plan
    >>> plan = fixed_plan("0.03", 1, batch=500)
    >>> [round(chance, 3) for chance in chances_to_pass(plan, [0, 2, 5, 15])]
    [1.0, 0.923, 0.574, 0.049]
    """
    if isinstance(plan, SequentialPlan):
        return passing(plan.sizes, Errors(float(plan.rate), plan.batch, np.array(bad))).tolist()
    if isinstance(plan, StratifiedPlan):
        return [_of_parts(plan, wrong) for wrong in bad]
    return [_of_one(plan.allowed, plan.size, wrong, plan.batch) for wrong in bad]


def _of_one(allowed: int, checked: int, bad: int, answers: int) -> float:
    """By logarithms: a page asks for hundreds of these, of whole numbers with thousands of digits."""
    found = np.arange(min(allowed, checked) + 1)
    ways = chosen(bad, found) + chosen(answers - bad, checked - found)
    return min(float(np.exp(logsumexp(ways) - chosen(answers, checked))), 1.0)


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
