from review.models.adjudications import Adjudication, AdjudicatorSettings
from review.models.counters import (
    CountedAnswer,
    CountedAuthor,
    CountedDocument,
    CountedPair,
    CountedPattern,
    Counting,
)
from review.models.spot_checks import SampledAnswer, SpotCheck

__all__ = [
    "Adjudication",
    "AdjudicatorSettings",
    "CountedAnswer",
    "CountedAuthor",
    "CountedDocument",
    "CountedPair",
    "CountedPattern",
    "Counting",
    "SampledAnswer",
    "SpotCheck",
]
