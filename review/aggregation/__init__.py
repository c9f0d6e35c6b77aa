"""From several answers to one, with a confidence; arithmetic only, nothing of Django."""

from review.aggregation.answers import Answers
from review.aggregation.chosen import Chosen, median, most_frequent
from review.aggregation.dawid_skene import Crowd, dawid_skene
from review.aggregation.proposals import TIE, Proposals
from review.aggregation.sets import ChosenSets, label_by_label
from review.aggregation.spans import Voted, span_proposals, span_vote
from review.aggregation.voting import agreement_with, majority, weighted
from review.aggregation.worth import another_answer, another_answer_about_marks, another_answer_about_sets

__all__ = [
    "TIE",
    "Answers",
    "Chosen",
    "ChosenSets",
    "Crowd",
    "Proposals",
    "Voted",
    "agreement_with",
    "another_answer",
    "another_answer_about_marks",
    "another_answer_about_sets",
    "dawid_skene",
    "label_by_label",
    "majority",
    "median",
    "most_frequent",
    "span_proposals",
    "span_vote",
    "weighted",
]
