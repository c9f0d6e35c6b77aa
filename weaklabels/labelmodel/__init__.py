"""What do rules that disagree say together? Arithmetic only: arrays in, numbers out; nothing of Django."""

from weaklabels.labelmodel.analysis import Analysis, losses_without
from weaklabels.labelmodel.cavity import CavityEM, Trust
from weaklabels.labelmodel.comparison import Comparison, compare, crossfit
from weaklabels.labelmodel.counting import Check
from weaklabels.labelmodel.dawid_skene import DawidSkene
from weaklabels.labelmodel.disagreement import disagreement
from weaklabels.labelmodel.gold import Gold
from weaklabels.labelmodel.hygiene import Part, Split, split_gold
from weaklabels.labelmodel.intervals import Proportion, wilson
from weaklabels.labelmodel.majority import MajorityVote
from weaklabels.labelmodel.matrix import ABSTAIN, LabelMatrix, load, save
from weaklabels.labelmodel.posterior import Contribution, Explanation
from weaklabels.labelmodel.protocol import LabelModel
from weaklabels.labelmodel.spans import ScoredSpan, Span, SpanNoisyOr, SpanVotes, exact_f1
from weaklabels.labelmodel.thresholds import choose_threshold

__all__ = [
    "ABSTAIN",
    "Analysis",
    "CavityEM",
    "Check",
    "Comparison",
    "Contribution",
    "DawidSkene",
    "Explanation",
    "Gold",
    "LabelMatrix",
    "LabelModel",
    "MajorityVote",
    "Part",
    "Proportion",
    "ScoredSpan",
    "Span",
    "SpanNoisyOr",
    "SpanVotes",
    "Split",
    "Trust",
    "choose_threshold",
    "compare",
    "crossfit",
    "disagreement",
    "exact_f1",
    "load",
    "losses_without",
    "save",
    "split_gold",
    "wilson",
]
