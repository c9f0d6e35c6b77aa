from review.models.adjudications import Adjudication, AdjudicatorSettings
from review.models.contests import Contest
from review.models.costs import PersonalRate, Rates, ReviewTime
from review.models.counters import (
    CountedAnswer,
    CountedAuthor,
    CountedDocument,
    CountedPair,
    CountedPattern,
    CountedSlice,
    Counting,
)
from review.models.measures import KeptMeasure
from review.models.phases import PhaseBeginning
from review.models.proposals import Proposal
from review.models.releases import Release, ReleasedDocument, Split
from review.models.sessions import Session, SessionItem
from review.models.spot_checks import SampledAnswer, SpotCheck
from review.models.suspicions import Referral, Suspicion, SuspicionRun
from review.models.thresholds import ProjectThresholds

__all__ = [
    "Adjudication",
    "AdjudicatorSettings",
    "Contest",
    "CountedAnswer",
    "CountedAuthor",
    "CountedDocument",
    "CountedPair",
    "CountedPattern",
    "CountedSlice",
    "Counting",
    "KeptMeasure",
    "PersonalRate",
    "PhaseBeginning",
    "ProjectThresholds",
    "Proposal",
    "Rates",
    "Referral",
    "Release",
    "ReleasedDocument",
    "ReviewTime",
    "SampledAnswer",
    "Session",
    "SessionItem",
    "Split",
    "SpotCheck",
    "Suspicion",
    "SuspicionRun",
]
