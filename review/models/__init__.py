from review.models.adjudications import Adjudication, AdjudicatorSettings
from review.models.spot_checks import SampledAnswer, SpotCheck
from review.models.suspicions import Referral, Suspicion, SuspicionRun

__all__ = [
    "Adjudication",
    "AdjudicatorSettings",
    "Referral",
    "SampledAnswer",
    "SpotCheck",
    "Suspicion",
    "SuspicionRun",
]
