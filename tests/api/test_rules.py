"""Rules by program: the same services, roles and sentences as on the pages."""

import io
import json
import zipfile

import pytest

from annotate.jobs import run_due
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.conftest import keywords
from weaklabels.models import LabelingFunction, VoteUpload
from weaklabels.services.votes import read_votes

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = ["I want my money back.", "Where is my parcel?", "Thanks, all is well."]


@pytest.fixture
def eve(program_of, expert):
    return program_of(expert)


@pytest.fixture
def texts(batch):
    return add_documents(batch, [NewDocument(text, external_id=f"mail-{n}") for n, text in enumerate(TEXTS)])


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def cross(tone):
    return tone.labels.get(name="cross")


@pytest.fixture
def wish(tone, cross):
    return {
        "question": tone.id,
        "name": "money back",
        "guideline": "Refunds",
        "definition": keywords("money back"),
        "label": cross.id,
    }


def without(wish, *names):
    return {name: value for name, value in wish.items() if name not in names}


def test_a_rule_is_tried_made_and_votes(eve, here, texts, wish, cross):
    tried = eve("POST", f"{here}rules/previews/", without(wish, "name", "guideline"))
    assert (tried["documents"], tried["hits"], tried["shown"][0]["id"]) == (3, 1, "mail-0")
    assert not LabelingFunction.objects.exists()
    made = eve("POST", f"{here}rules/", wish, status=201)
    assert (made["kind"], made["version"]["number"], made["version"]["label"]) == ("declarative", 1, cross.id)
    assert "money back" in made["version"]["sentence"]
    run_due()
    at = f"{here}rules/{made['id']}/"
    assert eve("GET", at)["votes"] == {"documents": 3, "hits": 1, "error": ""}
    assert [one["id"] for one in eve("GET", f"{here}rules/")] == [made["id"]]
    [figures] = [one for one in eve("GET", f"{here}rules/figures/") if one["rules"]]
    assert (figures["covered"], figures["rules"][0]["hits"]) == (1, 1)
    assert figures["label_model"] == "cavity"


def test_a_change_is_a_version_and_nobody_is_overwritten(eve, here, texts, wish):
    made = eve("POST", f"{here}rules/", wish, status=201)
    at = f"{here}rules/{made['id']}/"
    changed = without(wish, "question") | {"definition": keywords("refund"), "base": 1}
    assert eve("PUT", at, changed)["version"]["number"] == 2
    assert "changed this rule meanwhile" in eve("PUT", at, changed, status=409)["error"]
    assert [one["number"] for one in eve("GET", f"{at}versions/")] == [2, 1]
    restored = eve("POST", f"{at}restorations/", {"number": 1})["version"]
    assert (restored["number"], restored["restores"]) == (3, 1)
    assert eve("POST", f"{at}retirements/")["retired_at"]
    assert eve("POST", f"{at}returns/")["retired_at"] is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"definition": keywords()}, "no words"),
        ({"definition": "money"}, "is a JSON object"),
        ({"label": 987654}, "Choose a label"),
        ({"label": None}, "Choose a label"),
        ({"question": 987654}, "asks no question"),
        ({"question": 10**30}, "valid integer"),
        ({"name": " "}, ""),
        ({"kind": "uploaded"}, ""),
        ({"colour": "red"}, "no such field"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_a_sentence(eve, here, wish, change, sentence):
    assert sentence in eve("POST", f"{here}rules/", wish | change, status=422)["error"]
    assert not LabelingFunction.objects.exists()


def test_python_needs_the_owners_permission(eve, here, wish):
    wish |= {"kind": "python", "definition": {"source": "def label(t, m): return None"}}
    assert "Nobody may write rules in Python" in eve("POST", f"{here}rules/", wish, status=403)["error"]


def test_a_language_model_is_off_unless_it_is_configured(eve, here, wish):
    wish |= {"kind": "language_model", "definition": {"prompt": "{text}"}}
    assert "No language model is set up" in eve("POST", f"{here}rules/", wish, status=409)["error"]


def test_a_token_needs_its_scope(program_of, expert, supervisor, here, wish):
    reader = program_of(expert, "read")
    reader("GET", f"{here}rules/")
    reader("POST", f"{here}rules/", wish, status=403)
    program_of(supervisor, "read")("POST", f"{here}rules/exports/", {"form": "csv"}, status=403)


def upload(program, here, tone, content, name="votes.csv"):
    return program.client.post(
        f"/api/v1/{here}vote-uploads/?name={name}&question={tone.id}",
        content,
        content_type="application/octet-stream",
    )


def test_votes_made_elsewhere_are_uploaded_checked_and_kept(eve, here, texts, tone, cross):
    sent = upload(eve, here, tone, b"id,model\nmail-0,Angry\nmail-7,cross\n")
    assert sent.status_code == 201, sent.content
    at = f"{here}vote-uploads/{sent.json()['id']}/"
    assert eve("GET", at)["report"] is None
    run_due()
    report = eve("GET", at)["report"]
    assert (report["lines"], report["unknown_documents"]) == (2, 1)
    assert {one["value"]: one["label"] for one in report["values"]} == {"Angry": None}
    assert "at least one value" in eve("POST", f"{at}keepings/", {}, status=422)["error"]
    eve("POST", f"{at}keepings/", {"labels": {"Angry": cross.id}}, status=202)
    run_due()
    assert eve("GET", at)["state"] == "kept"
    function = LabelingFunction.objects.get()
    assert read_votes([function.newest.id])[function.newest.id].documents.tolist() == [texts[0].id]
    assert eve("GET", f"{here}jobs/{eve('GET', at)['job']}/")["state"] == "done"
    assert [one["id"] for one in eve("GET", f"{here}vote-uploads/")] == [sent.json()["id"]]
    eve("PUT", f"{here}rules/{function.id}/", {"name": "x", "definition": {}}, status=409)


def test_an_upload_is_thrown_away(eve, here, texts, tone):
    number = upload(eve, here, tone, b"id,model\nmail-0,cross\n").json()["id"]
    run_due()
    eve("POST", f"{here}vote-uploads/{number}/discards/", status=204)
    assert VoteUpload.objects.get().state == "discarded"
    eve("POST", f"{here}vote-uploads/{number}/keepings/", {}, status=409)


@pytest.mark.parametrize(("content", "question"), [(b"", "Tone"), (b"id,m\n", None)])
def test_what_is_no_upload_leaves_nothing_behind(eve, here, project, tone, content, question):
    if question is None:
        tone.id = 987654
    assert upload(eve, here, tone, content).status_code == 422
    assert not VoteUpload.objects.exists()


def test_what_the_rules_say_is_exported(eve, program_of, supervisor, here, texts, wish):
    sam = program_of(supervisor, "export")
    eve("POST", f"{here}rules/", wish, status=201)
    run_due()
    eve("POST", f"{here}rules/exports/", {"form": "csv"}, status=403)
    job = sam("POST", f"{here}rules/exports/", {"form": "csv"}, status=202)
    run_due()
    done = sam("GET", f"{here}jobs/{job['id']}/")
    assert (done["state"], done["report"]["documents"]) == ("done", 1)
    content = sam.client.get(f"/api/v1/{here}jobs/{job['id']}/files/{done['files'][0]['id']}/")
    assert content.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(b"".join(content.streaming_content)))
    names = {name.rpartition("/")[2] for name in archive.namelist()}
    assert names >= {"data.csv", "matrix.npz", "documents.jsonl", "functions.jsonl", "classes.jsonl"}
    assert json.dumps(done)
