from annotate.models.annotations import (
    Annotation,
    Choice,
    Flag,
    FreeText,
    Gold,
    Rating,
    Relation,
    Response,
    Span,
    Suggestion,
)
from annotate.models.documents import Batch, Document, DocumentSearch, Hold
from annotate.models.events import Event
from annotate.models.imports import Import
from annotate.models.inquiries import Inquiry
from annotate.models.jobs import Job, JobChunk, StoredFile
from annotate.models.notifications import Notification
from annotate.models.payments import Payment
from annotate.models.people import ApiToken, Invitation, ResetLink, Session, SignInAttempt, User
from annotate.models.profiles import DataProfile, DocumentProfile
from annotate.models.projects import Membership, Phase, Project, Source
from annotate.models.queueing import FreedSlot, QueueRow, RankedStretch, Ranking, Watermark
from annotate.models.schemas import Label, Question, Schema, SchemaDraft
from annotate.models.sharing import RuleShare, Sharing, SharingRule
from annotate.models.standings import Occasion, Standing, Stream
from annotate.models.tallies import AnswerTally, QueueTally

__all__ = [
    "Annotation",
    "AnswerTally",
    "ApiToken",
    "Batch",
    "Choice",
    "DataProfile",
    "Document",
    "DocumentProfile",
    "DocumentSearch",
    "Event",
    "Flag",
    "FreeText",
    "FreedSlot",
    "Gold",
    "Hold",
    "Import",
    "Inquiry",
    "Invitation",
    "Job",
    "JobChunk",
    "Label",
    "Membership",
    "Notification",
    "Occasion",
    "Payment",
    "Phase",
    "Project",
    "Question",
    "QueueRow",
    "QueueTally",
    "RankedStretch",
    "Ranking",
    "Rating",
    "Relation",
    "ResetLink",
    "Response",
    "RuleShare",
    "Schema",
    "SchemaDraft",
    "Session",
    "Sharing",
    "SharingRule",
    "SignInAttempt",
    "Source",
    "Span",
    "Standing",
    "StoredFile",
    "Stream",
    "Suggestion",
    "User",
    "Watermark",
]
