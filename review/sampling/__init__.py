"""How many documents to check, and what may be said then? Arithmetic only; nothing of Django."""

from review.sampling.exact import upper_bound
from review.sampling.fixed import FixedPlan, fixed_plan
from review.sampling.sequential import SequentialPlan, sequential_plan
from review.sampling.strata import Stratum, stratified_bound

__all__ = [
    "FixedPlan",
    "SequentialPlan",
    "Stratum",
    "fixed_plan",
    "sequential_plan",
    "stratified_bound",
    "upper_bound",
]
