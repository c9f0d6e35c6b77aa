"""manage.py import_documents: the same as the pages, for people with a shell."""

import pytest
from django.core.management import CommandError, call_command

from annotate.models import Annotation, Import, StoredFile, Suggestion
from tests.annotate.imports.conftest import jsonl

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(project, tmp_path, capsys):
    def call(content, *options, name="calls.jsonl"):
        path = tmp_path / name
        path.write_bytes(content)
        call_command("import_documents", project.slug, str(path), *options)
        return capsys.readouterr().out

    return call


def test_it_imports_and_says_how_many(project, run):
    said = run(jsonl({"id": 1, "text": "one"}, {"id": 2, "text": "two"}))
    assert "2 new documents" in said
    assert "Published." in said
    assert project.documents.count() == 2
    assert not StoredFile.objects.exists()


def test_columns_are_named_and_labels_come_as_annotations(project, run):
    rows = b"who;words;mood\nann;Hello;glad\nbob;Bye;cross\n"
    run(
        rows,
        *("--text-column", "words", "--id-column", "who", "--answer-column", "Tone=mood"),
        *("--as", "annotations", "--source", "old tool"),
        name="calls.csv",
    )
    assert set(project.documents.values_list("external_id", "text")) == {("ann", "Hello"), ("bob", "Bye")}
    assert {answer.author.name for answer in Annotation.objects.all()} == {"old tool"}


def test_refused_lines_stop_it_unless_left_out(project, run):
    content = jsonl({"text": "one"}) + b"{broken\n"
    with pytest.raises(CommandError, match="1 lines are refused"):
        run(content)
    assert not project.documents.exists()
    assert Import.objects.get().state == "discarded"
    assert "line 2: This is not valid JSON" in run(content, "--leave-out-refused")
    assert project.documents.count() == 1


def test_unknown_labels_can_be_added(project, run):
    run(jsonl({"text": "one", "Tone": "puzzled"}), "--add-labels")
    project.refresh_from_db()
    assert [label["name"] for label in project.schema.questions[0]["labels"]][-1] == "puzzled"
    assert Suggestion.objects.count() == 1


def test_it_can_only_look(project, run):
    assert "1 new documents" in run(jsonl({"text": "one"}), "--check-only")
    assert not project.documents.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--text-column", "nothing"), "There is no column 'nothing'. The file has: text"),
        (("--answer-column", "Mood=text"), "'Mood' is no question of this project; it asks 'Tone', 'Names'"),
        (("--by", "nobody"), "'nobody' is no member"),
        (("--format", "zip_whole"), "not a readable ZIP"),
    ],
)
def test_it_says_what_is_wrong(project, run, options, sentence):
    with pytest.raises(CommandError, match=sentence.replace("(", r"\(")):
        run(jsonl({"text": "one"}), *options)
    assert not StoredFile.objects.exists()


def test_an_unknown_project_or_file_is_named(project, tmp_path):
    with pytest.raises(CommandError, match="Known: postcards"):
        call_command("import_documents", "nowhere", "x")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_documents", project.slug, str(tmp_path / "missing.csv"))
