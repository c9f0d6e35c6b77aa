"""Any bytes, read in any way, give records or sentences: never an exception, never a text the database refuses."""

import contextlib
import io
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotate.formats.delimited import DELIMITERS, Table
from annotate.formats.encodings import ENCODINGS
from annotate.formats.reading import EXPORTS, Format, Reading, guess_as_table, guess_reading, read
from annotate.formats.records import Record, Refused
from annotate.imports.guessing import guess_columns, sample
from annotate.imports.options import Options, Role, question_role
from annotate.imports.prepared import document_row, response_rows
from annotate.imports.staging import Stager
from annotate.problems import Invalid
from tests.annotate.imports.test_checking import zipped
from tests.annotate.imports.test_guessing import QUESTIONS

LABELS = [
    {
        **question,
        "overlapping": True,
        "labels": [{**label, "id": n} for n, label in enumerate(question["labels"])],
    }
    for question in QUESTIONS
]

patient = settings(deadline=None)  # a busy machine is no failure

tables = st.builds(Table, st.sampled_from(DELIMITERS), st.booleans(), st.booleans())
readings = st.builds(Reading, st.sampled_from(Format.values), st.sampled_from(list(ENCODINGS)), tables)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
records = st.dictionaries(
    st.sampled_from(["text", "id", "Tone", "Names", "metadata", "answers", "group", "position", "x"]),
    json_values,
)
jsonl = st.lists(records.map(json.dumps), max_size=5).map(lambda lines: "\n".join(lines).encode())
csvs = st.text(st.sampled_from('a"\r\n,;\t|\x00é😀'), max_size=60).map(str.encode)
zips = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12),
    st.binary(max_size=60),
    max_size=3,
).map(lambda entries: zipped(**{name + ".txt": content for name, content in entries.items()}))


def staged_or_said(content, reading):
    """Do all that a check does short of the database. Returns the staged rows."""
    try:
        columns = sample(io.BytesIO(content), reading).columns
        options = Options(reading, guess_columns(columns, reading, LABELS), source="s")
        found = list(read(io.BytesIO(content), reading))
    except Invalid:
        return []
    stager = Stager(options, LABELS)
    rows = []
    for entry in found:
        if isinstance(entry, Refused):
            assert entry.reason
            continue
        with contextlib.suppress(Invalid):
            rows.append(stager.stage(entry))
    for row in rows:
        assert row.text.encode()  # no half of a surrogate pair, and
        assert "\0" not in document_row(row)
        assert all(
            line.count("\t") == 9 for answer in row.answers for line in response_rows(1, row.line, answer)
        )
    return rows


@patient
@given(st.binary(max_size=400), readings)
@example(b"\xff\xfe\x00\xd8", Reading(Format.LINES, "utf-16"))
@example(b'"', Reading(Format.TABLE))
def test_any_bytes_read_in_any_way(content, reading):
    staged_or_said(content, reading)


@patient
@given(
    jsonl | csvs | zips | st.binary(max_size=200),
    st.sampled_from(["a.jsonl", "a.csv", "a.tsv", "a.txt", "a.zip", ""]),
)
def test_any_file_read_as_guessed(content, name):
    staged_or_said(content, guess_reading(name, io.BytesIO(content)))


@patient
@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_a_damaged_archive(noise, place, byte):
    content = bytearray(zipped(**{"a.txt": noise, "data.jsonl": noise}))
    content[place % len(content)] = byte
    for reading in (Reading(Format.ZIP_WHOLE), Reading(Format.ZIP_LINES), *EXPORTS.values()):
        staged_or_said(bytes(content), reading)


@patient
@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1), st.sampled_from(DELIMITERS))
def test_a_table_gives_back_every_cell(rows, delimiter):
    """Also those with line ends, quotes and delimiters in them."""
    cells = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [("text", "note"), *rows]]
    content = "\r\n".join(delimiter.join(row) for row in cells).encode()
    reading = Reading(Format.TABLE, table=Table(delimiter))
    found = list(read(io.BytesIO(content), reading))
    assert [(record.fields["text"], record.fields["note"]) for record in found] == rows


@patient
@given(
    st.lists(st.text(min_size=1).filter(lambda text: not text.isspace()), min_size=1),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_json_lines_give_back_every_text(texts, encoding):
    content = "\n".join(json.dumps({"text": text}, ensure_ascii=text.isascii()) for text in texts).encode(
        encoding
    )
    found = list(read(io.BytesIO(content), Reading(Format.JSONL, encoding)))
    assert [record.fields["text"] for record in found if isinstance(record, Record)] == texts


def test_the_guess_of_a_table_survives_anything():
    for head in (b"", b'"', b"\xff\xfe", b"\0", b"a,b\n" * 10):
        assert guess_as_table(head, Reading(Format.TABLE)).table.delimiter in DELIMITERS


def test_the_roles_are_as_the_form_sends_them():
    assert {str(role) for role in Role} == set(Role.values)
    assert question_role(7) == "question:7"
