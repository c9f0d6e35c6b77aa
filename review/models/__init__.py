from review.models.adjudications import Adjudication, AdjudicatorSettings
from review.models.contests import Contest
from review.models.spot_checks import SampledAnswer, SpotCheck

__all__ = ["Adjudication", "AdjudicatorSettings", "Contest", "SampledAnswer", "SpotCheck"]
