"""Saving an answer: once, on top of what the annotator saw, and never over anything unseen."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import orjson
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import queue
from annotate.models import Annotation, Document, Membership, Occasion, Project, Schema, Standing
from annotate.prepared import Query
from annotate.problems import Invalid, KeyReused, NotLent, StaleAnnotation
from annotate.services.appending import append
from annotate.services.contents import content_of, with_contents
from annotate.services.occasions import of_key
from annotate.services.response_checks import check_responses
from annotate.services.responses import ResponseAnswer, parse_responses
from annotate.services.schemas import schema_for_save
from annotate.signals import announce

OWN_STANDINGS = Query(
    "own_standings",
    lambda document, annotator: (
        Standing.objects.select_for_update(of=["self"])
        .select_related("current")
        .only("document", "annotator", "occasion", "state", "holds_slot", "current__key", "current__kind")
        .filter(document=document, annotator=annotator)
    ),
    before=queue.LOCK,
    document=-1,
    annotator=-2,
)
LONGEST_ACTIVE_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Submission:
    """What a client sends: its key, what it saw, what it replaces, and the responses."""

    key: uuid.UUID
    sha256: str
    replaces: uuid.UUID | None
    schema_id: int
    responses: list[ResponseAnswer]
    active_ms: int = 0
    withdraws: bool = False

    def body_hash(self, document_id: int) -> bytes:
        """Identifies what is said, so that the same key with another body is noticed."""
        responses = [response.as_said() for response in self.responses]
        said = [document_id, self.sha256, str(self.replaces), self.schema_id, self.withdraws, responses]
        return hashlib.sha256(orjson.dumps(said)).digest()


def parse_submission(body: Mapping[str, Any]) -> Submission:
    """Read a save in its wire form. Raises Invalid with the field that is wrong."""
    schema_id, active_ms = body.get("schema"), body.get("active_ms", 0)
    if isinstance(schema_id, bool) or not isinstance(schema_id, int):
        raise Invalid(_("“schema” must be the id of the schema that was answered."), field="schema")
    if isinstance(active_ms, bool) or not isinstance(active_ms, int | float) or not active_ms >= 0:
        raise Invalid(_("“active_ms” must be a number of milliseconds, 0 or more."), field="active_ms")
    return Submission(
        key=parse_key(body.get("key"), "key"),
        sha256=str(body.get("sha256", "")),
        replaces=parse_key(body["replaces"], "replaces") if body.get("replaces") else None,
        schema_id=schema_id,
        responses=parse_responses(body.get("responses", [])),
        active_ms=int(min(active_ms, LONGEST_ACTIVE_MS)),
        withdraws=body.get("withdraws") is True,
    )


def parse_key(value: object, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise Invalid(
            _("“%(name)s” must be a UUID made by the client, such as %(example)s.")
            % {"name": name, "example": uuid.uuid4()},
            field=name,
        ) from None


@transaction.atomic
def save_annotation(
    membership: Membership, document: Document, submission: Submission, *, at: datetime | None = None
) -> Annotation:
    """Append this annotator's answer, given now or `at` an earlier time (from a record of the past).

    Raises KeyReused, NotLent, StaleAnnotation, OutdatedSchema or Invalid; then nothing has changed.
    """
    return save_within(membership, document, submission, at=at)


def save_within(
    membership: Membership, document: Document, submission: Submission, *, at: datetime | None = None
) -> Annotation:
    """`save_annotation` for a caller in a transaction, who rolls it back if this raises.

    The annotator is locked from now on.
    """
    standing = standing_to_answer(membership, document, submission.replaces)
    check_same_text(document, submission)
    # The first answer of a check replaces none, just as the first answer ever: is it that one, sent again?
    if standing.occasion != Occasion.WORK and (saved := already_saved(membership, document, submission)):
        return saved
    if (standing.current.key if standing.current else None) != submission.replaces:
        return already_saved(membership, document, submission) or refuse_stale(standing)
    if submission.withdraws:
        check_has_answer(standing)
    schema = schema_for_save(membership.project, submission.schema_id, submission.responses)
    responses = (
        [] if submission.withdraws else check_responses(submission.responses, schema.questions, document.text)
    )
    try:
        annotation = _append(
            standing, submission, schema, responses, membership.project, at or timezone.now()
        )
    except IntegrityError as error:
        if "annotate_annotation_key" not in str(error):
            raise
        raise key_reused() from error
    announce("answer", membership.project_id, [annotation.id])
    return annotation


def already_saved(membership: Membership, document: Document, submission: Submission) -> Annotation | None:
    """The annotation this very save made earlier, if it is a repetition. Shows nothing of anybody else's."""
    saved = Annotation.objects.filter(key=submission.key).first()
    if saved is None:
        return None
    same = (saved.author_id, saved.document_id, bytes(saved.body_hash)) == (
        membership.user_id,
        document.id,
        submission.body_hash(document.id),
    )
    if not same:
        raise key_reused()
    return saved


