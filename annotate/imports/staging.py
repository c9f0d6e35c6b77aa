"""From a record of the file to a document of the project, or to the reason why it becomes none."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from annotate.formats.encodings import ENCODINGS
from annotate.formats.records import Record
from annotate.imports.answering import Answer, AnswerReader
from annotate.imports.options import Options, Role
from annotate.nesting import loads
from annotate.problems import Invalid

LONGEST_ID = 500  # characters of an id or a group: they are indexed
LARGEST_METADATA = 2**20  # bytes of JSON
EXACT = 2.0**63  # a decimal at least as large is an integer that lost its last digits
LONGEST_POSITION = 20  # characters
# Plain strings: comparing with the members of an enumeration takes as long as the rest of the loop.
METADATA, METADATA_OBJECT = str(Role.METADATA), str(Role.METADATA_OBJECT)
ID, GROUP, POSITION = str(Role.ID), str(Role.GROUP), str(Role.POSITION)
POSITIONS = range(-(2**31), 2**31)


@dataclass(slots=True)
class Staged:
    """A document ready to be written, and the answers that came with it."""

    line: int
    external_id: str | None
    text: str
    sha256: str
    metadata: bytes
    group: str
    position: int
    answers: list[Answer]


class Stager:
    """Reads records under one set of options, and holds their answers against one schema."""

    def __init__(self, options: Options, questions: Iterable[Mapping[str, Any]]) -> None:
        self.answers = AnswerReader(options, questions)
        self._encoding = ENCODINGS[options.reading.encoding]
        self._roles = options.columns
        self._rest = options.rest
        self._counts_lines = bool(options.columns_of(Role.GROUP)) and not options.columns_of(Role.POSITION)
        self._text = next(iter(options.columns_of(Role.TEXT)), "")
        self._longest = settings.LONGEST_DOCUMENT

    def stage(self, record: Record) -> Staged:
        """Raises Invalid with the reason when the record becomes no document."""
        text = self._text_of(record)
        external_id, group, position = None, "", record.line if self._counts_lines else 0
        metadata: dict[str, Any] = {}
        for name, value in record.fields.items():
            role = self._roles.get(name, self._rest)
            if role == METADATA:
                _add(metadata, name, value)
            elif role == ID:
                external_id = _name(name, value) or None
            elif role == GROUP:
                group = _name(name, value)
            elif role == POSITION:
                position = _position(name, value)
            elif role == METADATA_OBJECT:
                _add_object(metadata, name, value)
        return Staged(
            record.line,
            external_id,
            text,
            self._sha256(text),
            _packed(metadata),
            group,
            position,
            self.answers.read(record.fields, text),
        )

    def _text_of(self, record: Record) -> str:
        text = record.fields.get(self._text)
        if type(text) is not str:
            if text is None:
                raise Invalid(_("There is no text: “%(name)s” is missing or null.") % {"name": self._text})
            raise Invalid(_("“%(name)s” must be text in quotation marks.") % {"name": self._text})
        if not text or text.isspace():
            raise Invalid(_("The text is empty."))
        if len(text) > self._longest:
            raise Invalid(
                _("The text has %(length)s characters; a document may have %(most)s. Split it into parts.")
                % {"length": len(text), "most": self._longest}
            )
        if "\0" in text:
            raise Invalid(
                _("The text holds NUL (character %(place)s), which no database text may. Take it out.")
                % {"place": text.index("\0") + 1}
            )
        return text

    def _sha256(self, text: str) -> str:
        try:
            return hashlib.sha256(text.encode()).hexdigest()
        except UnicodeEncodeError as error:
            raise Invalid(
                _("The text is not %(encoding)s: character %(place)s cannot be read. Is the encoding right?")
                % {"encoding": self._encoding, "place": error.start + 1}
            ) from error


def _name(column: str, value: object) -> str:
    """An id or a group: a text, or a number as it is written."""
    if value is None:
        return ""
    if type(value) is not str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Invalid(_("“%(name)s” must be a text or a number.") % {"name": column})
        _check_exact(column, value)
        return orjson.dumps(value).decode()
    if len(value) > LONGEST_ID:
        raise Invalid(
            _("“%(name)s” has %(length)s characters; %(most)s are allowed.")
            % {"name": column, "length": len(value), "most": LONGEST_ID}
        )
    if not value.isascii() or "\0" in value:
        _check_text(column, value)
    return value


def _position(column: str, value: object) -> int:
    if value is None or value == "":
        return 0
    written = str(value)
    try:
        position = int(written.removesuffix(".0")) if len(written) <= LONGEST_POSITION else None
    except ValueError:
        position = None
    if position is None or position not in POSITIONS:  # a range looks for None one number at a time
        raise Invalid(
            _("“%(name)s” must be a whole number, not “%(value)s”.") % {"name": column, "value": written[:40]}
        )
    return position


def _add(metadata: dict[str, Any], name: str, value: object) -> None:
    if name in metadata:
        raise Invalid(_("The metadata “%(name)s” comes twice.") % {"name": name})
    metadata[name] = value


def _add_object(metadata: dict[str, Any], column: str, value: object) -> None:
    """Take over an object of metadata; in a table it is written as JSON."""
    if isinstance(value, str) and value:
        try:
            value = loads(value)
        except orjson.JSONDecodeError as error:
            raise Invalid(_("“%(name)s” must be a JSON object.") % {"name": column}) from error
    if value is None or value == "":
        return
    if not isinstance(value, dict):
        raise Invalid(_("“%(name)s” must be an object of names and values.") % {"name": column})
    for name, part in value.items():
        _add(metadata, name, part)


def _check_exact(name: str, value: object) -> None:
    """Refuse a number that is not kept as it was written: it was an integer of more than 64 bits."""
    if isinstance(value, float) and abs(value) >= EXACT:
        raise Invalid(
            _("The number in “%(name)s” is too large to be kept exactly. Put it in quotation marks.")
            % {"name": name}
        )
    if isinstance(value, list):
        for part in value:
            _check_exact(name, part)
    elif isinstance(value, dict):
        for part in value.values():
            _check_exact(name, part)


def _packed(metadata: dict[str, Any]) -> bytes:
    """The metadata as the database takes it."""
    if not metadata:
        return b"{}"
    try:
        packed = orjson.dumps(metadata)
    except orjson.JSONEncodeError as error:
        if "Recursion" in str(error):
            raise Invalid(
                _("The metadata is nested too deeply. Flatten it, or leave the column out.")
            ) from error
        raise Invalid(_("The metadata holds bytes that are no text. Is the encoding right?")) from error
    if len(packed) > LARGEST_METADATA:
        raise Invalid(
            _("The metadata has %(size)s kB; %(most)s kB are allowed. Leave out what nobody needs.")
            % {"size": len(packed) // 1024, "most": LARGEST_METADATA // 1024}
        )
    if rb"\u0000" in packed and rb"\u0000" in packed.replace(rb"\\", b""):
        raise Invalid(_("The metadata holds NUL, which the database does not take. Take it out."))
    for name, value in metadata.items():
        if type(value) is not str:
            _check_exact(name, value)  # not before: packing has refused what is nested too deeply for it
    return packed


def _check_text(column: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Invalid(
            _("“%(name)s” holds bytes that are no text. Is the encoding right?") % {"name": column}
        ) from error
    if "\0" in value:
        raise Invalid(_("“%(name)s” holds NUL. Take it out.") % {"name": column})
