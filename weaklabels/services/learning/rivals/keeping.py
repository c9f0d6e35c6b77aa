"""What another model says of the audit documents, kept under its name; a newer word takes the place of the older."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from annotate.models import Event, Question, QueueRow, User
from annotate.models.queueing import Pool
from annotate.problems import Invalid
from weaklabels.models import Rival
from weaklabels.packing import DOCUMENTS, LABELS, OFFSETS, packed
from weaklabels.services.learning.rivals.reading import Said, SaidSpans, predictions_in, spans_in
from weaklabels.services.learning.subjects import Subject, subject_of

LONGEST_NAME = 120
NOTHING = -1  # in place of a label: the model gives none
Given = int | tuple[int, int, int]  # a label, or a span: start, end, label


@dataclass(frozen=True)
class Upload:
    """What came of a file: documents of the audit share it speaks of, and lines about others."""

    rival: Rival
    documents: int
    others: int


@transaction.atomic
def upload_predictions(question: Question, name: str, data: bytes, by: User) -> Upload:
    """Keep of the file what it says of audit documents. Raises Invalid."""
    name = name.strip()
    subject = subject_of(question)
    if subject is None:
        raise Invalid(_("This question asks nothing that a model could answer."), field="question")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(
            _("Give the model a name of 1 to %(most)s characters.") % {"most": LONGEST_NAME}, field="name"
        )
    said: Mapping[int, Sequence[Given]]
    if subject.asks_for_words:
        said, others = _spans_of_audit(subject, spans_in(data))
    else:
        said, others = _of_audit(subject, predictions_in(data))
    if not said:
        raise Invalid(
            _(
                "The file says nothing of an audit document. Predict all documents: nobody is told which are audited."
            ),
            field="file",
        )
    rival = keep_rival(question, name, Rival.Kind.UPLOADED, said, by)
    return Upload(rival, len(said), others)


def keep_rival(
    question: Question,
    name: str,
    kind: str,
    said: Mapping[int, Sequence[Given]],
    by: User | None,
    problem: str = "",
) -> Rival:
    """`said` has the labels or spans that are given to each document. The caller holds a transaction."""
    nothing: Given = (0, 0, NOTHING) if question.kind == Question.Kind.SPANS else NOTHING
    rows = [(one, given) for one in sorted(said) for given in (sorted(said[one]) or [nothing])]
    places = [given for _document, given in rows if isinstance(given, tuple)]
    made, _is_new = Rival.objects.update_or_create(
        question=question,
        name=name,
        defaults={
            "project_id": question.project_id,
            "kind": kind,
            "documents": packed([document for document, _given in rows], DOCUMENTS),
            "labels": packed(
                [given[-1] if isinstance(given, tuple) else given for _one, given in rows], LABELS
            ),
            "starts": packed([start for start, _end, _label in places], OFFSETS) if places else None,
            "ends": packed([end for _start, end, _label in places], OFFSETS) if places else None,
            "problem": problem[:1_000],
            "made_by": by,
        },
    )
    if by is not None:
        detail = {"question": question.id, "model": made.id}
        Event.objects.create(
            project_id=question.project_id, actor=by, kind="predictions uploaded", detail=detail
        )
    return made


def _of_audit(subject: Subject, rows: Iterable[Said]) -> tuple[dict[int, list[int]], int]:
    """Labels by audit document, and how many lines speak of other documents."""
    number_of = dict(zip(subject.names, subject.labels, strict=True))
    document_of = _audit_ids(subject)
    found: dict[int, list[int]] = {}
    others = 0
    for line, name, labels in rows:
        given = [_label(line, label, number_of) for label in labels]
        if name not in document_of:
            others += 1
            continue
        mine = found.setdefault(document_of[name], [])
        mine += [label for label in given if label not in mine]
        if len(mine) > 1 and not subject.takes_several:
            raise Invalid(
                _("Line %(line)s: “%(id)s” has a label already, and the question takes one.")
                % {"line": line, "id": name},
                field="file",
            )
    return found, others


def _spans_of_audit(
    subject: Subject, rows: Iterable[SaidSpans]
) -> tuple[dict[int, list[tuple[int, int, int]]], int]:
    """The same of marked words. Where a span reaches past its text it is wrong as any other: nobody is told which."""
    number_of = dict(zip(subject.names, subject.labels, strict=True))
    document_of = _audit_ids(subject)
    found: dict[int, set[tuple[int, int, int]]] = {}
    others = 0
    for line, name, spans in rows:
        given = {(start, end, _label(line, label, number_of)) for start, end, label in spans}
        if name in document_of:
            found.setdefault(document_of[name], set()).update(given)
        else:
            others += 1
    return {document: sorted(spans) for document, spans in found.items()}, others


def _label(line: int, name: str, number_of: Mapping[str, int]) -> int:
    if name not in number_of:
        raise Invalid(
            _("Line %(line)s: there is no label “%(label)s”. There are: %(names)s.")
            % {"line": line, "label": name[:100], "names": ", ".join(list(number_of)[:30])},
            field="file",
        )
    return number_of[name]


def _audit_ids(subject: Subject) -> dict[str, int]:
    """Audit documents by their number here, and by the id they came with, which goes first."""
    rows = QueueRow.objects.filter(project=subject.project, pool=Pool.AUDIT, document__erased_at=None)
    pairs = list(rows.values_list("document_id", "document__external_id"))
    return {str(number): number for number, _id in pairs} | {name: number for number, name in pairs if name}
