"""A stored file of votes as columns over the project's documents, whatever it was written by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import BinaryIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from annotate.files import open_file, path_of
from annotate.formats.jsonl import read_jsonl
from annotate.formats.reading import HEAD, Format, Reading, guess_as_table, guess_encoding, read
from annotate.formats.records import Record, Refused
from annotate.models import Document, Project, Question, StoredFile
from annotate.problems import Invalid
from weaklabels.models import VoteUpload
from weaklabels.numbers import number_in
from weaklabels.votefiles.columns import VoteFile
from weaklabels.votefiles.matrices import cells_of, read_arrays, texts_in, votes_in
from weaklabels.votefiles.parquet import as_json_lines
from weaklabels.votefiles.tables import OUR_ID, OWN_ID, Place, read_labels, read_spans

MOST_FUNCTIONS = 200
FORMS = "CSV, JSON Lines (.jsonl), Parquet, .npz"


class DocumentsOf:
    """The living documents of a project, by your ids and by ours."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def find(self, name: object, *, is_ours: bool) -> Place | None:
        written = str(name).strip() if isinstance(name, str | int) else ""
        if not is_ours:
            return self._by_external_id.get(written)
        return self._by_id.get(number_in(written)) if written.isascii() else None

    def texts(self, ids: Iterable[int]) -> Mapping[int, str]:
        return dict(Document.objects.filter(id__in=list(ids)).values_list("id", "text"))

    @cached_property
    def _by_external_id(self) -> dict[str, Place]:
        rows = self._rows.exclude(external_id=None).values_list("external_id", "id", "length")
        return {name: Place(number, length) for name, number, length in rows.iterator(10_000)}

    @cached_property
    def _by_id(self) -> dict[int, Place]:
        rows = self._rows.values_list("id", "length")
        return {number: Place(number, length) for number, length in rows.iterator(10_000)}

    @property
    def _rows(self) -> "QuerySet[Document]":
        return self._project.documents.filter(erased_at=None, withdrawn_at=None)


def read_upload(upload: VoteUpload) -> VoteFile:
    """Raises Invalid where the file as a whole cannot be used."""
    documents = DocumentsOf(upload.project)
    with opened(upload.file) as binary:
        name = upload.file.name.lower()
        if name.endswith(".npz"):
            found = _read_matrix(upload, binary, documents)
        elif name.endswith((".parquet", ".pq")):
            with as_json_lines(path_of(upload.file.sha256)) as rows:
                found = _read_table(upload, read_jsonl(rows, "utf-8"), documents)
        else:
            found = _read_table(upload, read(binary, _reading(name, binary)), documents)
    return _checked(found)


@contextmanager
def opened(stored: StoredFile) -> Iterator[BinaryIO]:
    try:
        with open_file(stored) as binary:
            yield binary
    except FileNotFoundError:
        raise Invalid(_("The uploaded file is gone. Upload it again.")) from None


def _reading(name: str, binary: BinaryIO) -> Reading:
    head = binary.read(HEAD)
    binary.seek(0)
    encoding = guess_encoding(head)
    ending = name.rpartition(".")[2]
    if ending in {"jsonl", "ndjson"}:
        return Reading(Format.JSONL, encoding)
    if ending in {"csv", "tsv", "tab"}:
        return guess_as_table(head, Reading(Format.TABLE, encoding), ending)
    raise Invalid(
        _("Votes are read from %(forms)s. “%(name)s” ends otherwise.") % {"forms": FORMS, "name": name[-60:]}
    )


def _read_table(upload: VoteUpload, rows: Iterable[Record | Refused], documents: DocumentsOf) -> VoteFile:
    if upload.question.kind == Question.Kind.SPANS:
        return read_spans(rows, documents, upload.file.name.rpartition(".")[0] or upload.file.name)
    return read_labels(rows, documents, takes_several=upload.question.kind == Question.Kind.CHOICES)


