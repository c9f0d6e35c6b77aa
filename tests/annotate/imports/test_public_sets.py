"""Public data sets as they are published: each comes in whole, or says what is wrong and where."""

import json

import pytest
from django.conf import settings

from annotate.formats.encodings import is_text
from annotate.models import Suggestion
from annotate.services.publishing import publish_schema
from tests.annotate.imports.conftest import jsonl

DATA = settings.BASE_DIR.parent / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the data sets in ../shared/data are not on this machine"),
]


def choice(name, labels):
    return {"kind": "choice", "name": name, "labels": [{"name": label} for label in labels]}


@pytest.fixture
def ask(project, owner):
    """ask(questions) makes them the project's."""

    def publish(*questions):
        publish_schema(project, list(questions), owner)
        project.refresh_from_db()

    return publish


def test_sms_is_a_table_whose_labels_are_found(project, ask, bring_in):
    ask(choice("Kind", ["ham", "spam"]))
    entry = bring_in((DATA / "sms/train.csv").read_bytes(), "train.csv")
    kind = project.schema.questions[0]["id"]
    assert entry.options["columns"] == {"v1": f"question:{kind}", "v2": "text"}
    report = entry.report
    assert report["refused"] == 0
    assert report["new"] + report["known"] == report["lines"] > 4_000
    assert Suggestion.objects.count() == report["new"]


def test_trec_is_plain_text_with_one_line_in_another_encoding(project, check, publish):
    entry = check((DATA / "trec/train.txt").read_bytes(), "train.txt")
    [(line, reason)] = entry.outcome.problems
    assert (line, "is not UTF-8" in reason) == (62, True)
    publish(entry, leave_out=True)
    assert project.documents.count() == entry.outcome.new > 4_900
    assert not project.documents.filter(text__endswith="\r").exists()


def test_rte_is_a_table_with_tabs_and_loose_quotes(project, ask, bring_in):
    ask(choice("Entailed", ["TRUE", "FALSE"]))
    entry = bring_in((DATA / "rte/texts.tsv").read_bytes(), "texts.tsv")
    assert entry.options["columns"]["text"] == "text"
    assert (entry.report["new"], entry.report["refused"]) == (800, 0)
    assert project.documents.get(external_id="754").metadata["hypothesis"].startswith("Poor air circulation")


def test_youtube_texts_keep_their_byte_order_marks(project, bring_in):
    entries = json.loads((DATA / "youtube/valid.json").read_text(encoding="utf-8"))
    texts = [entry["data"]["text"] for entry in entries.values()]
    bring_in(jsonl(*({"id": name, "text": text} for name, text in zip(entries, texts, strict=True))))
    assert sorted(project.documents.values_list("text", flat=True)) == sorted(texts)
    assert any("\ufeff" in text for text in texts)


def test_a_json_document_is_not_json_lines_and_the_check_says_so(check):
    entry = check((DATA / "youtube/valid.json").read_bytes(), "valid.json", columns={"text": "text"})
    assert entry.outcome.new == 0
    assert "not valid JSON" in entry.outcome.problems[0][1]


def snips(name):
    """The sentences of a file with their slots as spans, by code points."""
    for entry in next(iter(json.loads(name).values())):
        text, spans = "", []
        for piece in entry["data"]:
            end = len(text) + len(piece["text"])
            if "entity" in piece:
                spans.append(
                    {"start": len(text), "end": end, "label": piece["entity"], "quote": piece["text"]}
                )
            text += piece["text"]
        yield {"text": text, "slots": spans}


def test_snips_slots_come_in_as_spans(project, ask, bring_in):
    rows = list(snips((DATA / "snips/validate_PlayMusic.json").read_text(encoding="utf-8")))
    labels = sorted({span["label"] for row in rows for span in row["slots"]})
    ask({"kind": "spans", "name": "slots", "labels": [{"name": label} for label in labels]})
    entry = bring_in(jsonl(*rows), answers_as="annotations")
    assert entry.report["refused"] == 0
    slots = {
        (annotation.document.text, span.start, span.end, span.label.name)
        for annotation in project.annotations.select_related("document")
        for span in annotation.responses.get().spans.select_related("label")
    }
    first = {row["text"]: row for row in reversed(rows)}.values()  # of equal sentences the first counts
    assert slots == {(row["text"], s["start"], s["end"], s["label"]) for row in first for s in row["slots"]}


def test_snips_in_another_encoding_is_refused_by_line_and_read_when_said_so(project, check):
    files = [
        file for file in sorted((DATA / "snips").glob("*.json")) if not is_text(file.read_bytes(), "utf-8")
    ]
    assert files, "some files of the set are not UTF-8"
    lines = b"".join(
        json.dumps(row, ensure_ascii=False).encode("latin-1", "ignore") + b"\n"
        for row in snips(files[0].read_text(encoding="latin-1"))
    )
    entry = check(lines, columns={"text": "text", "slots": "ignored"})
    assert entry.outcome.refused > 0
    assert all("This line is not UTF-8" in reason for _line, reason in entry.outcome.problems)
    assert entry.outcome.refused + entry.outcome.new + entry.outcome.known == entry.outcome.lines

    reading = {"format": "jsonl", "encoding": "iso-8859-1", "table": {}, "member": ""}
    again = check(lines, columns={"text": "text", "slots": "ignored"}, reading=reading)
    assert again.outcome.refused == 0
    assert again.outcome.lines == entry.outcome.lines
