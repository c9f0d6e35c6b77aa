from review.models.adjudications import Adjudication, AdjudicatorSettings
from review.models.measures import KeptMeasure
from review.models.phases import PhaseBeginning
from review.models.spot_checks import SampledAnswer, SpotCheck

__all__ = [
    "Adjudication",
    "AdjudicatorSettings",
    "KeptMeasure",
    "PhaseBeginning",
    "SampledAnswer",
    "SpotCheck",
]
