"""A release is built again to the byte, whatever has happened to the project since; only an erasure takes from it."""

import hashlib
import json

import pytest

from annotate import jobs
from annotate.erasure import erase_document
from annotate.models import Document, Job, Label
from annotate.services.gold import make_gold
from annotate.services.publishing import publish_schema
from booklet.services.examples import Shown, make_example
from booklet.services.pages import Edit, make_page
from booklet.services.scheme.applying import apply, take_back
from booklet.services.scheme.plans import Wish as SchemeWish
from review.models import Release, ReleasedDocument
from review.services.releases.making import make_release
from review.services.releases.running import start_job
from review.services.releases.wishes import Documents, Labels, Wish
from tests.annotate.answering import says
from tests.review.releases.conftest import files_of, ids, lines

pytestmark = pytest.mark.django_db(transaction=True)


def built_again(release, owner):
    start_job(release, owner)
    jobs.run_due("export_release")
    return Release.objects.get(id=release.id)


def test_it_is_split_by_group_and_likeness_and_the_test_is_the_audit_documents(answered, released):
    release = released()
    files = files_of(release)
    assert ids(files, "test") == ["card-4", "card-5"]
    assert ids(files, "train") == ["card-1", "card-2", "card-3"]
    assert ids(files, "validation") == []
    assert release.counts["left_out"] == {"beside test": 1}, "card-6 is nearly card-5"
    manifest = json.loads(files["manifest.json"])
    for name, told in manifest["files"].items():
        assert told["sha256"] == hashlib.sha256(files[name]).hexdigest()
    assert (manifest["is_complete"], manifest["documents"]) == (
        True,
        {"train": 3, "validation": 0, "test": 2},
    )


def test_answers_come_without_names_and_with_their_distribution(answered, released):
    first, _second, third = lines(files_of(released()), "train")
    assert third["distribution"]["Tone"] == {"glad": 1.0}
    assert [one["response"] for one in first["answers"]["Names"]] == [
        [{"start": 0, "end": 3, "label": "person", "quote": "Ann"}],
        [],
    ]
    called = {one["annotator"] for one in first["answers"]["Tone"]}
    assert len(called) == 2
    assert all(name.startswith("annotator ") for name in called)


def test_gold_and_what_most_say_are_one_label_each(answered, released):
    files = files_of(released(Tone=Labels.AGGREGATED, Names=Labels.GOLD))
    first, third = lines(files, "train")
    assert (first["id"], first["responses"]["Tone"]) == ("card-1", "glad")
    assert first["responses"]["Names"][0]["quote"] == "Ann"
    told = {"from": "aggregated", "method": "majority", "percent": 100, "people": 2}
    assert first["origin"]["Tone"] == told
    assert (third["id"], third["responses"]) == ("card-3", {"Tone": "glad"})
    assert ids(files, "test") == [], "on card-4 the two differ, card-5 has one answer"
    header = files["train.csv"].decode().splitlines()[0]
    assert header == "id,text,group,position,metadata,origin,responses.Tone,responses.Names"


def test_it_is_the_same_after_renaming_merging_answering_gold_and_withdrawal(
    answered, released, project, owner, answer
):
    wish = {"Tone": Labels.GOLD}
    release = released(documents=Documents.ANSWERED, **wish)
    before, sha256 = files_of(release), release.archive_sha256
    documents = answered.documents
    says(answered.first, answer, documents[1], tone_label=0)
    make_gold(answered.documents[0].standings.get(annotator=answered.second.user).current, owner)
    Label.objects.filter(name="person").update(name="human being")
    [tone, _names] = project.schema.questions
    glad, cross = (label["id"] for label in tone["labels"])
    apply(project, SchemeWish("merge", (glad,), cross), "Alike.", owner, seen=project.schema_id)
    jobs.run_due("rewrite_answers")
    Document.objects.filter(id=documents[2].id).update(withdrawn_at=release.as_of)
    again = built_again(release, owner)
    assert files_of(again) == before
    assert again.archive_sha256 == sha256
    assert again.archive_id != release.archive_id


