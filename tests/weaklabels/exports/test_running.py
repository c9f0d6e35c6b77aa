"""What the rules say, taken out: labels, matrix and orders fit together, and are those of one moment."""

import csv
import hashlib
import io
import json
import zipfile

import numpy as np
import orjson
import pytest
from django.urls import reverse
from django.utils import timezone

from annotate import jobs
from annotate.erasure import erase_document
from annotate.exports import snapshot
from annotate.files import open_file
from annotate.models import Document, Job, QueueRow, StoredFile
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.conftest import keywords
from weaklabels.labelmodel import CavityEM, Gold, LabelMatrix
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule, Says
from weaklabels.models import LabelingFunction, LabelModelFit
from weaklabels.services.functions import Wish, change_rule, make_rule, retire_rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(project, supervisor):
    """Run an export and give back the files of its archive."""

    def run(form="jsonl"):
        job = jobs.start("export_rules", project=project, owner=supervisor, arguments={"form": form})
        jobs.run_due("export_rules")
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error
        with open_file(job.files.get()) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    return run


@pytest.fixture
def weighed(rule, texts, cross, glad, work):
    functions = [rule("money back", cross), rule("parcel", cross), rule("thanks", glad)]
    work()
    return functions


def records(content):
    return [orjson.loads(line) for line in content.splitlines()]


def in_folder(files, question, name):
    return files[f"{question.id}-{question.name.lower()}/{name}"]


def matrix_in(files, question):
    with np.load(io.BytesIO(in_folder(files, question, "matrix.npz")), allow_pickle=False) as archive:
        return archive["L"]


def test_the_matrix_has_each_vote_in_its_place(export, weighed, texts, tone):
    files = export()
    glad, cross, silent = 0, 1, -1
    assert [one["label"] for one in records(in_folder(files, tone, "classes.jsonl"))] == ["glad", "cross"]
    assert matrix_in(files, tone).tolist() == [
        [cross, silent, silent],
        [silent, cross, silent],
        [cross, cross, silent],
        [silent, silent, glad],
        [silent, silent, silent],
    ]
    rows = records(in_folder(files, tone, "documents.jsonl"))
    assert rows[2] == {"row": 2, "id": "mail-2", "document": texts[2].id, "pool": "open"}
    columns = records(in_folder(files, tone, "functions.jsonl"))
    assert [(one["column"], one["name"], one["version"]) for one in columns] == [
        (0, "money back", 1),
        (1, "parcel", 1),
        (2, "thanks", 1),
    ]


def test_every_document_some_rule_speaks_of_has_its_soft_label(export, weighed, texts, tone):
    """Exactly what the label model makes of the exported matrix."""
    files = export()
    found = records(in_folder(files, tone, "data.jsonl"))
    assert [one["id"] for one in found] == ["mail-0", "mail-1", "mail-2", "mail-3"]
    assert [one["label"] for one in found] == ["cross", "cross", "cross", "glad"]
    matrix = LabelMatrix.from_dense(matrix_in(files, tone), classes=2)
    again = CavityEM().fit(matrix, Gold.of([], [])).predict_proba(matrix)[:4]
    soft = [[one["probabilities"]["glad"], one["probabilities"]["cross"]] for one in found]
    assert np.allclose(soft, again, atol=1e-5)


def test_a_tie_has_no_hard_label(export, rule, texts, cross, glad, work, tone):
    rule("parcel", cross), rule("never", glad)
    work()
    found = {one["id"]: one["label"] for one in records(in_folder(export(), tone, "data.jsonl"))}
    assert found == {"mail-1": "cross", "mail-2": None}


def test_csv_holds_the_same_numbers(export, weighed, tone):
    wanted = records(in_folder(export(), tone, "data.jsonl"))
    lines = io.StringIO(in_folder(export("csv"), tone, "data.csv").decode(), newline="")
    found = list(csv.DictReader(lines))
    assert [(line["id"], line["label"]) for line in found] == [(one["id"], one["label"]) for one in wanted]
    assert [float(line["probability.cross"]) for line in found] == [
        one["probabilities"]["cross"] for one in wanted
    ]


def test_no_cell_is_a_formula_in_the_form_for_spreadsheets(export, rule, batch, cross, work, tone):
    add_documents(batch, [NewDocument("Money back!", external_id="=1+1")])
    rule("money back", cross)
    work()
    files = export("spreadsheet")
    assert "'=1+1," in in_folder(files, tone, "data-for-spreadsheets.csv").decode()
    assert json.loads(files["manifest.json"])["formulas_are_escaped"] is True
    assert "\r\n=1+1," in in_folder(export("csv"), tone, "data.csv").decode()


@pytest.fixture
def names(project):
    return project.questions.get(name="Names")


@pytest.fixture
def marking(names, expert, texts, work):
    """Two rules that mark places; the second proposes a longer stretch, too."""
    place = names.labels.get(name="place")
    for name, words in (("cities", ["Bergen"]), ("where", ["Bergen", "in Bergen"])):
        definition = forms.write(Rule(0, Keywords(tuple(words)), Says.SPANS))
        make_rule(names, Wish(name, definition, place.id), expert)
    work()


