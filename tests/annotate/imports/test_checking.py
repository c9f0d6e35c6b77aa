"""Whatever is wrong with a file is said in a sentence with its line, and nothing else is lost."""

import csv
import io
import json
import zipfile

import pytest

from annotate.files import open_file
from annotate.formats import archive
from tests.annotate.imports.conftest import jsonl

pytestmark = pytest.mark.django_db

GOOD = jsonl({"id": "good", "text": "Ann went to Rome."})


def refused(entry):
    return dict(entry.outcome.problems)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b'{"text": "caf\xe9"}', "This line is not UTF-8: byte 0xE9 at position 14"),
        (b'{"text": "\xed\xa0\xbd"}', "This line is not UTF-8"),
        (b'{"text": "\\ud83d alone"}', "one half of a surrogate pair"),
        (b'{"text": "a\\u0000b"}', "The text holds NUL (character 2)"),
        (b'{"text": "cut', "This is not valid JSON"),
        (b'{"text": "a", "n": NaN}', "This is not valid JSON"),
        (b'{"text": "a", "n": Infinity}', "This is not valid JSON"),
        (b'{"text": "a", "n": 1e999}', "This is not valid JSON"),
        (b'{"text": "a", "n": 123456789012345678901234567890}', "too large to be kept exactly"),
        (b'{"text": "a", "n": [{"deep": 1e300}]}', "too large to be kept exactly"),
        (b"[" * 100_000, "This line is nested too deeply."),
        (b'{"text": "a", "n": ' + b"[" * 400 + b"]" * 400 + b"}", "nested too deeply"),
        (b'{"text": "a", "Tone": ["glad", ' + b"[" * 990 + b"]" * 990 + b"]}", "nested too deeply"),
        (b'{"text": "a", "position": ' + b"[" * 990 + b"]" * 990 + b"}", "nested too deeply"),
        (b'{"text": "a", "Tone": ' + b'{"labels": ' * 400 + b"1" + b"}" * 401, "nested too deeply"),
        (b'{"text": "a", "Tone": {"labels": {"labels": "glad"}}}', "holds names or a list"),
        (b'["a"]', "must be one JSON object"),
        (b"12", "but this one is a number"),
        (b'{"body": "a"}', "There is no text: “text” is missing or null"),
        (b'{"text": null}', "There is no text"),
        (b'{"text": 7}', "“text” must be text in quotation marks"),
        (b'{"text": ""}', "The text is empty"),
        (b'{"text": " \\n\\t"}', "The text is empty"),
        (b'{"text": "a", "id": ["x"]}', "“id” must be a text or a number"),
        (b'{"text": "a", "id": "' + b"x" * 501 + b'"}', "“id” has 501 characters; 500 are allowed"),
        (b'{"text": "a", "id": 1e30}', "too large to be kept exactly"),
        (b'{"text": "a", "id": "a\\u0000"}', "“id” holds NUL"),
        (b'{"text": "a", "note": "a\\u0000"}', "The metadata holds NUL"),
        (b'{"text": "a", "position": "second"}', "“position” must be a whole number"),
        (b'{"text": "a", "position": 1e12}', "“position” must be a whole number"),
        (b'{"text": "a", "metadata": [1]}', "“metadata” must be an object"),
        (b'{"text": "a", "metadata": {"x": 1}, "x": 2}', "The metadata “x” comes twice"),
        (b'{"text": "a", "note": "' + b"x" * 1_100_000 + b'"}', "The metadata has 1074 kB"),
        (
            b'{"text": "a", ' + b", ".join(b'"k%d": 1' % n for n in range(999)) + b"}",
            "There are 1000 columns",
        ),
        (b'{"text": "' + b"x" * 17_000_000 + b'"}', "This line is longer than 16 MB"),
        (
            b'{"text": "' + b"x" * 5_000_000 + b'"}',
            "The text has 5000000 characters; a document may have 1000000",
        ),
        (b'{"text": "abc", "Names": [[0, 9, "person"]]}', "The span 0 to 9 is outside this document"),
        (b'{"text": "abc", "Names": [[2, 2, "person"]]}', "The span 2 to 2 is empty"),
        (b'{"text": "abc", "Names": [[-1, 2, "person"]]}', "The offset “-1” is not a whole number"),
        (b'{"text": "abc", "Names": [[0, 1.5, "person"]]}', "The offset “1.5” is not a whole number"),
        (
            b'{"text": "abc", "Names": [{"start": 0, "end": 2, "label": "person", "quote": "xx"}]}',
            "says “xx”, but there the document says “ab”",
        ),
        (b'{"text": "abc", "Names": [[0, 2, "person"], [1, 3, "place"]]}', "“ab” and “bc” overlap"),
        (b'{"text": "abc", "Names": [[0, 2]]}', "A span as a list is [start, end, label]"),
        (b'{"text": "abc", "Names": [[0, 2, "animal"]]}', "“animal” is no label of “Names”"),
        (b'{"text": "abc", "Tone": "angry"}', "“angry” is no label of “Tone”"),
        (b'{"text": "abc", "Tone": ["glad", "cross"]}', "“Tone” takes exactly one label"),
        (b'{"text": "abc", "Tone": {"mood": 1}}', "needs “labels”, “spans”"),
        (b'{"text": "abc", "Tone": [[0, 2, "glad"]]}', "“Tone” asks for a label, not for words"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_bad_line_is_named_and_the_others_stay(check, line, sentence):
    columns = {"id": "id", "text": "text", "metadata": "metadata_object"}
    rows = jsonl(
        {"id": "g", "text": "Ann", "position": 1, "metadata": {}, "Tone": "glad", "Names": [[0, 3, "person"]]}
    )
    entry = check(rows + line + b"\n" + GOOD, columns=columns)
    assert list(refused(entry)) == [2]
    assert sentence in refused(entry)[2]
    assert (entry.outcome.new, entry.outcome.refused, entry.outcome.lines) == (2, 1, 3)


def test_broken_json_in_line_70001_is_found(check):
    rows = b"".join(b'{"id": %d, "text": "t%d"}\n' % (number, number) for number in range(70_000))
    entry = check(rows + b'{"id": 70001, "text\n' + GOOD)
    assert list(refused(entry)) == [70_001]
    assert entry.outcome.new == 70_001


def test_the_same_id_with_another_text_is_refused_with_both_lines(check):
    entry = check(jsonl({"id": 1, "text": "one"}, {"id": 2, "text": "one"}, {"id": 1, "text": "two"}))
    assert refused(entry) == {3: "Line 1 has another text under the same id “1”."}
    assert entry.outcome.new == 2  # equal texts under different ids are kept


def test_the_same_id_with_another_text_than_in_the_project_is_refused(check, bring_in):
    bring_in(jsonl({"id": 1, "text": "one"}))
    entry = check(jsonl({"id": 1, "text": "other"}, {"id": 1, "text": "one"}))
    assert list(refused(entry)) == [1]
    assert "another text under the id “1”" in refused(entry)[1]
    assert (entry.outcome.new, entry.outcome.known) == (0, 1)


def test_without_ids_a_text_is_its_own_identity(check):
    entry = check(jsonl({"text": "one"}, {"text": "one"}, {"text": "one "}))
    assert (entry.outcome.new, entry.outcome.known) == (2, 1)


def test_a_source_says_one_thing_of_a_document(check):
    entry = check(
        jsonl(
            {"id": 1, "text": "a", "Tone": "glad"},
            {"id": 1, "text": "a", "Tone": "cross"},
            {"id": 1, "text": "a"},
        )
    )
    assert list(refused(entry)) == [2]
    assert "in line 1 with other answers" in refused(entry)[2]
    assert (entry.outcome.known, entry.outcome.answered) == (1, 1)


def test_all_refused_lines_are_in_the_file_and_the_first_thousand_in_the_report(check):
    entry = check(GOOD + b"{broken\n" * 2_500)
    assert (entry.outcome.refused, len(entry.outcome.problems)) == (2_500, 1_000)
    with open_file(entry.refusals) as file:
        rows = list(csv.reader(io.StringIO(file.read().decode())))
    assert [int(line) for line, _reason in rows[1:]] == list(range(2, 2_502))


def test_unknown_labels_are_counted(check):
    entry = check(jsonl(*({"text": f"{n}", "Tone": ("glad", "angry", "sad")[n % 3]} for n in range(9))))
    assert list(entry.outcome.unknown.values()) == [{"angry": 3, "sad": 3}]
    assert entry.outcome.new == 3


def test_offsets_in_utf16_units_are_noticed_and_turned_when_said_so(check, bring_in, project):
    text = "😀 Ann"
    rows = jsonl({"text": text, "Names": [{"start": 3, "end": 6, "label": "person", "quote": "Ann"}]})
    entry = check(rows)
    assert (entry.outcome.refused, entry.outcome.utf16, entry.outcome.code_points) == (1, 1, 0)
    bring_in(rows, unit="utf16", answers_as="annotations")
    span = project.annotations.get().responses.get(question__name="Names").spans.get()
    assert text[span.start : span.end] == "Ann"


def test_offsets_without_quotes_are_judged_by_the_edges_of_words(check):
    entry = check(jsonl({"text": "😀😀 Ann and Bob", "Names": [[5, 8, "person"], [13, 16, "person"]]}))
    assert entry.outcome.utf16 == 1


def test_a_byte_order_mark_is_no_text_and_crlf_in_a_text_stays(bring_in, project):
    bring_in(b'\xef\xbb\xbf{"text": "one\\r\\ntwo"}\r\n')
    assert project.documents.get().text == "one\r\ntwo"


def test_bytes_that_are_no_text_in_the_chosen_encoding_are_named(check):
    content = '{"text": "café"}\n'.encode("shift_jis", "replace") + b'{"text": "\x81"}\n'
    reading = {"format": "jsonl", "encoding": "shift_jis", "table": {}, "member": ""}
    entry = check(content, reading=reading)
    assert refused(entry) == {2: "This line holds bytes that are no text in the chosen encoding."}


class TestTables:
    def test_quoted_cells_keep_their_line_ends_and_lines_are_counted(self, check):
        entry = check(b'id,text\r\n1,"two\r\nlines"\r\n2,x,y\r\n3,fine\r\n', "a.csv")
        assert refused(entry) == {4: "This row has 3 cells, but there are 2 columns."}
        assert entry.outcome.new == 2

    @pytest.mark.parametrize(
        ("content", "line", "sentence"),
        [
            (b'text\n"never closed\nmore\n', 2, "never closed before the end of the file"),
            (b'text,x\n"a "b" c",1\nfine,2\n', 2, "stands inside a quoted cell"),
            (b"text,x\ncaf\xe9,1\nfine,2\n", 2, "The text is not UTF-8: character 4 cannot be read"),
            (b"text,x\nfine,caf\xe9\n", 2, "The metadata holds bytes that are no text"),
            (b"text,x\na\0b,1\n", 2, "The text holds NUL"),
        ],
    )
    def test_bad_rows_are_named(self, check, content, line, sentence):
        table = {"delimiter": ",", "has_header": True, "has_quotes": True}
        reading = {"format": "table", "encoding": "utf-8", "table": table, "member": ""}
        entry = check(content, "a.csv", columns={"text": "text"}, reading=reading)
        assert sentence in refused(entry)[line]

    def test_another_encoding_is_read_as_said(self, bring_in, upload, project):
        bring_in("text\ncafé\n".encode("utf-16"), "a.csv")
        assert project.documents.get().text == "café"
        assert project.batches.get().encoding == "utf-16"


class TestPlainText:
    def test_every_line_is_a_document_and_blank_ones_are_none(self, bring_in, project):
        bring_in(b"one\r\n\r\n  two  \nthree", "a.txt")
        assert set(project.documents.values_list("text", flat=True)) == {"one", "  two  ", "three"}

    def test_the_whole_file_is_one(self, check, publish, project):
        entry = check(
            b"one\r\n\r\ntwo\n",
            "a.txt",
            reading={"format": "whole", "encoding": "utf-8", "table": {}, "member": ""},
        )
        publish(entry)
        assert project.documents.get().text == "one\r\n\r\ntwo\n"


def zipped(**entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


class TestZip:
    def test_every_file_is_a_document_under_its_name(self, bring_in, project):
        bring_in(
            zipped(**{"a/one.txt": "Ann", "a/two.txt": "\ufeffBob\r\n", "__MACOSX/x.txt": "no"}), "calls.zip"
        )
        assert set(project.documents.values_list("external_id", "text")) == {
            ("a/one.txt", "Ann"),
            ("a/two.txt", "Bob\r\n"),
        }

    def test_every_line_is_one_with_its_file_as_group(self, check, publish, project):
        content = zipped(**{"one.txt": "a\nb\n", "two.txt": "c\n"})
        entry = check(
            content,
            "calls.zip",
            columns={"file": "group", "line": "position", "file:line": "id"},
            reading={"format": "zip_lines", "encoding": "utf-8", "table": {}, "member": ""},
        )
        publish(entry)
        assert set(project.documents.values_list("external_id", "group", "position")) == {
            ("one.txt:1", "one.txt", 1),
            ("one.txt:2", "one.txt", 2),
            ("two.txt:1", "two.txt", 1),
        }

    @pytest.mark.parametrize("name", ["../up.txt", "/etc/x.txt", "a\\..\\b.txt", "a/../../b.txt", "C:/x.txt"])
    def test_a_path_out_of_the_archive_is_refused(self, check, name):
        entry = check(zipped(**{name: "x", "fine.txt": "y"}), "calls.zip")
        assert "Its name points outside" in refused(entry)[1]
        assert entry.outcome.new == 1

    def test_a_bomb_is_refused_without_being_unpacked(self, check):
        entry = check(zipped(**{"bomb.txt": "0" * 200 * 2**20, "fine.txt": "y"}), "calls.zip")
        assert "It unpacks to" in refused(entry)[1]

    def test_more_than_is_allowed_is_refused_whole(self, upload, monkeypatch):
        monkeypatch.setattr(archive, "MOST_ENTRIES", 2)
        with pytest.raises(Exception, match="The ZIP holds 3 files; 2 are allowed"):
            upload(zipped(**{"1.txt": "a", "2.txt": "b", "3.txt": "c"}), "calls.zip")
        monkeypatch.setattr(archive, "LARGEST_UNPACKED", 10)
        with pytest.raises(Exception, match="would unpack to"):
            upload(zipped(**{"1.txt": "a" * 100}), "calls.zip")

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"caf\xe9", "The text is not UTF-8"),
            (b"", "The text is empty"),
            (b"x" * 17 * 2**20, "longer than 16 MB"),
        ],
    )
    def test_a_bad_file_in_it_is_refused_alone(self, check, content, sentence):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr("bad.txt", content)
            packed.writestr("fine.txt", "y")
        entry = check(out.getvalue(), "calls.zip")
        assert sentence in refused(entry)[1]
        assert entry.outcome.new == 1

    def test_what_is_no_text_file_is_refused_with_its_name(self, check):
        entry = check(zipped(**{"picture.png": "x", "fine.txt": "y"}), "calls.zip")
        assert refused(entry) == {1: "It is not a text file (.txt). (picture.png)"}


def test_reasons_never_break_the_report(check):
    """What a reason quotes may be anything; the report is JSON in PostgreSQL, which takes no NUL."""
    entry = check(
        jsonl({"text": "a", "Tone": "x"}) + b'{"text": "a", "position": "\\u0000"}\n' + GOOD,
        columns={"position": "position"},
    )
    assert json.dumps(entry.report)
    assert "�" in refused(entry)[2]


def test_what_a_cell_nests_without_end_is_refused_in_its_line(check):
    deep = '{"labels": ' * 400 + '"glad"' + "}" * 400
    rows = [["id", "text", "Tone", "metadata"], ["1", "Ann", deep, ""], ["2", "Bob", "glad", "[" * 990]]
    out = io.StringIO()
    csv.writer(out).writerows([*rows, ["3", "Cleo", "glad", ""]])
    entry = check(out.getvalue().encode(), "calls.csv", columns={"metadata": "metadata_object"})
    assert list(refused(entry)) == [2, 3]
    assert entry.outcome.new == 1
