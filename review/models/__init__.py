from review.models.adjudications import Adjudication, AdjudicatorSettings

__all__ = ["Adjudication", "AdjudicatorSettings"]