def _read_matrix(upload: VoteUpload, binary: BinaryIO, documents: DocumentsOf) -> VoteFile:
    """Snorkel's L, its rows named in the file itself or by the order file beside it."""
    if upload.question.kind == Question.Kind.SPANS:
        raise Invalid(
            _("A matrix holds labels of documents. For marked words upload CSV, JSON Lines or Parquet.")
        )
    arrays = read_arrays(binary)
    votes = votes_in(arrays)
    names = texts_in(arrays, "functions", votes.shape[1])
    order, is_ours = _order(upload, texts_in(arrays, "documents", votes.shape[0]), votes.shape[0])
    found = VoteFile(lines=votes.shape[0], counts_labels=True)
    places = _places(found, documents, order, is_ours=is_ours)
    for number, rows, labels in cells_of(votes[:, : MOST_FUNCTIONS + 1]):
        column = found.column(names[number] if names else _("column %(place)s") % {"place": number + 1})
        for row, label in zip(rows.tolist(), labels.tolist(), strict=True):
            if place := places[row]:
                column.add(place.id, found.number_of(str(label)), row + 1)
    return found


def _places(
    found: VoteFile, documents: DocumentsOf, order: Sequence[str], *, is_ours: bool
) -> list[Place | None]:
    """The document of each row; of two rows for one document the first."""
    places, seen = [], set[int]()
    for row, name in enumerate(order, 1):
        place = _place(found, documents, row, name, is_ours)
        if place and place.id in seen:
            found.problems.add(row, _("This document stands in the file a second time."))
            place = None
        seen |= {place.id} if place else set()
        places.append(place)
    found.named.extend(sorted(seen))
    return places


def _place(found: VoteFile, documents: DocumentsOf, row: int, name: str, is_ours: bool) -> Place | None:
    place = documents.find(name, is_ours=is_ours)
    if place is None:
        found.unknown_documents += 1
        found.problems.add(row, _("The project has no document “%(name)s”.") % {"name": name[:80]})
    return place


def _order(upload: VoteUpload, inside: list[str] | None, rows: int) -> tuple[list[str], bool]:
    """What the rows are, in their order, and whether those are our numbers. Raises Invalid."""
    if upload.order is None:
        if inside is None:
            raise Invalid(
                _(
                    "The matrix does not say which documents its rows are. Put an array “documents” into it, or "
                    "upload an order file with it: one id a line, or the documents.jsonl of an export."
                )
            )
        return inside, False
    with opened(upload.order) as binary:
        order, is_ours = _read_order(upload.order.name.lower(), binary, rows)
    if len(order) != rows or len(set(order)) != rows:
        raise Invalid(
            _(
                "The matrix has %(rows)s rows; the order file names %(named)s different documents in %(lines)s lines."
            )
            % {"rows": rows, "named": len(set(order)), "lines": len(order)}
        )
    return order, is_ours


def _read_order(name: str, binary: BinaryIO, rows: int) -> tuple[list[str], bool]:
    if not name.endswith((".jsonl", ".ndjson")):
        try:
            lines = binary.read().decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise Invalid(_("The order file is not UTF-8. Save it as UTF-8 text, one id a line.")) from None
        return [line.strip() for line in lines if line.strip()], False
    records = list(islice(read_jsonl(binary, "utf-8"), rows + 1))
    fields = [record.fields for record in records if isinstance(record, Record)]
    for names, is_ours in ((OWN_ID, False), (OUR_ID, True)):
        for key in names:
            if all(one.get(key) not in (None, "") for one in fields):
                return [str(one[key]) for one in fields], is_ours
    raise Invalid(_("Each line of the order file needs “id” or “document”."))


def _checked(found: VoteFile) -> VoteFile:
    """Raises Invalid where nothing is left to keep, or too much."""
    if not found.lines:
        raise Invalid(_("The file has no lines."))
    if len(found.columns) > MOST_FUNCTIONS:
        raise Invalid(
            _("The file has votes of %(count)s functions; at most %(most)s are taken at once.")
            % {"count": len(found.columns), "most": MOST_FUNCTIONS}
        )
    return found
