"""Votes made elsewhere become rules like any other: checked first, kept whole, replaced by the next upload."""

import itertools
import json

import numpy as np
import pytest
from django.urls import reverse

from annotate.erasure import erase_document
from annotate.jobs import run_due
from annotate.models import Batch, Job
from annotate.problems import Conflict, Invalid
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.uploads.conftest import npz
from weaklabels.models import LabelingFunction, LabelModelFit, VotePiece, VoteUpload
from weaklabels.packing import DOCUMENTS, LABELS, packed
from weaklabels.services.functions import restore_version, retire_rule
from weaklabels.services.matrices import votes_on
from weaklabels.services.uploads import keeping
from weaklabels.services.uploads.keeping import discard_upload, keep_upload
from weaklabels.services.votes import read_votes

pytestmark = pytest.mark.django_db

TABLE = "id,model,script\nmail-0,cross,cross\nmail-1,,glad\nmail-2,cross,-1\nmail-3,Glad,glad\n"


def functions():
    return {function.name: function for function in LabelingFunction.objects.living()}


def test_each_column_of_a_table_becomes_a_rule(upload, keep, said, texts, tone):
    report = upload(tone, "votes.csv", TABLE).report
    assert (report["lines"], report["documents"], report["refused"]) == (4, 4, 0)
    assert report["columns"] == [
        {"name": "model", "votes": 3, "documents": 3},
        {"name": "script", "votes": 3, "documents": 3},
    ]
    keep(VoteUpload.objects.get())
    assert said(functions()["model"]) == {"mail-0": "cross", "mail-2": "cross", "mail-3": "glad"}
    assert said(functions()["script"]) == {"mail-0": "cross", "mail-1": "glad", "mail-3": "glad"}
    assert functions()["model"].kind == "uploaded"
    assert functions()["model"].newest.column.hits == 3


def test_they_are_weighed_beside_the_others(upload, keep, rule, texts, cross, tone):
    refund = rule("money back", cross)
    keep(upload(tone, "votes.csv", TABLE))
    fit = LabelModelFit.objects.filter(question=tone).latest("id")
    assert len(fit.columns) == 3
    assert refund.newest.id in fit.columns
    assert all(row["trust"] for row in fit.report["rules"])


def test_unknown_documents_and_labels_are_counted_with_their_lines(upload, texts, tone):
    table = "id,model\nmail-0,cross\nnobody,glad\nmail-1,puzzled\nmail-0,glad\nmail-2,cross,glad\n"
    report = upload(tone, "votes.csv", table).report
    assert (report["unknown_documents"], report["refused"]) == (1, 3)
    assert [one["line"] for one in report["problems"]] == [3, 5, 6]
    assert "no document “nobody”" in report["problems"][0]["reason"]
    assert "a second time" in report["problems"][1]["reason"]
    assert "3 cells" in report["problems"][2]["reason"]
    values = {one["value"]: (one["label"], one["line"]) for one in report["values"]}
    assert values == {"cross": (tone.labels.get(name="cross").id, 2), "puzzled": (None, 4)}


def test_two_labels_of_one_document_are_left_out_where_the_question_takes_one(
    upload, keep, said, texts, tone
):
    sent = upload(tone, "votes.csv", "id,model\nmail-0,cross|glad\nmail-1,glad\n")
    [problem] = sent.report["problems"]
    assert (problem["line"], sent.report["refused"]) == (2, 1)
    assert "“model” gives several labels here, and the question takes one" in problem["reason"]
    keep(sent)
    assert said(functions()["model"]) == {"mail-1": "glad"}
    assert LabelModelFit.objects.filter(question=tone).exists()


def test_two_rows_of_a_matrix_for_one_document_are_one(upload, keep, said, texts, tone):
    names = np.array(["mail-0", "mail-1", "mail-0"])
    sent = upload(tone, "L.npz", npz(L=np.array([[0], [1], [1]], np.int8), documents=names))
    [problem] = sent.report["problems"]
    assert (problem["line"], "a second time" in problem["reason"]) == (3, True)
    keep(sent)
    first, second = tone.labels.order_by("id").values_list("name", flat=True)
    [function] = functions().values()
    assert said(function) == {"mail-0": first, "mail-1": second}


