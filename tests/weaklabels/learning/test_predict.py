"""Publishing a version, asking it, going back to the one before; and trying it in the browser."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate.models import ApiToken, Document, Event, Flag, Project, QueueRow, User
from annotate.roles import Role
from annotate.services.tokens import make_token
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import add_letters, let_answer, let_learn
from weaklabels.models import PublishedModel
from weaklabels.services.learning.predicting import Word, strongest, words_for
from weaklabels.services.learning.recording import newest_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
GLAD, CROSS = (
    "thanks for the lovely parcel, great, perfect",
    "the parcel is broken, late, and I want a refund",
)


@pytest.fixture
def ask(project, owner):
    """Ask as a program does: ask(texts, **more) -> status, JSON."""
    _token, secret = make_token(
        owner, "test", [ApiToken.Scope.PREDICT], timezone.now() + timedelta(days=1), None
    )
    program = Client(headers={"authorization": f"Bearer {secret}"})

    def ask(texts, **more):
        reply = program.post(
            f"/api/v1/projects/{project.slug}/predict",
            json.dumps({"texts": texts, **more}),
            content_type="application/json",
        )
        return reply.status_code, reply.json()

    return ask


@pytest.fixture(scope="module")
def world(made_once):
    """A first run, and a second one after more answers."""
    project = make_project(make_user("olga"))
    ada = member(project, "ada", Role.ANNOTATOR)
    add_letters(project, 120)
    for count in (30, 10):
        let_answer(project, ada, count)
        let_learn(project)
    return project.id


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world)


@pytest.fixture
def owner(project):
    return project.created_by


@pytest.fixture
def annotator(project):
    return User.objects.get(username="ada")


@pytest.fixture
def learned(tone):
    return list(tone.model_runs.order_by("number"))


@pytest.fixture
def publish(client, owner, project):
    def publish(run):
        client.force_login(owner)
        return client.post(reverse("learning:publication-list", args=[project.slug, run.id]))

    return publish


def test_a_published_version_answers_in_the_order_of_the_texts(learned, publish, ask):
    publish(learned[0])
    status, said = ask([GLAD, CROSS, ""])
    assert status == 200
    assert (said["version"], said["run"]) == (1, 1)
    assert [one["labels"] for one in said["predictions"][:2]] == [["glad"], ["cross"]]
    for one in said["predictions"]:
        assert 0 <= one["confidence"] <= 1
        assert sum(chance["chance"] for chance in one["chances"]) == pytest.approx(1, abs=0.001)


def test_a_newer_version_answers_until_it_is_rolled_back(learned, publish, ask, client, project, tone):
    publish(learned[0])
    publish(learned[1])
    assert ask([GLAD])[1]["version"] == 2
    assert ask([GLAD], version=1)[1]["run"] == 1, "a version that is named stays"
    client.post(reverse("learning:rollback-list", args=[project.slug, tone.id]))
    assert ask([GLAD])[1]["version"] == 1
    assert ask([GLAD], version=2)[0] == 422
    client.post(reverse("learning:rollback-list", args=[project.slug, tone.id]))
    status, said = ask([GLAD])
    assert status == 422
    assert "No model of this project is published" in json.dumps(said)
    assert client.post(reverse("learning:rollback-list", args=[project.slug, tone.id])).status_code == 409
    publish(learned[0])
    assert ask([GLAD])[1]["version"] == 3, "a version is never given twice"
    assert Event.objects.filter(kind="model taken back").count() == 2


def test_the_same_run_is_not_published_twice_in_a_row(learned, publish):
    publish(learned[0])
    assert publish(learned[0]).status_code == 409
    assert PublishedModel.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"texts": []},
        {"texts": [["a"]]},
        {"texts": ["a"] * 1_001},
        {"texts": ["a"], "version": 9},
        {"txts": ["a"]},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(learned, publish, ask, body):
    publish(learned[0])
    texts = body.pop("texts", ["a"])
    status, said = ask(texts, **body)
    assert status == 422
    assert said["error"]


def test_who_asks_too_often_waits_for_the_next_minute(learned, publish, ask, settings):
    publish(learned[0])
    settings.PREDICT_REQUESTS_A_MINUTE = 2
    assert [ask([GLAD])[0] for _time in range(3)] == [200, 200, 429]


def test_words_that_spoke_for_the_answer_are_told_apart_from_those_against(learned):
    words = {word.text.strip(): word.weight for word in words_for(learned[1], CROSS)}
    assert words["refund"] > 0.3
    assert words["refund"] > words["want"]
    assert "".join(word.text for word in words_for(learned[1], CROSS)) == CROSS


def test_the_strongest_words_are_words():
    said = [
        Word(",", 1.0),
        Word("spend", 0.9),
        Word(" ", 0.0),
        Word("but", -0.4),
        Word("٤٥", 0.2),
        Word(".", 0.1),
    ]
    assert strongest(said) == ["spend", "٤٥"]


@pytest.fixture
def tried(client, viewer, project):
    client.force_login(viewer)
    return reverse("learning:try", args=[project.slug])


def test_a_viewer_tries_the_model(learned, client, tried):
    assert "Ask the model" in client.get(tried).content.decode()
    said = client.post(tried, {"text": CROSS}, headers={"HX-Request": "true"}).content.decode()
    assert "<strong>cross</strong>" in said
    assert "% sure" in said.replace("\xa0", " ").replace(" %", "%")
    assert "Spoke for it most" in said


def test_an_empty_text_is_refused(learned, client, tried):
    reply = client.post(tried, {"text": "  "}, headers={"HX-Request": "true"})
    assert reply.status_code == 422
    assert "1 to 20000 characters" in reply.content.decode().replace(",", "").replace("\xa0", "")


def test_a_wrong_answer_becomes_a_document_with_the_note(learned, client, tried, project, viewer):
    flags = reverse("learning:try-flag-list", args=[project.slug])
    project.audit_percent = 100
    project.save()
    client.post(flags, {"text": "quite <b>new</b>", "note": "This is glad."})
    document = Document.objects.get(text="quite <b>new</b>")
    assert Flag.objects.get(document=document).note == "This is glad."
    assert Flag.objects.get(document=document).author == viewer
    assert QueueRow.objects.get(document=document).pool == 0, "picked because it was wrong, it audits nothing"
    client.post(flags, {"text": "quite <b>new</b>", "note": "Again."})
    assert Document.objects.filter(text="quite <b>new</b>").count() == 1
    assert Flag.objects.filter(document=document).count() == 2


def test_an_annotator_may_not_ask_what_others_answers_taught(learned, client, annotator, project):
    client.force_login(annotator)
    assert client.get(reverse("learning:try", args=[project.slug])).status_code == 403
    assert newest_run(learned[0].question).number == 2