def test_marked_words_come_with_score_quote_and_what_is_chosen(export, marking, names, texts):
    files = export()
    [record] = records(in_folder(files, names, "data.jsonl"))
    assert record["id"] == "mail-4"
    for span in record["spans"]:
        assert texts[4].text[span["start"] : span["end"]] == span["quote"]
        assert 0 < span["score"] < 1
    chosen = [span for span in record["spans"] if span["chosen"]]
    assert len(chosen) == 1, "no two that overlap"
    assert chosen[0]["score"] == max(span["score"] for span in record["spans"])
    rows = records(in_folder(files, names, "proposals.jsonl"))
    assert len(rows) == len(record["spans"])
    assert matrix_in(files, names).shape == (len(rows), 2)
    for row, votes in zip(rows, matrix_in(files, names).tolist(), strict=True):
        assert row["document"] == texts[4].id
        assert set(votes) <= {-1, 1}
        assert 1 in votes


def test_marked_words_are_a_line_each_in_csv(export, marking, names):
    lines = list(
        csv.DictReader(io.StringIO(in_folder(export("csv"), names, "data.csv").decode(), newline=""))
    )
    assert {line["quote"] for line in lines} <= {"Bergen", "in Bergen"}
    assert [line["chosen"] for line in lines].count("true") == 1


def test_gold_that_marks_the_audit_share_is_told_apart(export, weighed, texts, tone):
    QueueRow.objects.filter(document=texts[1]).update(pool=1)
    pools = {one["id"]: one["pool"] for one in records(in_folder(export(), tone, "data.jsonl"))}
    assert (pools["mail-0"], pools["mail-1"]) == ("open", "audit")


def test_the_manifest_names_every_file_with_its_hash(export, weighed, tone):
    files = export()
    manifest = json.loads(files.pop("manifest.json"))
    assert set(manifest["files"]) == set(files)
    for name, about in manifest["files"].items():
        assert about == {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}
    [question] = manifest["questions"]
    assert question["matrix"]["shape"] == [5, 3]
    assert (question["documents"], question["covered"], question["up_to_date"]) == (5, 4, True)


def test_a_rule_changed_since_the_weighing_comes_as_it_was_weighed(export, weighed, expert, cross, tone):
    change_rule(weighed[0], Wish("money back", keywords("rain"), cross.id), expert)
    retire_rule(weighed[1], expert)
    files = export()
    assert matrix_in(files, tone)[:, 0].tolist() == [1, -1, 1, -1, -1]
    assert matrix_in(files, tone).shape == (5, 3)
    assert json.loads(files["manifest.json"])["questions"][0]["up_to_date"] is False


def test_what_changes_while_it_is_written_is_not_in_it(
    export, weighed, texts, cross, work, tone, monkeypatch
):
    read = snapshot.Snapshot.rows

    def change_then_read(self, *arguments):
        if Document.objects.get(id=texts[0].id).withdrawn_at is None:
            Document.objects.filter(id=texts[0].id).update(withdrawn_at=timezone.now())
            LabelModelFit.objects.all().delete()
        return read(self, *arguments)

    monkeypatch.setattr(snapshot.Snapshot, "rows", change_then_read)
    files = export()
    assert records(in_folder(files, tone, "data.jsonl"))[0]["id"] == "mail-0"
    assert matrix_in(files, tone).shape == (5, 3)


def test_withdrawn_documents_are_left_out(export, weighed, texts, tone):
    Document.objects.filter(id=texts[0].id).update(withdrawn_at=timezone.now())
    files = export()
    assert next(one["id"] for one in records(in_folder(files, tone, "data.jsonl"))) == "mail-1"
    assert matrix_in(files, tone).shape == (4, 3)


def test_a_matrix_of_several_stretches_is_whole(export, weighed, tone, monkeypatch):
    whole = matrix_in(export(), tone)
    monkeypatch.setattr("weaklabels.exports.arrays.ROWS_AT_ONCE", 2)
    monkeypatch.setattr("weaklabels.exports.running.AT_ONCE", 2)
    files = export()
    assert np.array_equal(matrix_in(files, tone), whole)
    assert [one["row"] for one in records(in_folder(files, tone, "documents.jsonl"))] == [0, 1, 2, 3, 4]
    assert len(records(in_folder(files, tone, "data.jsonl"))) == 4


def test_without_a_weighed_rule_the_job_says_so_and_leaves_no_file(project, supervisor):
    job = jobs.start("export_rules", project=project, owner=supervisor, arguments={"form": "jsonl"})
    jobs.run_due("export_rules")
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "has been weighed yet" in job.error
    assert not StoredFile.objects.exists()


def test_a_supervisor_starts_it_on_its_page(client, project, supervisor, weighed):
    client.force_login(supervisor)
    url = reverse("weaklabels:exports", args=[project.slug])
    assert client.post(url, {"form": "csv"}).status_code == 302
    jobs.run_due("export_rules")
    page = client.get(url).content.decode()
    assert "3 rules · 4 documents with soft labels" in page
    assert ".zip" in page


def test_a_form_that_is_none_is_refused(client, project, supervisor, weighed):
    client.force_login(supervisor)
    answer = client.post(reverse("weaklabels:exports", args=[project.slug]), {"form": "xml"})
    assert answer.status_code == 422
    assert "Choose one of: jsonl, csv, spreadsheet" in answer.content.decode()
    assert not Job.objects.filter(kind="export_rules").exists()


def test_an_erasure_takes_the_exports_that_quote_the_document(export, marking, texts, owner):
    export()
    erase_document(texts[4], owner)
    [stored] = StoredFile.objects.all()
    assert stored.erased_at is not None
    assert LabelingFunction.objects.count() == 2
