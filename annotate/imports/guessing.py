"""What each column of a file most likely is, judged by its name and its first values. A person corrects it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, BinaryIO

import orjson

from annotate.formats.answers import WrittenAnswer, read_answer, read_cell
from annotate.formats.reading import Format, Reading, first_records
from annotate.formats.records import MOST_COLUMNS, Record, Refused
from annotate.imports.options import Options, Role, question_role
from annotate.models import Project, Question
from annotate.nesting import loads
from annotate.problems import Invalid

SAMPLE = 200  # records
ENOUGH = 0.6  # of the sample's values must be labels of a question
LETTER = re.compile(r"[^\W\d_]")
Schema = list[dict[str, Any]]

NAMES = {
    Role.TEXT: ("text", "content", "body", "sentence", "message", "utterance", "document"),
    Role.ID: ("id", "external_id", "doc_id", "document_id", "text_id", "uuid", "orig_id"),
    Role.GROUP: (
        "group",
        "conversation",
        "conversation_id",
        "thread",
        "thread_id",
        "dialogue_id",
        "session_id",
    ),
    Role.POSITION: ("position", "turn", "turn_id"),
    Role.METADATA_OBJECT: ("metadata", "meta"),
    Role.ANSWER_LIST: ("answers",),
    Role.ANSWERS: ("responses", "answers"),
    Role.CANNOT_TELL: ("cannot_tell",),
}
LABEL_NAMES = ("label", "labels", "cats", "category", "class", "intent", "entities", "spans", "tags")
# Who answered, beside answers, in files of crowds and of other tools; then what that took
WORKERS = ("annotator", "annotator_id", "worker", "worker_id", "workerid", "_worker_id", "!amt_worker_ids")
TIMES = ("seconds", "worktimeinseconds", "work_time_in_seconds", "time_in_seconds")
PRICES = ("price", "reward", "payment")
# What our exports say about an answer beside its content. Nothing of it is imported.
OWN_EXPORT = ("state", "saved_at", "seconds", "schema", "guideline", "phase", "stream", "probability")
OWN_EXPORT_TOO = ("suggestions", "extra", "rewritten_by")


@dataclass
class Column:
    """A column as the sample shows it."""

    name: str
    values: list[Any] = field(default_factory=list)

    @property
    def given(self) -> list[Any]:
        return [value for value in self.values if value is not None and value != ""]


@dataclass(frozen=True)
class Sample:
    """The first records of a file and its columns, in the order they come up."""

    found: list[Record | Refused]
    columns: dict[str, Column]


def sample(binary: BinaryIO, reading: Reading) -> Sample:
    """Read the first records. Raises Invalid when the file as a whole cannot be read so."""
    found = first_records(binary, reading, SAMPLE)
    columns: dict[str, Column] = {}
    for record in found:
        if isinstance(record, Record):
            for name, value in record.fields.items():
                if len(columns) < MOST_COLUMNS or name in columns:
                    columns.setdefault(name, Column(name)).values.append(value)
    return Sample(found, columns)


def guess_options(project: Project, name: str, seen: Sample, reading: Reading) -> Options:
    """The options to begin with."""
    questions = project.schema.questions if project.schema else []
    columns = guess_columns(seen.columns, reading, questions)
    # Names beside answers are mostly those of a crowd; our own export names members
    external = str(Role.SOURCE) in columns.values() and not _is_own_export(seen.columns)
    return Options(reading, columns, source=PurePath(name).stem[:100] or "import", external=external)


def guess_columns(columns: Mapping[str, Column], reading: Reading, questions: Schema) -> dict[str, str]:
    """A role for every column."""
    if reading.format in (Format.LINES, Format.WHOLE, Format.ZIP_LINES, Format.ZIP_WHOLE):
        return _of_plain_text(columns, reading)
    roles: dict[str, str] = {}
    for role, names in NAMES.items():
        _give(roles, role, _first_fit(columns, roles, names, FITS.get(role, _fits_any)))
    if Role.TEXT not in roles.values():
        _give(roles, Role.TEXT, _longest_text(columns, roles))
    _give_questions(roles, columns, reading, questions)
    _give_source(roles, columns)
    for name in columns:
        roles.setdefault(name, Role.IGNORED if _is_about_an_answer(name, columns) else Role.METADATA)
    return {name: str(roles[name]) for name in columns}


def _of_plain_text(columns: Mapping[str, Column], reading: Reading) -> dict[str, str]:
    roles = {"text": Role.TEXT, "line": Role.IGNORED, "file:line": Role.IGNORED}
    if reading.format == Format.ZIP_WHOLE:
        roles["file"] = Role.ID
    elif reading.format == Format.ZIP_LINES:
        roles |= {"file": Role.GROUP, "line": Role.POSITION}
    return {name: str(roles[name]) for name in columns}


def _give(roles: dict[str, str], role: str, name: str | None) -> None:
    if name is not None:
        roles[name] = role


def _first_fit(
    columns: Mapping[str, Column],
    roles: dict[str, str],
    names: tuple[str, ...],
    fits: Callable[[Column], bool],
) -> str | None:
    """The column with the likeliest of these names whose values fit."""
    by_name = {name.strip().lower(): column for name, column in columns.items() if name not in roles}
    return next((by_name[name].name for name in names if name in by_name and fits(by_name[name])), None)


def _longest_text(columns: Mapping[str, Column], roles: dict[str, str]) -> str | None:
    """Of those that hold words: nobody labels a column of prices."""
    lengths = {
        name: sum(len(value) for value in column.given if isinstance(value, str) and LETTER.search(value))
        for name, column in columns.items()
        if name not in roles
    }
    longest = max(lengths, key=lambda name: lengths[name], default=None)
    return longest if longest and lengths[longest] else None


def _give_questions(
    roles: dict[str, str], columns: Mapping[str, Column], reading: Reading, questions: Schema
) -> None:
    """Columns named like a question; then those that hold its labels, or look like labels by their name."""
    names = {name: question["id"] for question in questions for name in _names_of(question)}
    for name in columns.keys() - roles.keys():
        if (question_id := names.get(name.strip().casefold())) is not None:
            roles[name] = question_role(question_id)
    for name, column in columns.items():
        if name in roles:
            continue
        free = [question for question in questions if question_role(question["id"]) not in roles.values()]
        if question := _question_for(column, reading, free):
            roles[name] = question_role(question["id"])


def _names_of(question: Mapping[str, Any]) -> tuple[str, str]:
    name = str(question["name"]).casefold()
    return name, f"responses.{name}"


def _question_for(column: Column, reading: Reading, questions: Schema) -> Mapping[str, Any] | None:
    answers = [answer for value in column.given if (answer := _as_answer(value, reading))]
    labels = [label for answer in answers for label in answer.labels]
    is_spans = any(answer.spans for answer in answers)
    kinds = (Question.Kind.SPANS,) if is_spans else (Question.Kind.CHOICE, Question.Kind.CHOICES)
    fitting = [question for question in questions if question["kind"] in kinds]
    for question in fitting:
        known = {label["name"] for label in question["labels"]}
        used = labels or [span.label for answer in answers for span in answer.spans]
        if used and sum(name in known for name in used) >= ENOUGH * len(used):
            return question
    is_named_so = column.name.strip().lower() in LABEL_NAMES
    return fitting[0] if is_named_so and len(fitting) == 1 and (labels or is_spans) else None


def _as_answer(value: object, reading: Reading) -> WrittenAnswer | None:
    try:
        if reading.format == Format.TABLE and isinstance(value, str):
            return read_cell(value)
        return read_answer(value)
    except Invalid:
        return None


def _give_source(roles: dict[str, str], columns: Mapping[str, Column]) -> None:
    """Who answered is said beside answers only. Elsewhere a "source" is where a text comes from."""
    has_answers = any(role in (Role.ANSWERS, Role.CANNOT_TELL) or ":" in role for role in roles.values())
    if has_answers:
        names = ("annotator", "source") if _is_own_export(columns) else WORKERS
        found = {name: Role.SOURCE for name in columns if name.strip().lower() in names and name not in roles}
        roles.update(found)
        if found:
            _give(roles, Role.SECONDS, _first_fit(columns, roles, TIMES, _fits_any))
            _give(roles, Role.PRICE, _first_fit(columns, roles, PRICES, _fits_any))


def _is_own_export(columns: Mapping[str, Column]) -> bool:
    return all(name in columns for name in OWN_EXPORT)


def _is_about_an_answer(name: str, columns: Mapping[str, Column]) -> bool:
    if name == "distribution":
        return "answers" in columns
    if name == "gold":
        return any(other.startswith("responses") for other in columns)
    return name in (*OWN_EXPORT, *OWN_EXPORT_TOO) and _is_own_export(columns)


def _parsed(value: object) -> object:
    """What a cell of a table holds if it is JSON, else the cell."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def _fits_any(column: Column) -> bool:
    return bool(column.given)


def _fits_text(column: Column) -> bool:
    return any(isinstance(value, str) for value in column.given)


def _fits_id(column: Column) -> bool:
    """Ids are names or numbers, and each is there once, unless whole records are."""
    given = [value for value in column.given if isinstance(value, str | int)]
    return bool(given) and len(given) == len(column.given)


def _fits_objects(column: Column) -> bool:
    return bool(column.given) and all(isinstance(_parsed(value), dict) for value in column.given)


def _fits_lists_of_objects(column: Column) -> bool:
    lists = [_parsed(value) for value in column.given]
    return bool(lists) and all(
        isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries) for entries in lists
    )


def _fits_lists(column: Column) -> bool:
    return bool(column.given) and all(isinstance(_parsed(value), list) for value in column.given)


FITS: dict[str, Callable[[Column], bool]] = {
    Role.TEXT: _fits_text,
    Role.ID: _fits_id,
    Role.METADATA_OBJECT: _fits_objects,
    Role.ANSWER_LIST: _fits_lists_of_objects,
    Role.ANSWERS: _fits_objects,
    Role.CANNOT_TELL: _fits_lists,
}
