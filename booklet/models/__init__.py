from booklet.models.comments import Comment
from booklet.models.decisions import Decision
from booklet.models.examples import Example
from booklet.models.goals import Goal, SignOff
from booklet.models.interviews import Interview, InterviewAnswer, InterviewDocument
from booklet.models.maps import MapRevision, MindMap
from booklet.models.pages import Draft, Page, PageLink, Revision
from booklet.models.pictures import Picture
from booklet.models.proposals import Proposal
from booklet.models.receipts import Receipt
from booklet.models.scheme_changes import SchemeChange
from booklet.models.shares import Share, SharedDocument, ShareLink, Visit, VisitorComment
from booklet.models.training import Training, TrainingAnswer, TrainingRun

__all__ = [
    "Comment",
    "Decision",
    "Draft",
    "Example",
    "Goal",
    "Interview",
    "InterviewAnswer",
    "InterviewDocument",
    "MapRevision",
    "MindMap",
    "Page",
    "PageLink",
    "Picture",
    "Proposal",
    "Receipt",
    "Revision",
    "SchemeChange",
    "Share",
    "ShareLink",
    "SharedDocument",
    "SignOff",
    "Training",
    "TrainingAnswer",
    "TrainingRun",
    "Visit",
    "VisitorComment",
]
