"""Everything that can hold words of a document or name a person, and what takes their place.

A test asks the database for its columns that can hold words and fails for one that is accounted for neither
here nor in `ports.accounted_for`: whoever adds a column decides here what becomes of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Case, F, JSONField, Value, When
from django.db.models.functions import Cast, Concat

from annotate.models import (
    Annotation,
    ApiToken,
    DataProfile,
    DocumentSearch,
    Flag,
    FreeText,
    Gold,
    Hold,
    Inquiry,
    Invitation,
    Source,
    Standing,
    Suggestion,
)


@dataclass(frozen=True)
class Holder:
    """Columns of a table, the field that leads to whose words they are, and what replaces them."""

    model: type[models.Model]
    whose: str
    tombstone: dict[str, Any]

    def erase(self, owner: models.Model) -> int:
        return self.model._base_manager.filter(**{self.whose: owner}).update(**self.tombstone)


def erase_all(holders: Sequence[Holder], owner: models.Model) -> int:
    """Erase what all these tables hold of one document or person; how many rows were touched."""
    return sum(holder.erase(owner) for holder in holders)


# Labels and offsets say nothing without the text, so of gold only what was written in one's own words goes.
WITHOUT_TEXT = Case(
    When(content__has_key="text", then=Value({"text": ""}, JSONField())), default=F("content")
)

# The columns of Document itself: documents.py. A reason may name a word; a body's hash is one of the text, too.
OF_DOCUMENT = [
    Holder(Standing, "document", {"draft": None, "note": "", "reason": ""}),
    Holder(Annotation, "document", {"reason": "", "body_hash": b""}),
    Holder(FreeText, "response__annotation__document", {"text": ""}),
    Holder(Suggestion, "document", {"content": {}, "score": None}),
    Holder(Gold, "document", {"content": WITHOUT_TEXT}),
    Holder(Flag, "document", {"note": ""}),
    Holder(Inquiry, "document", {"text": "", "reply": "", "responses": []}),
    Holder(Hold, "document", {"link": ""}),
    Holder(DocumentSearch, "document", {"words": SearchVector(Value(""))}),
    Holder(DataProfile, "project__documents", {"figures": {}}),  # it names fields of metadata
]

# The columns of User itself, sessions, links and tries to sign in: people.py.
OF_PERSON = [
    Holder(Standing, "annotator", {"draft": None, "note": ""}),
    Holder(Flag, "author", {"note": ""}),
    Holder(Inquiry, "author", {"text": "", "reply": "", "responses": []}),
    Holder(Inquiry, "answered_by", {"reply": ""}),
    Holder(Invitation, "used_by", {"note": ""}),
    Holder(ApiToken, "user", {"name": ""}),
    Holder(Source, "user", {"name": Concat(Value("erased-"), Cast("id", models.TextField()))}),
]

ERASED_ELSEWHERE = {
    "annotate_document.text": "documents.py",
    "annotate_document.sha256": "documents.py",
    "annotate_document.external_id": "documents.py",
    "annotate_document.metadata": "documents.py",
    "annotate_document.group": "documents.py",
    "annotate_documentprofile.language": "documents.py, the row goes",
    "annotate_documentprofile.signature": "documents.py, the row goes",
    "annotate_import.report": "files.py",
    "annotate_job.arguments": "files.py: the filters; the rest is ids and settings",
    "annotate_job.error": "files.py",
    "annotate_job.report": "files.py",
    "annotate_storedfile.name": "files.py",
    "annotate_storedfile.sha256": "files.py",
    "annotate_user.username": "people.py",
    "annotate_user.name": "people.py",
    "annotate_user.email": "people.py",
    "annotate_user.password": "people.py",
    "annotate_session.session_data": "people.py, the row goes",
    "annotate_session.user_agent": "people.py, the row goes",
    "annotate_signinattempt.username_hash": "people.py, the row goes",
}

OUR_OWN_WORDS = "a word of ours from a fixed list"
SECRET = "a random secret or its hash"  # noqa: S105 - says what a column holds, and is none
OF_THE_PROJECT = "what the project's owners say about the project"
NO_WORDS = {
    "annotate_annotation.kind": OUR_OWN_WORDS,
    "annotate_annotation.occasion": OUR_OWN_WORDS,
    "annotate_annotation.stream": OUR_OWN_WORDS,
    "annotate_apitoken.prefix": SECRET,
    "annotate_apitoken.scopes": OUR_OWN_WORDS,
    "annotate_apitoken.token_hash": SECRET,
    "annotate_batch.encoding": OUR_OWN_WORDS,
    "annotate_batch.name": "what an import was called",
    "annotate_event.detail": "ids and numbers",
    "annotate_event.kind": OUR_OWN_WORDS,
    "annotate_gold.chosen_by": OUR_OWN_WORDS,
    "annotate_gold.origin": OUR_OWN_WORDS,
    "annotate_hold.reason": OUR_OWN_WORDS,
    "annotate_import.name": "what an import was called",
    "annotate_import.options": "names of columns",
    "annotate_import.state": OUR_OWN_WORDS,
    "annotate_invitation.roles": OUR_OWN_WORDS,
    "annotate_invitation.token_hash": SECRET,
    "annotate_job.kind": OUR_OWN_WORDS,
    "annotate_job.lane": OUR_OWN_WORDS,
    "annotate_job.state": OUR_OWN_WORDS,
    "annotate_label.name": OF_THE_PROJECT,
    "annotate_membership.roles": OUR_OWN_WORDS,
    "annotate_phase.kind": OUR_OWN_WORDS,
    "annotate_phase.name": OF_THE_PROJECT,
    "annotate_project.description": OF_THE_PROJECT,
    "annotate_project.disagreement": OUR_OWN_WORDS,
    "annotate_project.mix": OUR_OWN_WORDS,
    "annotate_project.name": OF_THE_PROJECT,
    "annotate_project.slug": OF_THE_PROJECT,
    "annotate_question.kind": OUR_OWN_WORDS,
    "annotate_question.name": OF_THE_PROJECT,
    "annotate_rankedstretch.stream": OUR_OWN_WORDS,
    "annotate_ranking.reasons": "a code or sentence of ours with names of labels",
    "annotate_resetlink.token_hash": SECRET,
    "annotate_response.state": OUR_OWN_WORDS,
    "annotate_schema.body": OF_THE_PROJECT,
    "annotate_schemadraft.body": OF_THE_PROJECT,
    "annotate_sharing.given": "ids and numbers",
    "annotate_sharing.refused": OUR_OWN_WORDS,
    "annotate_sharingrule.meta": "by what the project's supervisors share documents out",
    "annotate_sharingrule.name": OF_THE_PROJECT,
    "annotate_session.session_key": SECRET,
    "annotate_standing.occasion": OUR_OWN_WORDS,
    "annotate_standing.state": OUR_OWN_WORDS,
    "annotate_standing.stream": OUR_OWN_WORDS,
    "annotate_notification.kind": OUR_OWN_WORDS,
    "annotate_user.muted": OUR_OWN_WORDS,
    "annotate_user.language": OUR_OWN_WORDS,
    "annotate_user.theme": OUR_OWN_WORDS,
    "annotate_user.time_zone": OUR_OWN_WORDS,
    "annotate_user.workbench": OUR_OWN_WORDS,
}
