from weaklabels.models.answers import ModelAnswer
from weaklabels.models.candidates import CandidateList
from weaklabels.models.fits import LabelModelFit, ProposedPiece, PythonPermission, RuleSettings, SoftLabels
from weaklabels.models.functions import DeclinedRule, Dictionary, FunctionVersion, LabelingFunction
from weaklabels.models.judgements import Judgement, Round
from weaklabels.models.rivals import Rival
from weaklabels.models.runs import (
    Duel,
    LearningSettings,
    LearningState,
    ModelRun,
    PredictedPiece,
    PredictUse,
    PublishedModel,
)
from weaklabels.models.servers import ModelServer
from weaklabels.models.uploads import VoteUpload
from weaklabels.models.votes import VoteColumn, VotePiece

__all__ = [
    "CandidateList",
    "DeclinedRule",
    "Dictionary",
    "Duel",
    "FunctionVersion",
    "Judgement",
    "LabelModelFit",
    "LabelingFunction",
    "LearningSettings",
    "LearningState",
    "ModelAnswer",
    "ModelRun",
    "ModelServer",
    "PredictUse",
    "PredictedPiece",
    "ProposedPiece",
    "PublishedModel",
    "PythonPermission",
    "Rival",
    "Round",
    "RuleSettings",
    "SoftLabels",
    "VoteColumn",
    "VotePiece",
    "VoteUpload",
]