def test_one_made_while_a_label_had_moved_is_the_same_after_that_was_taken_back(
    answered, released, project, owner, expert, as_owner
):
    """It says the label where it was then: answers, gold and booklet, though nothing there says it any more."""
    [tone, names] = project.schema.questions
    glad = tone["labels"][0]["id"]
    page = make_page(
        project, Edit("Glad", "Somebody is pleased.\n"), expert, label=Label.objects.get(id=glad)
    )
    right = [{"question": tone["id"], "content": {"labels": [glad]}}]
    make_example(project, Shown(page, answered.documents[0], "counts", right, "So."), expert)
    mood = {**tone, "id": None, "name": "Mood", "required": False}
    mood["labels"] = [{"name": "low", "slot": 1}, {"name": "high", "slot": 2}]
    publish_schema(project, [tone, names, mood], owner)
    project.refresh_from_db()
    asked = project.questions.get(name="Mood")
    wish = SchemeWish("transfer", (glad,), question=asked.id)
    change = apply(project, wish, "It says how.", owner, seen=project.schema_id)
    jobs.run_due("rewrite_answers")
    project.refresh_from_db()
    as_owner.project.refresh_from_db()
    sources = {str(one.id): Labels.ANSWERS for one in project.questions.all()}
    release = released(wished=Wish(sources | {str(asked.id): Labels.GOLD}, Documents.ANSWERED, validation=0))
    before = files_of(release)
    told = b"".join(before.values()).decode()
    assert '"Mood":"glad"' in told.replace(" ", "")
    assert "* Mood: glad" in told, "the example of the booklet"
    take_back(change, "It was wrong.", owner)
    jobs.run_due("rewrite_answers")
    again = built_again(release, owner)
    assert files_of(again) == before
    assert again.archive_sha256 == release.archive_sha256


def test_an_erased_document_is_left_out_and_the_release_says_so(answered, released, owner):
    release = released()
    before = files_of(release)
    erase_document(answered.documents[1], owner)
    forgotten = Release.objects.get(id=release.id)
    assert (forgotten.files, forgotten.archive_sha256, forgotten.archive) == ({}, "", None)
    again = built_again(release, owner)
    files = files_of(again)
    manifest = json.loads(files["manifest.json"])
    assert (manifest["is_complete"], manifest["erased_documents"]) == (False, 1)
    assert ids(files, "train") == ["card-1", "card-3"]
    assert b"Bergen" not in b"".join(files.values())
    assert files["test.jsonl"] == before["test.jsonl"]
    assert again.files["train.jsonl"]["sha256"] == hashlib.sha256(files["train.jsonl"]).hexdigest()
    assert built_again(again, owner).archive_sha256 == again.archive_sha256


def test_an_erasure_elsewhere_takes_the_file_and_not_the_hash(answered, released, owner):
    release = released()
    erase_document(answered.documents[6], owner)
    again = Release.objects.get(id=release.id)
    assert again.archive.erased_at
    assert built_again(again, owner).archive_sha256 == release.archive_sha256


def test_other_bytes_are_refused(answered, released, owner):
    release = released()
    Release.objects.filter(id=release.id).update(archive_sha256="0" * 64)
    start_job(release, owner)
    jobs.run_due("export_release")
    job = Job.objects.filter(kind="export_release").latest("id")
    assert job.state == Job.State.FAILED
    assert "is not what it was" in job.error
    assert Release.objects.get(id=release.id).archive_id == release.archive_id


def test_a_release_that_is_called_off_leaves_nothing(answered, as_owner, wish):
    release = make_release(as_owner, "1.0", wish())
    job = Job.objects.get(kind="export_release")
    jobs.cancel(job)
    jobs.run_due("export_release")
    assert not Release.objects.get(id=release.id).is_gathered
    assert not ReleasedDocument.objects.exists()
