"""How far do annotators agree? Arithmetic only: arrays in, numbers out; nothing of Django."""

from review.agreement.coefficients import Coefficient, figure, figures, mean_difference, measure
from review.agreement.continuum import Codes, Line, line_sums, token_alpha, unit_alpha
from review.agreement.figures import ENOUGH, ENOUGH_GROUPS, Figure, State
from review.agreement.ordinal import coincidences_of, ordinal_alpha
from review.agreement.pairs import Pairs, cohen_of, table_sums
from review.agreement.reading import Reading, Thresholds
from review.agreement.resampling import Sums
from review.agreement.spans import Difference, Mark, Match, differences, f1, f1_sums
from review.agreement.units import Units
from review.agreement.words import in_words, words_of

__all__ = [
    "ENOUGH",
    "ENOUGH_GROUPS",
    "Codes",
    "Coefficient",
    "Difference",
    "Figure",
    "Line",
    "Mark",
    "Match",
    "Pairs",
    "Reading",
    "State",
    "Sums",
    "Thresholds",
    "Units",
    "cohen_of",
    "coincidences_of",
    "differences",
    "f1",
    "f1_sums",
    "figure",
    "figures",
    "in_words",
    "line_sums",
    "mean_difference",
    "measure",
    "ordinal_alpha",
    "table_sums",
    "token_alpha",
    "unit_alpha",
    "words_of",
]
