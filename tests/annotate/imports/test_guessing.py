"""What the columns of well-known files are taken for."""

import io
import json

import pytest

from annotate.formats.reading import Format, guess_reading
from annotate.imports.guessing import guess_columns, sample

QUESTIONS = [
    {
        "id": 1,
        "kind": "choice",
        "name": "Tone",
        "required": True,
        "labels": [{"name": "glad"}, {"name": "cross"}],
    },
    {
        "id": 2,
        "kind": "spans",
        "name": "Names",
        "required": False,
        "labels": [{"name": "PER"}, {"name": "LOC"}],
    },
]


def guessed(content, name="x.jsonl", questions=QUESTIONS):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    binary = io.BytesIO(content)
    reading = guess_reading(name, binary)
    return guess_columns(sample(binary, reading).columns, reading, questions)


@pytest.mark.parametrize(
    ("record", "roles"),
    [
        ({"text": "a", "label": ["glad"]}, {"text": "text", "label": "question:1"}),
        (
            {"id": 7, "text": "a b", "label": [[0, 1, "PER"]]},
            {"id": "id", "text": "text", "label": "question:2"},
        ),
        (
            {
                "text": "a b",
                "entities": [{"start_offset": 0, "end_offset": 1, "label": "new"}],
                "cats": ["new"],
            },
            {"text": "text", "entities": "question:2", "cats": "question:1"},
        ),
        (
            {"text": "a", "meta": {"source": "x"}, "source": "x"},
            {"text": "text", "meta": "metadata_object", "source": "metadata"},
        ),
        (
            {"id": None, "text": "a", "group": "c", "position": 2, "metadata": {}, "answers": []},
            {
                "id": "metadata",
                "text": "text",
                "group": "group",
                "position": "position",
                "metadata": "metadata_object",
                "answers": "answer_list",
            },
        ),
        (
            {"speech": "a long one", "who": "Ann", "Tone": None},
            {"speech": "text", "who": "metadata", "Tone": "question:1"},
        ),
    ],
)
def test_json_lines(record, roles):
    assert guessed(record) == roles


def test_a_table_of_numbers_has_no_text_and_a_person_is_asked():
    assert guessed(b"price,day\r\n12.50,2026-11-02\r\n9,2026-11-03\r\n", "a.csv", []) == {
        "price": "metadata",
        "day": "metadata",
    }
    assert guessed(b"number,said\r\n1234567890,no\r\n9876543210,yes\r\n", "a.csv", [])["said"] == "text"


def test_a_table_whose_values_are_labels():
    content = b"v1,v2\r\nglad,the weather is fine today\r\ncross,it rains\r\nglad,no\r\n"
    assert guessed(content, "a.csv") == {"v1": "question:1", "v2": "text"}


@pytest.mark.parametrize(
    ("content", "table"),
    [
        (b"a;b\n1,5;2\n", (";", True)),
        (b'a,b\n"x, y",2\n"z\nz",3\n', (",", True)),
        (b'a\tb\n"Quoted" word\t2\nsaid "x\t3\n', ("\t", False)),
        (b"text\nonly, one; column\n", (",", True)),
    ],
)
def test_how_a_table_is_written(content, table):
    reading = guess_reading("a.csv", io.BytesIO(content))
    assert (reading.table.delimiter, reading.table.has_quotes) == table


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.txt", b"plain", Format.LINES),
        ("a.txt", b'{"text": 1}', Format.LINES),
        ("a.log", b' {"text": 1}', Format.JSONL),
        ("A.TSV", b"a\tb", Format.TABLE),
        ("renamed.csv", b"PK\x03\x04", Format.ZIP_WHOLE),
    ],
)
def test_which_format_a_file_has(name, content, format_):
    assert guess_reading(name, io.BytesIO(content)).format == format_
