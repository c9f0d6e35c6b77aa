"""Exact is exact: whatever a text holds, a reader gets it back, code point for code point."""

import csv
import io

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.exports.encoding import SPREADSHEET_MARK, Csv, JsonLines, SpreadsheetCsv, harmless, quoted
from annotate.exports.names import Names
from annotate.exports.wishes import Contents

NAMES = Names(
    questions={1: "Tone", 2: "Names"},
    kinds={1: "choice", 2: "spans"},
    labels={},
    people={},
    schemas={},
    phases={},
    sources={},
)
# Everything PostgreSQL can store: no NUL, no half of a surrogate pair.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
TRICKY = st.sampled_from(
    [
        "a\r\nb",
        "a\rb",
        "\n",
        '"',
        '",',
        "  x ",
        "=1+1",
        "e\u0301",
        "👩‍👩‍👧",
        "\u2028",
        "\x85",
        "שלום",
        "\ufeff",
    ]
)
RECORDS = st.fixed_dictionaries(
    {
        "id": st.none() | TEXTS.filter(bool),
        "text": TEXTS | st.lists(TEXTS | TRICKY).map("".join),
        "group": TEXTS | TRICKY,
        "position": st.integers(-(2**31), 2**31 - 1),
        "metadata": st.dictionaries(TEXTS, TEXTS | st.integers(-(2**53), 2**53) | st.booleans() | st.none()),
        "annotator": TEXTS.filter(bool),
        "seconds": st.floats(0, 86_400),
        "extra": st.booleans(),
        "responses": st.fixed_dictionaries(
            {},
            optional={
                "Tone": TEXTS.filter(bool),
                "Names": st.lists(
                    st.fixed_dictionaries({"start": st.integers(0, 9), "quote": TEXTS | TRICKY})
                ),
            },
        ),
        "cannot_tell": st.lists(st.sampled_from(["Tone", "Names"])),
    }
)


@given(st.lists(RECORDS))
def test_json_lines_give_every_record_back(records):
    written = JsonLines().encode(records)
    assert written.count(b"\n") == len(records), "one line per record, whatever line ends a text holds"
    assert [orjson.loads(line) for line in written.split(b"\n")[:-1]] == records


@given(st.lists(RECORDS))
def test_csv_gives_every_cell_back(records):
    encoder = Csv(Contents.ANSWERS, NAMES)
    written = (encoder.head() + encoder.encode(records)).decode()
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        assert (row["id"] or None, row["text"], row["group"]) == (
            record["id"],
            record["text"],
            record["group"],
        )
        assert int(row["position"]) == record["position"]
        assert orjson.loads(row["metadata"]) == record["metadata"]
        assert float(row["seconds"]) == record["seconds"]
        assert orjson.loads(row["extra"]) == record["extra"]
        tone, names = row["responses.Tone"], row["responses.Names"]
        said = record["responses"]
        assert (orjson.loads(tone) if tone.startswith("[") else [tone]) == [said.get("Tone", "")]
        assert (orjson.loads(names) if names else None) == said.get("Names")
        assert orjson.loads(row["cannot_tell"]) == record["cannot_tell"]


@given(st.lists(st.lists(TEXTS | TRICKY | st.lists(TEXTS | TRICKY).map("".join), min_size=2)))
def test_csv_is_written_as_the_standard_library_writes_it(rows):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    assert Csv._lines(map(quoted, row) for row in rows) == out.getvalue().encode()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_for_a_spreadsheet_begins_a_formula(start):
    assert harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@given(st.lists(RECORDS, min_size=1))
def test_csv_for_spreadsheets_says_what_it_is(records):
    encoder = SpreadsheetCsv(Contents.ANSWERS, NAMES)
    written = encoder.head() + encoder.encode(records)
    assert written.startswith(b"\xef\xbb\xbf"), "or Excel takes it for another encoding"
    head, *rows = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    assert head[-1] == SPREADSHEET_MARK
    assert not [
        cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    ]
