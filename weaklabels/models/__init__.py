from weaklabels.models.candidates import CandidateList
from weaklabels.models.fits import LabelModelFit, PythonPermission, RuleSettings, SoftLabels
from weaklabels.models.functions import Dictionary, FunctionVersion, LabelingFunction
from weaklabels.models.judgements import Judgement, Round
from weaklabels.models.runs import (
    Duel,
    LearningSettings,
    LearningState,
    ModelRun,
    PredictedPiece,
    PredictUse,
    PublishedModel,
)
from weaklabels.models.votes import VoteColumn, VotePiece

__all__ = [
    "CandidateList",
    "Dictionary",
    "Duel",
    "FunctionVersion",
    "Judgement",
    "LabelModelFit",
    "LabelingFunction",
    "LearningSettings",
    "LearningState",
    "ModelRun",
    "PredictUse",
    "PredictedPiece",
    "PublishedModel",
    "PythonPermission",
    "Round",
    "RuleSettings",
    "SoftLabels",
    "VoteColumn",
    "VotePiece",
]
