"""An export is the project at one moment, whoever writes meanwhile; its manifest says what it is."""

import csv
import gc
import hashlib
import io
import json
import threading
import zipfile

import orjson
import pytest
from django.db import connection

from annotate import jobs, ports
from annotate.exports import Wish, snapshot
from annotate.exports.snapshot import snapshot_of
from annotate.files import open_file
from annotate.models import Annotation, Document, Gold, Job, Membership, Standing, StoredFile
from annotate.problems import Conflict
from annotate.services import work
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from booklet.services.scheme.applying import apply
from booklet.services.scheme.plans import Wish as SchemeWish
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db(transaction=True)


def export(project, user, **wish):
    """Run an export and give back the files of its archive."""
    wish = Wish.read({"contents": "documents", "form": "jsonl"} | wish)
    job = jobs.start("export", project=project, owner=user, arguments=wish.as_arguments())
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    with open_file(job.files.get()) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def records(files):
    return [orjson.loads(line) for line in files["data.jsonl"].split(b"\n")[:-1]]


@pytest.fixture
def second_membership(project, second_annotator):
    return Membership.objects.select_related("project__schema").get(project=project, user=second_annotator)


def test_a_document_comes_with_everybodys_current_answer(
    project, supervisor, documents, membership, second_membership, answer
):
    says(membership, answer, documents[0], tone_label=1)
    says(membership, answer, documents[0], tone_label=0, spans=[(0, 3, 0), (12, 16, 1)])
    says(second_membership, answer, documents[0], tone_label=1)

    [record] = records(export(project, supervisor))

    assert record["id"] == "card-1"
    assert record["text"] == "Ann went to Rome and liked it. 😀"
    assert [answer["annotator"] for answer in record["answers"]] == ["ada", "ben"]
    assert record["answers"][0]["responses"] == {
        "Tone": "glad",
        "Names": [
            {"start": 0, "end": 3, "label": "person", "quote": "Ann"},
            {"start": 12, "end": 16, "label": "place", "quote": "Rome"},
        ],
    }
    assert record["answers"][0]["seconds"] == 1.5
    assert record["answers"][1]["responses"] == {"Tone": "cross", "Names": []}
    assert record["answers"][1]["extra"] is True, "the document wanted one answer"


def test_an_export_says_under_which_schema_each_answer_is_given_and_who_wrote_it_anew(
    project, owner, supervisor, documents, membership, answer
):
    for number in range(2):
        says(membership, answer, documents[number], tone_label=number)
    before = export(project, supervisor, contents="answers")
    [tone, _names] = project.schema.questions
    glad, cross = (label["id"] for label in tone["labels"])
    apply(project, SchemeWish("merge", (glad,), cross), "Alike.", owner, seen=project.schema_id)
    jobs.run_due("rewrite_answers")
    first, second = records(export(project, supervisor, contents="answers"))
    assert [one["responses"]["Tone"] for one in records(before)] == ["glad", "cross"], "a file stays as it is"
    assert (first["responses"]["Tone"], first["schema"], first["rewritten_by"]) == (
        "cross",
        2,
        "change 1 of the labels",
    )
    assert (second["responses"]["Tone"], second["schema"], second["rewritten_by"]) == ("cross", 1, None)


def test_every_quote_is_what_stands_in_the_text(project, supervisor, documents, membership, answer):
    says(membership, answer, documents[2], spans=[(0, 3, 0), (10, 23, 1), (23, 30, 0)])
    [record] = records(export(project, supervisor))
    spans = record["answers"][0]["responses"]["Names"]
    assert [record["text"][span["start"] : span["end"]] for span in spans] == [
        span["quote"] for span in spans
    ]
    assert "\r\n" in record["text"]


def test_what_no_longer_holds_is_left_out(
    project, supervisor, documents, membership, second_membership, answer
):
    says(membership, answer, documents[0], withdraws=False)
    says(membership, answer, documents[0], withdraws=True, responses=[])
    says(membership, answer, documents[1])
    Document.objects.filter(id=documents[1].id).update(withdrawn_at="2026-11-23T10:00Z")
    says(second_membership, answer, documents[3])
    Standing.objects.filter(document=documents[3]).update(state="returned")

    answers = records(export(project, supervisor, contents="answers"))

    assert [(record["id"], record["state"]) for record in answers] == [("card-4", "returned")]


