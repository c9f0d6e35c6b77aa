"""From several answers to one, with a confidence; arithmetic only, nothing of Django."""

from review.aggregation.answers import Answers
from review.aggregation.dawid_skene import Crowd, dawid_skene
from review.aggregation.proposals import TIE, Proposals
from review.aggregation.spans import Voted, span_vote
from review.aggregation.voting import agreement_with, majority, weighted

__all__ = [
    "TIE",
    "Answers",
    "Crowd",
    "Proposals",
    "Voted",
    "agreement_with",
    "dawid_skene",
    "majority",
    "span_vote",
    "weighted",
]
