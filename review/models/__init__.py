from review.models.adjudications import Adjudication, AdjudicatorSettings
from review.models.contests import Contest
from review.models.sessions import Session, SessionItem
from review.models.spot_checks import SampledAnswer, SpotCheck
from review.models.suspicions import Referral, Suspicion, SuspicionRun

__all__ = [
    "Adjudication",
    "AdjudicatorSettings",
    "Contest",
    "Referral",
    "SampledAnswer",
    "Session",
    "SessionItem",
    "SpotCheck",
    "Suspicion",
    "SuspicionRun",
]