def test_documents_without_an_answer_come_if_asked_for(project, supervisor, documents, membership, answer):
    says(membership, answer, documents[1])
    assert [record["id"] for record in records(export(project, supervisor))] == ["card-2"]
    everything = records(export(project, supervisor, all_documents="on"))
    assert [(record["id"], len(record["answers"])) for record in everything] == [
        ("card-1", 0),
        ("card-2", 1),
        ("card-3", 0),
        ("card-4", 0),
    ]


def test_the_newest_gold_counts(project, supervisor, annotator, documents):
    tone, names = project.schema.questions
    glad, cross = (label["id"] for label in tone["labels"])
    common = {
        "project": project,
        "document": documents[0],
        "schema": project.schema,
        "decided_by": supervisor,
    }
    for label in (cross, glad):
        Gold.objects.create(
            question_id=tone["id"],
            content={"labels": [label]},
            origin="adjudicated",
            answered_by=[annotator.id],
            chosen_by="audit",
            **common,
        )
    span = {"start": 0, "end": 3, "label": names["labels"][0]["id"]}
    Gold.objects.create(question_id=names["id"], content={"spans": [span]}, origin="imported", **common)

    [record] = records(export(project, supervisor, contents="gold"))

    assert record["responses"] == {
        "Tone": "glad",
        "Names": [{"start": 0, "end": 3, "label": "person", "quote": "Ann"}],
    }
    assert record["gold"]["Tone"].items() >= {
        ("origin", "adjudicated"),
        ("decided_by", "sam"),
        ("chosen_by", "audit"),
        ("schema", 1),
    }
    assert record["gold"]["Tone"]["answered_by"] == ["ada"]


def test_metadata_is_written_as_the_database_has_it(project, supervisor, batch, membership, answer):
    with connection.cursor() as cursor:
        [document] = add_documents(batch, [NewDocument("One", metadata={"a": 1})])
        cursor.execute(
            "UPDATE annotate_document SET metadata = %s WHERE id = %s",
            [
                '{"long": 123456789012345678901234567890, "exact": 1.10, "nested": {"é": [null, true]}}',
                document.id,
            ],
        )
    line = export(project, supervisor, all_documents="on")["data.jsonl"].decode()
    assert '"long": 123456789012345678901234567890' in line
    assert '"exact": 1.10' in line
    assert json.loads(line)["metadata"]["nested"] == {"é": [None, True]}


def test_csv_has_a_column_per_question(project, supervisor, documents, membership, answer):
    says(membership, answer, documents[2], spans=[(0, 3, 0)])
    written = export(project, supervisor, contents="answers", form="csv")["data.csv"].decode()
    [row] = csv.DictReader(io.StringIO(written, newline=""))
    assert row["text"] == documents[2].text
    assert row["annotator"] == "ada"
    assert row["source"] == ""
    assert row["responses.Tone"] == "glad"
    assert json.loads(row["responses.Names"]) == [{"start": 0, "end": 3, "label": "person", "quote": "Zoë"}]
    assert row["cannot_tell"] == "[]"


def test_csv_for_spreadsheets_runs_nothing(project, supervisor, batch, documents):
    add_documents(batch, [NewDocument('=HYPERLINK("x")', external_id="@id")])
    files = export(project, supervisor, form="spreadsheet", all_documents="on")
    rows = list(csv.reader(io.StringIO(files["data-for-spreadsheets.csv"].decode("utf-8-sig"), newline="")))
    assert rows[-1][:2] == ["'@id", '\'=HYPERLINK("x")']
    manifest = json.loads(files["manifest.json"])
    assert (manifest["formulas_are_escaped"], manifest["can_be_imported"]) == (True, False)


def test_the_manifest_counts_and_hashes(
    project, supervisor, documents, membership, second_membership, answer
):
    says(membership, answer, documents[0])
    says(second_membership, answer, documents[0])
    says(membership, answer, documents[1])

    files = export(project, supervisor)

    manifest = json.loads(files["manifest.json"])
    assert manifest["counts"] == {
        "documents": 2,
        "records": 2,
        "answers": 3,
        "gold": 0,
        "answers_by": {"ada": 2, "ben": 1},
    }
    assert manifest["offsets"].startswith("Unicode code points")
    assert manifest["snapshot"]
    for name, said in manifest["files"].items():
        assert said == {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}
    assert manifest["files"].keys() | {"manifest.json"} == files.keys()
    [schema] = json.loads(files["schema.json"])
    assert [question["name"] for question in schema["questions"]] == ["Tone", "Names"]


