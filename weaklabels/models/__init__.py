from weaklabels.models.answers import ModelAnswer
from weaklabels.models.fits import LabelModelFit, PythonPermission, RuleSettings, SoftLabels
from weaklabels.models.functions import Dictionary, FunctionVersion, LabelingFunction
from weaklabels.models.judgements import Judgement, Round
from weaklabels.models.uploads import VoteUpload
from weaklabels.models.votes import VoteColumn, VotePiece

__all__ = [
    "Dictionary",
    "FunctionVersion",
    "Judgement",
    "LabelModelFit",
    "LabelingFunction",
    "ModelAnswer",
    "PythonPermission",
    "Round",
    "RuleSettings",
    "SoftLabels",
    "VoteColumn",
    "VotePiece",
    "VoteUpload",
]
