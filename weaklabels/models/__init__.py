from weaklabels.models.answers import ModelAnswer
from weaklabels.models.fits import LabelModelFit, ProposedPiece, PythonPermission, RuleSettings, SoftLabels
from weaklabels.models.functions import DeclinedRule, Dictionary, FunctionVersion, LabelingFunction
from weaklabels.models.judgements import Judgement, Round
from weaklabels.models.uploads import VoteUpload
from weaklabels.models.votes import VoteColumn, VotePiece

__all__ = [
    "DeclinedRule",
    "Dictionary",
    "FunctionVersion",
    "Judgement",
    "LabelModelFit",
    "LabelingFunction",
    "ModelAnswer",
    "ProposedPiece",
    "PythonPermission",
    "Round",
    "RuleSettings",
    "SoftLabels",
    "VoteColumn",
    "VotePiece",
    "VoteUpload",
]