def test_two_exports_of_the_same_data_are_the_same(project, supervisor, documents, membership, answer):
    for document in documents:
        says(membership, answer, document)
    one, other = export(project, supervisor), export(project, supervisor)
    assert one["data.jsonl"] == other["data.jsonl"]


@pytest.mark.parametrize("wish", [{}, {"contents": "answers", "form": "csv"}, {"all_documents": "on"}])
def test_it_does_not_matter_into_which_batches_it_is_cut(
    project, supervisor, batch, membership, answer, monkeypatch, wish
):
    texts = [NewDocument(f"Ann wrote {number}", external_id=f"{number:02}") for number in range(20)]
    for number, document in enumerate(add_documents(batch, texts)):
        if number % 3 == 0:
            says(membership, answer, document, spans=[(0, 3, 0)])
    whole = export(project, supervisor, **wish)
    monkeypatch.setattr(snapshot, "BATCH", 2)
    monkeypatch.setattr(snapshot, "KEYS_AT_ONCE", 5)
    cut = export(project, supervisor, **wish)
    assert json.loads(cut["manifest.json"])["files"] == json.loads(whole["manifest.json"])["files"]


def test_the_collector_is_as_before_after_an_export(project, supervisor, documents):
    usual = gc.get_threshold()
    export(project, supervisor, all_documents="on")
    assert gc.get_threshold() == usual


def test_apps_above_add_their_parts(project, supervisor, documents, monkeypatch):
    monkeypatch.setattr(ports, "export_parts", [lambda project: {"booklet.md": project.name.encode()}])
    assert export(project, supervisor)["parts/booklet.md"] == b"Postcards"


def test_an_export_holds_nothing_saved_after_its_snapshot(project, documents, membership, answer):
    says(membership, answer, documents[0])
    with snapshot_of(project.id) as moment:
        says(membership, answer, documents[0], tone_label=1)
        says(membership, answer, documents[1])
        wish = Wish.read({"contents": "answers", "form": "jsonl"})
        assert moment.count(wish) == 1
        [batch] = list(moment.batches(wish))
    assert [answer.id for answer in batch.answers] == [Annotation.objects.order_by("id").first().id]


def test_while_others_save_the_export_is_one_moment(project, supervisor, batch, membership, answer):
    """Pairs of documents get their answers in one transaction each: an export never holds half a pair."""
    documents = add_documents(
        batch, [NewDocument(f"Text {number}", external_id=f"{number:03}") for number in range(60)]
    )
    done = threading.Event()

    def write() -> None:
        try:
            for one, other in zip(documents[::2], documents[1::2], strict=True):
                with work.transaction.atomic():
                    says(membership, answer, one)
                    says(membership, answer, other)
        finally:
            done.set()
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    while not done.is_set():
        found = {record["id"] for record in records(export(project, supervisor))}
        assert {f"{int(id_) ^ 1:03}" for id_ in found} == found
        counts.append(len(found))
    writer.join()
    assert counts == sorted(counts)


def test_a_cancelled_export_leaves_nothing(project, supervisor, documents, membership, answer, monkeypatch):
    says(membership, answer, documents[0])
    wish = Wish.read({"contents": "documents", "form": "jsonl"})
    job = jobs.start("export", project=project, owner=supervisor, arguments=wish.as_arguments())
    original = jobs.Run.report_progress

    def cancelled_meanwhile(run, done, total=None):
        jobs.cancel(run.job)
        original(run, done, total)

    monkeypatch.setattr(jobs.Run, "report_progress", cancelled_meanwhile)
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert not StoredFile.objects.exists()


def test_where_disagreement_is_variation_a_document_says_how_its_answers_are_distributed(
    project, supervisor, documents, membership, second_membership, answer
):
    says(membership, answer, documents[0], tone_label=1)
    says(second_membership, answer, documents[0], tone_label=0)
    assert "distribution" not in records(export(project, supervisor))[0]
    project.disagreement = "variation"
    project.save()
    [record] = records(export(project, supervisor))
    assert record["distribution"] == {"Tone": {"cross": 0.5, "glad": 0.5}}
    [row] = csv.DictReader(io.StringIO(export(project, supervisor, form="csv")["data.csv"].decode()))
    assert json.loads(row["distribution"]) == record["distribution"]
    with pytest.raises(Conflict, match="no gold"):
        make_gold(Annotation.objects.first(), supervisor)
