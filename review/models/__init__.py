from review.models.spot_checks import SampledAnswer, SpotCheck

__all__ = ["SampledAnswer", "SpotCheck"]