def key_reused() -> KeyReused:
    return KeyReused(
        _("This save's key was used before for another save. Nothing was changed; save again with a new key.")
    )


def standing_to_answer(
    membership: Membership, document: Document, replaces: uuid.UUID | None = None
) -> Standing:
    """Lock the annotator and their standings with this document; the one meant by who replaces this, or begins.

    Without one the document was never lent to them.
    """
    values = {"project": membership.project_id, "annotator": membership.user_id, "document": document.id}
    standings = OWN_STANDINGS.all(**values)
    # Of a row that was waited for the database looks at the newest form, but not anew for what is beside it: where
    # labels were moved meanwhile (rewriting.py), the answer pointed at now is missing. The rows are locked by now.
    if any(one.current_id and one.current is None for one in standings):
        standings = OWN_STANDINGS.all(**values)
    standing = of_key(standings, replaces)
    if standing is None:
        raise NotLent(
            _("This document was not lent to you, so your answer cannot be saved. Open it from your queue.")
        )
    return standing


def check_same_text(document: Document, submission: Submission) -> None:
    if submission.sha256 != bytes(document.sha256).hex():
        raise StaleAnnotation(
            _(
                "The answer was made for another text than this document has. Nothing was changed; reload the document."
            ),
            current=None,
        )


def refuse_stale(standing: Standing) -> NoReturn:
    raise StaleAnnotation(
        _("This document has an answer you had not seen when you made this one. Both are shown; choose one."),
        current=answer_of(standing.current) if standing.current else None,
    )


def check_has_answer(standing: Standing) -> None:
    if standing.current is None or standing.current.kind == Annotation.Kind.WITHDRAWAL:
        raise Invalid(_("You have no answer to this document to take back. Nothing was changed."))


def _append(
    standing: Standing,
    submission: Submission,
    schema: Schema,
    responses: list[ResponseAnswer],
    project: Project,
    now: datetime,
) -> Annotation:
    """Count the answer in the queue and write it down."""
    is_extra = not _counts(standing, submission, project)
    takes_back = submission.withdraws
    said = {
        "key": submission.key,
        "body_hash": submission.body_hash(standing.document_id),
        "kind": Annotation.Kind.WITHDRAWAL if takes_back else Annotation.Kind.ANSWER,
        "schema": schema.id,
        "active_ms": submission.active_ms,
        "guideline_version": project.guideline_version,
        "is_extra": is_extra,
    }
    state = Standing.State.WITHDRAWN if takes_back else Standing.State.ANSWERED
    between = {question["id"]: question["between"] for question in schema.questions if "between" in question}
    return append(standing, said, responses, state, now, between)


def _counts(standing: Standing, submission: Submission, project: Project) -> bool:
    """Does the answer hold a slot? An answer to a closed project or a document that wants no more is extra."""
    if standing.occasion != Occasion.WORK:
        return project.is_open  # a check takes nobody's slot
    if submission.withdraws:
        if standing.holds_slot:
            standing.holds_slot = False
            queue.free_slot([standing.document_id])
        return True
    if not standing.holds_slot and project.is_open:
        standing.holds_slot = queue.take_slot(standing.document_id)
    return standing.holds_slot and project.is_open


def answer_of(annotation: Annotation) -> dict[str, Any]:
    """An annotation in its wire form, as its own author may see it."""
    responses = with_contents(annotation.responses.select_related("question"))
    return {
        "key": str(annotation.key),
        "schema": annotation.schema_id,
        "saved_at": annotation.saved_at.isoformat(),
        "withdrawn": annotation.kind == Annotation.Kind.WITHDRAWAL,
        "responses": [
            {
                "question": response.question_id,
                "state": response.state,
                "labels": [],
                "spans": [],
                **content_of(response),
            }
            for response in responses
        ],
    }
