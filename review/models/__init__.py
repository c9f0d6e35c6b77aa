from review.models.adjudications import Adjudication, AdjudicatorSettings
from review.models.contests import Contest
from review.models.costs import PersonalRate, Rates, ReviewTime
from review.models.counters import (
    CountedAnswer,
    CountedAuthor,
    CountedDocument,
    CountedPair,
    CountedPattern,
    Counting,
)
from review.models.measures import KeptMeasure
from review.models.phases import PhaseBeginning
from review.models.sessions import Session, SessionItem
from review.models.spot_checks import SampledAnswer, SpotCheck
from review.models.suspicions import Referral, Suspicion, SuspicionRun

__all__ = [
    "Adjudication",
    "AdjudicatorSettings",
    "Contest",
    "CountedAnswer",
    "CountedAuthor",
    "CountedDocument",
    "CountedPair",
    "CountedPattern",
    "Counting",
    "KeptMeasure",
    "PersonalRate",
    "PhaseBeginning",
    "Rates",
    "Referral",
    "ReviewTime",
    "SampledAnswer",
    "Session",
    "SessionItem",
    "SpotCheck",
    "Suspicion",
    "SuspicionRun",
]