def test_rules_are_weighed_although_votes_from_before_say_two_things(upload, keep, texts, tone, glad, cross):
    keep(upload(tone, "votes.csv", "id,model\nmail-0,cross\nmail-1,glad\n"))
    ids = sorted([texts[0].id, texts[0].id, texts[1].id])
    VotePiece.objects.update(
        documents=packed(ids, DOCUMENTS), labels=packed([cross.id, glad.id, glad.id], LABELS)
    )
    assert votes_on(tone).matrix().shape == (len(texts), 1)
    [said] = [votes_on(tone).matrix()[key] for key in votes_on(tone).matrix().keys]
    assert said.positions.tolist() == [1], "what says two things of a document says nothing"


def test_values_and_names_are_chosen_by_a_person(upload, keep, said, texts, tone, glad, cross):
    sent = upload(tone, "votes.csv", "id,m\nmail-0,POS\nmail-1,NEG\nmail-2,?\n")
    keep(sent, columns={"m": "the old model"}, labels={"POS": glad.id, "NEG": cross.id, "?": None})
    assert said(functions()["the old model"]) == {"mail-0": "glad", "mail-1": "cross"}


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"columns": {}, "labels": "right"}, "at least one column"),
        ({"columns": {"other": "x"}, "labels": {}}, "no column “other”"),
        ({"columns": {"model": "x"}, "labels": {"puzzled": 1}}, "no value “puzzled”"),
        ({"columns": {"model": "x"}, "labels": {"cross": 987654}}, "no label 987654"),
        ({"columns": {"model": "x"}, "labels": {"cross": None}}, "at least one value"),
        ({"columns": {"model": " ", "script": "y"}, "labels": "right"}, "a name of at most"),
        ({"columns": {"model": "x", "script": "x"}, "labels": "right"}, "a name of its own"),
        ({"columns": {"model": "taken"}, "labels": "right"}, "Another rule is called “taken”"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_with_a_sentence(
    upload, rule, texts, tone, cross, expert, chosen, sentence
):
    rule("parcel", cross, name="taken")
    sent = upload(tone, "votes.csv", TABLE)
    if chosen["labels"] == "right":
        chosen = chosen | {"labels": {"cross": cross.id}}
    with pytest.raises(Invalid, match=sentence):
        keep_upload(sent, chosen, expert)
    assert VoteUpload.objects.get().state == "open"
    assert not LabelingFunction.objects.filter(kind="uploaded").exists()


def test_the_next_upload_is_the_next_version_and_the_first_can_come_back(
    upload, keep, said, texts, tone, expert
):
    keep(upload(tone, "votes.csv", "id,model\nmail-0,cross\n"))
    keep(upload(tone, "later.csv", "id,model\nmail-1,glad\n"))
    function = functions()["model"]
    assert function.newest.number == 2
    assert said(function) == {"mail-1": "glad"}
    restore_version(function, 1, expert)
    assert said(function) == {"mail-0": "cross"}
    assert function.newest.column.hits == 1


def test_the_same_file_again_knows_documents_that_came_since(upload, keep, said, texts, tone, project):
    table = "id,model\nmail-0,cross\nlate,glad\n"
    keep(upload(tone, "votes.csv", table))
    add_documents(
        Batch.objects.create(project=project, name="late", created_by=project.created_by),
        [NewDocument("Late thanks.", external_id="late")],
    )
    keep(upload(tone, "votes.csv", table))
    assert said(functions()["model"]) == {"mail-0": "cross", "late": "glad"}


def test_an_upload_may_add_to_what_is_there(upload, keep, said, texts, tone):
    """Named documents get what the file says, silence too; the others keep what they had."""
    keep(upload(tone, "votes.csv", "id,model\nmail-0,cross\nmail-1,glad\nmail-2,cross\n"))
    keep(upload(tone, "later.csv", "id,model\nmail-3,glad\nmail-1,cross\nmail-2,\n"), adding=True)
    function = functions()["model"]
    assert function.newest.number == 2
    assert said(function) == {"mail-0": "cross", "mail-1": "cross", "mail-3": "glad"}
    assert function.newest.column.hits == 3


def test_marked_words_are_added_too(upload, keep, texts, project):
    names = project.questions.get(name="Names")
    head = "id,start,end,label\n"
    keep(
        upload(names, "words.csv", f"{head}mail-4,12,18,place\nmail-0,0,1,person\n"),
        columns={"words": "words"},
    )
    keep(
        upload(names, "words.csv", f"{head}mail-0,2,6,person\nmail-0,7,9,person\n"),
        columns={"words": "words"},
        adding=True,
    )
    version = functions()["words"].newest
    votes = read_votes([version.id])[version.id]
    assert list(zip(votes.documents.tolist(), votes.starts.tolist(), votes.ends.tolist(), strict=True)) == [
        (texts[0].id, 2, 6),
        (texts[0].id, 7, 9),
        (texts[4].id, 12, 18),
    ]


def test_the_pages_say_how_many_documents_came_later(go, upload, keep, texts, tone, project):
    keep(upload(tone, "votes.csv", "id,model\nmail-0,cross\n"))
    assert "came later" not in go("rules").content.decode()
    batch = Batch.objects.create(project=project, name="late", created_by=project.created_by)
    add_documents(batch, [NewDocument(f"Late {n}", external_id=f"late-{n}") for n in range(2)])
    assert "2 documents came later" in go("rules").content.decode()
    assert "2 documents came later" in go("rule", functions()["model"].id).content.decode()
    page = go("vote-upload", upload(tone, "new.csv", "id,model\nlate-0,glad\n").id).content.decode()
    assert "Add to what is there" in page


def test_a_retired_rule_says_no_more(upload, keep, texts, tone, expert):
    keep(upload(tone, "votes.csv", TABLE))
    retire_rule(functions()["model"], expert)
    run_due()
    assert len(LabelModelFit.objects.filter(question=tone).latest("id").columns) == 1


def test_applying_other_rules_leaves_uploaded_votes_alone(upload, keep, said, rule, texts, tone, cross, work):
    keep(upload(tone, "votes.csv", TABLE))
    pieces = list(VotePiece.objects.values_list("id", flat=True))
    rule("parcel", cross)
    work()
    assert set(pieces) <= set(VotePiece.objects.values_list("id", flat=True))


def test_many_votes_are_kept_in_pieces_that_cut_no_document(upload, keep, said, texts, tone, monkeypatch):
    monkeypatch.setattr(keeping, "STRETCH", 2)
    keep(upload(tone, "votes.csv", "id,model\n" + "".join(f"mail-{n},glad\n" for n in range(5))))
    pieces = list(VotePiece.objects.order_by("first"))
    assert len(pieces) == 3
    assert all(before.last + 1 == after.first for before, after in itertools.pairwise(pieces))
    assert set(said(functions()["model"])) == {f"mail-{n}" for n in range(5)}


def test_json_lines_and_our_own_ids(upload, keep, said, texts, tone):
    lines = [{"document": texts[1].id, "model": "glad", "text": "Where is my parcel?"}, {"document": 10**12}]
    sent = upload(tone, "votes.jsonl", "\n".join(map(json.dumps, lines)))
    assert sent.report["unknown_documents"] == 1
    keep(sent)
    assert said(functions()["model"]) == {"mail-1": "glad"}


def test_a_column_of_texts_is_no_rule(upload, texts, tone, monkeypatch):
    monkeypatch.setattr("weaklabels.votefiles.tables.MOST_VALUES", 2)
    table = "id,model,remark\nmail-0,cross,a\nmail-1,glad,b\nmail-2,glad,c\n"
    report = upload(tone, "votes.csv", table).report
    assert [one["name"] for one in report["columns"]] == ["model"]
    assert "“remark” has more than 2 different values" in report["problems"][0]["reason"]
    assert {one["value"]: one["votes"] for one in report["values"]} == {"cross": 1, "glad": 2}


def test_what_no_database_can_hold_is_refused_line_by_line(upload, texts, tone):
    lines = [
        r'{"id": "mail-0", "m": "a\u0000b"}',
        r'{"id": "mail-1", "m": ["\u0000"]}',
        '{"id": "mail-2", "m": "glad"}',
    ]
    report = upload(tone, "votes.jsonl", "\n".join(lines)).report
    assert [one["line"] for one in report["problems"]] == [1, 2]
    assert [one["value"] for one in report["values"]] == ["glad"]


SPANS = [
    {"id": "mail-4", "start": 12, "end": 18, "label": "place", "quote": "Bergen", "rule": "tagger"},
    {"id": "mail-4", "start": 12, "end": 18, "label": "place", "quote": "bergen", "rule": "tagger"},
    {"id": "mail-4", "start": 12, "end": 99, "label": "place"},
    {"id": "mail-4", "start": "x", "end": 18, "label": "place"},
    {"id": "mail-0", "spans": [{"start": 0, "end": 1, "label": "person", "score": 0.4}], "pool": "open"},
    {"id": "mail-1", "label": ""},
]


def test_marked_words_are_checked_against_their_text(upload, keep, texts, project):
    names = project.questions.get(name="Names")
    sent = upload(names, "marks.jsonl", "\n".join(map(json.dumps, SPANS)))
    assert sorted(one["line"] for one in sent.report["problems"]) == [2, 3, 4]
    keep(sent)
    assert set(functions()) == {"tagger", "marks"}
    version = functions()["tagger"].newest
    votes = read_votes([version.id])[version.id]
    assert votes.documents.tolist() == [texts[4].id]
    assert (votes.starts.tolist(), votes.ends.tolist()) == ([12], [18])


def test_a_matrix_of_snorkel_with_an_order_file(upload, keep, said, texts, tone):
    L = np.array([[1, -1], [0, 0], [-1, -1]])
    sent = upload(tone, "L.npz", npz(L=L), order=("order.txt", "mail-2\nmail-0\nmail-9\n"))
    assert (sent.report["lines"], sent.report["unknown_documents"]) == (3, 1)
    assert sent.report["problems"][0]["line"] == 3
    keep(sent)
    assert said(functions()["column 1"]) == {"mail-2": "cross", "mail-0": "glad"}
    assert said(functions()["column 2"]) == {"mail-0": "glad"}


def test_a_matrix_may_bring_its_own_names(upload, keep, said, texts, tone):
    content = npz(L=np.array([[1], [-1]], np.int8), documents=["mail-1", "mail-2"], functions=["mine"])
    keep(upload(tone, "L.npz", content))
    assert said(functions()["mine"]) == {"mail-1": "cross"}


def test_what_was_exported_comes_in_again(upload, keep, said, texts, tone):
    order = "\n".join(json.dumps({"row": n, "id": None, "document": t.id}) for n, t in enumerate(texts))
    L = np.full((5, 1), -1, np.int8)
    L[3] = 0
    keep(upload(tone, "matrix.npz", npz(L=L), order=("documents.jsonl", order)))
    assert said(functions()["column 1"]) == {"mail-3": "glad"}


@pytest.mark.parametrize(
    ("name", "content", "order", "sentence"),
    [
        ("votes.csv", "text,model\na,glad\n", None, "does not say of which documents"),
        ("votes.csv", "", None, "no lines"),
        ("votes.xlsx", "PK", None, "ends otherwise"),
        ("L.npz", "PK not a zip", None, "no readable .npz"),
        ("L.npz", npz(L=np.zeros((2, 1), int)), None, "upload an order file"),
        ("L.npz", npz(L=np.zeros((2, 1), int)), ("o.txt", "mail-0\n"), "2 rows"),
        ("L.npz", npz(L=np.zeros((2, 1), int)), ("o.txt", "mail-0\nmail-0\n"), "names 1 different"),
        ("L.npz", npz(L=np.zeros((2, 1), int)), ("o.jsonl", '{"row": 1}\n{"row": 2}'), "needs “id”"),
        ("L.npz", npz(M=np.zeros((2, 1), int)), None, "no array “L”"),
        ("L.npz", npz(L=np.zeros(3, int)), None, "no array “L”"),
        ("L.npz", npz(L=np.full((1, 1), -2)), None, "least one here is -2"),
        ("L.npz", npz(L=np.zeros((1, 1), int), documents=["a", "b"]), None, "should hold 1"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(upload, texts, tone, name, content, order, sentence):
    sent = upload(tone, name, content, order=order)
    assert sent.report is None
    assert sentence in sent.job.error
    assert sent.job.state == Job.State.FAILED


def test_a_matrix_says_nothing_of_marked_words(upload, texts, project):
    sent = upload(project.questions.get(name="Names"), "L.npz", npz(L=np.zeros((1, 1), int)))
    assert "For marked words upload CSV" in sent.job.error


def test_nothing_is_kept_of_a_file_thrown_away(upload, texts, tone, expert):
    sent = upload(tone, "votes.csv", TABLE)
    discard_upload(sent)
    with pytest.raises(Conflict, match="is over"):
        keep_upload(sent, {}, expert)
    assert not LabelingFunction.objects.exists()


def test_an_erasure_takes_the_votes_the_file_and_what_was_read_of_it(upload, keep, said, texts, tone, owner):
    keep(upload(tone, "votes.csv", TABLE))
    sent = upload(tone, "votes.csv", TABLE)
    erase_document(texts[0], owner)
    sent.refresh_from_db()
    assert sent.report is None
    assert sent.file.erased_at is not None
    assert "mail-0" not in said(functions()["model"])


@pytest.fixture
def go(client, expert, project):
    client.force_login(expert)

    def ask(name, *args, post=None):
        url = reverse(f"weaklabels:{name}", args=[project.slug, *args])
        return client.get(url) if post is None else client.post(url, post)

    return ask


def test_an_expert_uploads_looks_and_keeps(go, texts, tone, cross, said, tmp_path):
    file = tmp_path / "votes.csv"
    file.write_text("id,model\nmail-0,Angry\nmail-9,cross\n")
    with file.open("rb") as content:
        sent = go("vote-uploads", post={"question": tone.id, "file": content})
    assert sent.status_code == 302
    run_due("check_votes")
    number = VoteUpload.objects.get().id
    page = go("vote-upload", number).content.decode()
    assert "no document “mail-9”" in page
    assert "unknown label" in page
    form = {"keep": "0", "column-0": "model", "name-0": "the model", "value-0": "Angry", "label-0": cross.id}
    assert go("vote-keepings", number, post=form).status_code == 302
    run_due()
    assert said(functions()["the model"]) == {"mail-0": "cross"}
    assert "Its columns are rules now" in go("vote-upload", number).content.decode()
    rules = go("rules").content.decode()
    assert "says what stood in the column “model” of an uploaded file" in rules
    page = go("rule", functions()["the model"].id).content.decode()
    assert "Upload a file again under this name" in page


def test_a_choice_that_is_refused_keeps_what_was_chosen(go, upload, texts, tone, cross):
    sent = upload(tone, "votes.csv", TABLE)
    form = {"keep": "0", "column-0": "model", "name-0": "", "value-0": "cross", "label-0": cross.id}
    answer = go("vote-keepings", sent.id, post=form)
    assert answer.status_code == 422
    assert "a name of at most" in answer.content.decode()


def test_the_form_for_rules_without_code_changes_no_uploaded_rule(go, upload, keep, texts, tone):
    keep(upload(tone, "votes.csv", TABLE))
    answer = go("rule", functions()["model"].id, post={"name": "model", "kind-0": "words", "text-0": "x"})
    assert answer.status_code == 409
    assert functions()["model"].versions.count() == 1
