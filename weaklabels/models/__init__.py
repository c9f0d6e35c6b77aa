from weaklabels.models.fits import LabelModelFit, ProposedPiece, PythonPermission, RuleSettings, SoftLabels
from weaklabels.models.functions import DeclinedRule, Dictionary, FunctionVersion, LabelingFunction
from weaklabels.models.judgements import Judgement, Round
from weaklabels.models.votes import VoteColumn, VotePiece

__all__ = [
    "DeclinedRule",
    "Dictionary",
    "FunctionVersion",
    "Judgement",
    "LabelModelFit",
    "LabelingFunction",
    "ProposedPiece",
    "PythonPermission",
    "Round",
    "RuleSettings",
    "SoftLabels",
    "VoteColumn",
    "VotePiece",
]
