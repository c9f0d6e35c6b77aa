"""A few documents sent by a program: judged by the rules of an import, added all or none, in one request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotate.erasure.tombstones import cannot_come_back, erased_id, erased_sha256
from annotate.formats.reading import Reading
from annotate.formats.records import Record
from annotate.imports.options import Options, Role
from annotate.imports.staging import Staged, Stager
from annotate.models import Batch, Document, Event, Project, User
from annotate.problems import Conflict, Invalid
from annotate.services.documents import NewDocument, add_documents

MOST_AT_ONCE = 1000
MOST_REFUSALS_SHOWN = 100
COLUMNS = {
    "text": Role.TEXT,
    "external_id": Role.ID,
    "group": Role.GROUP,
    "position": Role.POSITION,
    "metadata": Role.METADATA_OBJECT,
}


@dataclass(frozen=True)
class Added:
    """What became of each record, in their order, and the batch the new ones are in (none: nothing was new)."""

    batch: Batch | None
    documents: list[Document]
    are_new: list[bool]


@transaction.atomic
def add_few(project: Project, by: User, name: str, records: Sequence[Mapping[str, Any]]) -> Added:
    """Add the documents that are new; those the project has are found again. Raises Invalid with each refusal."""
    staged, refusals = _stage(records)
    known = _known(project, staged)
    refusals += _contradictions(staged, known) + _erased(project, staged)
    if refusals:
        raise _refused(sorted(refusals))
    new = {_identity(entry): entry for entry in staged if _identity(entry) not in known}
    batch = _add(project, by, name, list(new.values())) if new else None
    known = _known(project, staged)
    return Added(
        batch,
        documents=[known[_identity(entry)] for entry in staged],
        are_new=[_identity(entry) in new for entry in staged],
    )


def _stage(records: Sequence[Mapping[str, Any]]) -> tuple[list[Staged], list[tuple[int, str]]]:
    options = Options(Reading("jsonl"), columns=dict(COLUMNS), rest=Role.IGNORED)
    stager = Stager(options, questions=[])
    staged, refusals = [], []
    for place, record in enumerate(records):
        try:
            _check_fields(record)
            staged.append(stager.stage(Record(place, dict(record))))
        except Invalid as invalid:
            refusals.append((place, invalid.sentence))
    return staged, refusals


def _check_fields(record: Mapping[str, Any]) -> None:
    if unknown := sorted(record.keys() - COLUMNS.keys()):
        raise Invalid(
            _(
                "A document has no “%(name)s”. Allowed: %(known)s; what else is known of it goes into metadata."
            )
            % {"name": unknown[0], "known": ", ".join(COLUMNS)}
        )


def _identity(entry: Staged | Document) -> tuple[str, str]:
    """The external id where there is one, else the text."""
    if entry.external_id is not None:
        return "id", entry.external_id
    return "text", _sha256(entry)


def _sha256(entry: Staged | Document) -> str:
    return entry.sha256 if isinstance(entry.sha256, str) else bytes(entry.sha256).hex()


def _known(project: Project, staged: list[Staged]) -> dict[tuple[str, str], Document]:
    """Those of these documents that the project has, by their identity."""
    ids = [entry.external_id for entry in staged if entry.external_id is not None]
    texts = [bytes.fromhex(entry.sha256) for entry in staged if entry.external_id is None]
    own = project.documents.defer("text", "metadata")
    by_id = own.filter(external_id__in=ids)
    by_text = own.filter(external_id=None, sha256__in=texts)
    return {_identity(document): document for document in [*by_id, *by_text]}


def _contradictions(staged: list[Staged], known: Mapping[tuple[str, str], Document]) -> list[tuple[int, str]]:
    """Records with the id of another text, in the project or earlier among the records."""
    found, first = [], {}
    for entry in staged:
        met = known.get(_identity(entry)) or first.setdefault(_identity(entry), entry)
        if _sha256(met) != entry.sha256:
            sentence = _("There is another text under the id “%(id)s”. Texts never change; give it a new id.")
            found.append((entry.line, sentence % {"id": entry.external_id}))
    return found


def _erased(project: Project, staged: list[Staged]) -> list[tuple[int, str]]:
    """Records that bring back what was erased here: by their id or, without one, by their text."""
    gone = project.documents.exclude(erased_at=None)
    ids = {erased_id(entry.external_id): entry for entry in staged if entry.external_id is not None}
    texts = {
        erased_sha256(bytes.fromhex(entry.sha256)): entry for entry in staged if entry.external_id is None
    }
    by_id = gone.filter(external_id__in=ids).values_list("external_id", flat=True)
    by_text = gone.filter(external_id=None, sha256__in=texts).values_list("sha256", flat=True)
    entries = [*(ids[one] for one in by_id), *(texts[bytes(one)] for one in by_text)]
    return [(entry.line, cannot_come_back(entry.external_id)) for entry in entries]


def _add(project: Project, by: User, name: str, new: list[Staged]) -> Batch:
    batch = Batch.objects.create(project=project, name=name, created_by=by)
    rows = [
        NewDocument(entry.text, entry.external_id, orjson.loads(entry.metadata), entry.group, entry.position)
        for entry in new
    ]
    try:
        with transaction.atomic():
            add_documents(batch, rows)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else added one of these documents at the same moment. Send them again.")
        ) from error
    Event.objects.create(
        project=project, actor=by, kind="documents added", detail={"batch": batch.id, "count": len(new)}
    )
    return batch


def _refused(refusals: list[tuple[int, str]]) -> Invalid:
    place, sentence = refusals[0]
    return Invalid(
        _("%(count)s documents were refused, so none was added. The first, at place %(place)s: %(sentence)s")
        % {"count": len(refusals), "place": place, "sentence": sentence},
        field="documents",
        refused=[{"place": place, "reason": reason} for place, reason in refusals[:MOST_REFUSALS_SHOWN]],
    )
