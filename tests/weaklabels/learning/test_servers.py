"""Model servers that speak Label Studio's protocol: asked, compared, suggesting, ordering, taught, and misbehaving."""

import json
import time

import numpy as np
import pytest
from django.urls import reverse

from annotate import jobs
from annotate.erasure.documents import erase_document
from annotate.models import Document, Job, Membership, Project, QueueRow, Suggestion, User
from annotate.queue.streams import DEFAULT_MIX
from annotate.roles import Role
from annotate.services import work
from annotate.services.publishing import publish_schema
from tests.conftest import NAMES, make_project, make_user, member
from tests.weaklabels.learning.back_end import BackEnd, choice, span
from tests.weaklabels.learning.cards import mark_next, write_cards
from tests.weaklabels.learning.conftest import WORDS, add_letters, let_answer, let_learn, mood_of
from weaklabels.models import CandidateList, ModelServer, PredictedPiece, Rival
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.due import ASK_SERVERS, TEACH_SERVER
from weaklabels.services.learning.pieces import predicted
from weaklabels.services.learning.subjects import subject_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(scope="module")
def world(made_once):
    """Letters of which a fifth may audit, most answered, and a first run: enough of each mood audits for figures."""
    project = make_project(make_user("olga"))
    ada = member(project, "ada", Role.ANNOTATOR)
    documents = add_letters(project, 200)
    QueueRow.objects.filter(document__in=documents).update(pool=0)
    QueueRow.objects.filter(document__in=documents[:40]).update(pool=1)
    project.mix, project.mix_is_set = {**dict.fromkeys(DEFAULT_MIX, 0), "control": 50, "audit": 50}, True
    project.save()
    let_answer(project, ada, 130)
    let_learn(project)
    return project.id


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world)


@pytest.fixture
def annotator(project):
    return User.objects.get(username="ada")


@pytest.fixture
def server(settings):
    """It knows the moods; the operator has listed it, with what it wants to be asked with."""
    server = BackEnd()
    server.says = in_tone
    settings.MODEL_SERVERS = [f"http://gloss:secret@{server.address}/"]
    settings.MODEL_SERVER_SECONDS = 5
    yield server
    server.stop()


def in_tone(text):
    cross = sum(word in WORDS["cross"] for word in text.split())
    return [choice("cross" if cross else "glad")], 0.6 + 0.15 * cross


@pytest.fixture
def connect(client, project, tone, server):
    """Connect it as the owner does, and let it be asked: connect(use) -> the row."""

    def connect(use="compared", question=tone):
        client.force_login(project.created_by)
        body = {"address": server.address, "use": use}
        reply = client.post(reverse("learning:server-list", args=[project.slug, question.id]), body)
        assert reply.status_code == 302
        jobs.run_due(ASK_SERVERS)
        return ModelServer.objects.get()

    return connect


def test_it_is_asked_as_the_protocol_says(connect, server, project, tone):
    made = connect()
    assert (made.problem, made.version) == ("", f"stub-{project.id}")
    assert {headers["Authorization"] for _path, _body, headers in server.asked} == {"Basic Z2xvc3M6c2VjcmV0"}
    (setup,) = server.asked_at("/setup")
    assert setup["project"].startswith(f"{project.id}.")
    assert setup["schema"] == (
        '<View><Text name="text" value="$text"/><Choices name="label" toName="text" choice="single">'
        '<Choice value="glad"/><Choice value="cross"/></Choices></View>'
    )
    asked = server.asked_at("/predict")
    assert {body["label_config"] for body in asked} == {setup["schema"]}
    assert {body["model_version"] for body in asked} == {made.version}
    assert all(len(body["tasks"]) <= 50 for body in asked)
    assert "secret" not in made.address


def test_it_stands_in_the_table_beside_ours(connect, tone, client, project):
    connect()
    ours, theirs = board_of(subject_of(tone)).contenders
    assert theirs.rival.kind == Rival.Kind.SERVER
    assert ours.quality.documents == theirs.quality.documents > 20
    assert theirs.figure == 1.0
    said = client.get(reverse("learning:model", args=[project.slug])).content.decode()
    assert theirs.rival.name in said
    assert "Training reaches only servers whose fit() uses the answers" in said
    assert not PredictedPiece.objects.exclude(server=None).exists(), "it was only to be compared"


def test_it_suggests_in_place_of_our_model_and_under_its_own_name(connect, server, project, annotator):
    connect("suggests")
    project.mix = {**dict.fromkeys(DEFAULT_MIX, 0), "ranked": 100}
    project.save()
    membership = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=annotator
    )
    shown = [one for one in work.lend(membership, 10, [])["documents"] if one["suggestions"]]
    assert shown
    assert {one["suggestions"][0]["source"] for one in shown} == {server.address}
    names = dict(project.questions.get(name="Tone").labels.values_list("id", "name"))
    for one in shown:
        (label,) = one["suggestions"][0]["labels"]
        assert names[label] == mood_of(Document.objects.get(id=one["id"]))
    assert set(Suggestion.objects.values_list("version", flat=True)) == {Job.objects.get(kind=ASK_SERVERS).id}


def test_what_it_is_least_sure_of_comes_first_in_place_of_our_order(connect, project, tone):
    connect("leads")
    let_learn(project)
    lists = {one.source: one for one in CandidateList.objects.filter(question=tone, stream="ranked")}
    assert len(lists["server"].documents) > 0
    assert not lists.get("model") or not len(lists["model"].documents), "two orders would be none"
    project.refresh_from_db()
    stretch = project.ranking.stretches.filter(stream="ranked").earliest("number")
    assert stretch.scores == sorted(stretch.scores, reverse=True)
    assert project.ranking.reasons == ["server_unsure"]
    first = Document.objects.get(id=stretch.documents[0])
    assert mood_of(first) == "glad", "of those it is sure to 0.6"


def test_what_people_answered_is_sent_once_and_then_it_is_told_to_train(
    connect, server, client, project, annotator
):
    made = connect()
    lessons = reverse("learning:server-lesson-list", args=[project.slug, made.id])
    for _time in range(2):
        assert client.post(lessons).status_code == 302
        jobs.run_due(TEACH_SERVER)
    actions = [body["action"] for body in server.learned]
    open_answers = len(set(QueueRow.objects.filter(pool=0, claimed=1).values_list("document", flat=True)))
    assert actions.count("ANNOTATION_CREATED") == open_answers > 20, "audit answers are never sent"
    assert actions[-1] == actions[-2] == "START_TRAINING", "the second time there is nothing new to send"
    first = server.learned[0]
    (result,) = first["annotation"]["result"]
    assert result["value"]["choices"] == [mood_of(Document.objects.get(id=first["task"]["id"]))]
    assert first["project"]["id"] == project.id
    assert "ada" not in json.dumps(first)


def test_a_model_whose_name_no_database_could_hold_is_asked_all_the_same(connect, server):
    server.instead["/setup"] = lambda handler, body: handler.send({"model_version": "v\0 1"})
    made = connect()
    assert (made.problem, made.version) == ("", "v\ufffd 1")
    assert Rival.objects.exists()


def test_after_each_training_of_ours_it_is_asked_again(connect, server, project):
    connect()
    asked = len(server.asked_at("/predict"))
    let_learn(project)
    jobs.run_due(ASK_SERVERS)
    assert len(server.asked_at("/setup")) == 2
    assert len(server.asked_at("/predict")) == asked, "it is the same version, judged a moment ago"
    server.instead["/setup"] = lambda handler, body: handler.send({"model_version": "another"})
    let_learn(project)
    jobs.run_due(ASK_SERVERS)
    assert len(server.asked_at("/predict")) == 2 * asked


def test_a_server_that_takes_one_text_at_a_time_is_asked_one_by_one(connect, server):
    def only_first(handler, body):
        found, score = server.says(body["tasks"][0]["data"]["text"])
        handler.send({"results": [{"result": found, "score": score}]})

    server.instead["/predict"] = only_first
    assert connect().problem == ""
    assert len(server.asked_at("/predict")) == 41, "one batch that it took one text of, then one each"


def test_scores_that_are_none_say_nothing_and_order_nothing(connect, server, tone):
    server.says = lambda text: ([choice("glad")], "high")
    made = connect("leads")
    assert made.problem == ""
    found = predicted([tone.id], list(Document.objects.values_list("id", flat=True)))
    assert {one.score for one in found if one.server} == {None}
    assert not len(CandidateList.objects.get(source="server").documents)


def slow(handler, body):
    time.sleep(3)


def drip(handler, body):
    handler.send_response(200)
    handler.end_headers()
    for _byte in range(40):
        handler.wfile.write(b" ")
        time.sleep(0.1)


def far_away(handler, body):
    handler.send(b"", 302, Location="http://127.0.0.1:1/elsewhere")


MISBEHAVES = {
    "it hangs": (slow, "did not answer within 1 s"),
    "it drips": (drip, "did not answer within 1 s"),
    "it redirects": (far_away, "Redirects are not followed"),
    "it fails": (lambda h, body: h.send(b"", 500), "answered with status 500"),
    "it floods": (lambda h, body: h.send(b" " * (17 * 2**20)), "sent more than 16384 kB"),
    "ten thousand": (
        lambda h, body: h.send({"results": [{"result": [choice("glad")] * 10_000}, *[{}] * 39]}),
        "found 10000 things in one text. At most 1000 are taken.",
    ),
    "it sends NUL": (
        lambda h, body: h.send(
            {"results": [{"result": [choice("gl\0ad")]}, *[{}] * (len(body["tasks"]) - 1)]}
        ),
        "gives the label “gl\ufffdad”, which is none here",
    ),
}


@pytest.mark.parametrize("how", MISBEHAVES)
def test_what_it_does_wrong_is_a_sentence_and_what_it_said_before_stays(
    connect, server, settings, tone, client, project, how
):
    connect("suggests")
    before = bytes(Rival.objects.get().labels), PredictedPiece.objects.exclude(server=None).count()
    settings.MODEL_SERVER_SECONDS = 1
    server.instead["/predict"], sentence = MISBEHAVES[how]
    made = connect("suggests")
    assert sentence in made.problem
    assert Job.objects.filter(kind=ASK_SERVERS).latest("id").state == Job.State.DONE
    assert (
        bytes(Rival.objects.get().labels),
        PredictedPiece.objects.exclude(server=None).count(),
    ) == before
    assert sentence in client.get(reverse("learning:model", args=[project.slug])).content.decode()


def test_nobody_at_its_address_is_a_sentence_too(connect, server):
    server.stop()
    assert "Nobody listens at its address" in connect().problem


def test_a_server_that_cannot_be_taught_says_so(connect, server, client, project):
    made = connect()
    server.instead["/webhook"] = lambda handler, body: handler.send(b"", 404)
    client.post(reverse("learning:server-lesson-list", args=[project.slug, made.id]))
    jobs.run_due(TEACH_SERVER)
    made.refresh_from_db()
    assert "cannot be taught: it has no /webhook" in made.problem
    assert made.taught_until == 0, "nothing is counted as sent"


def test_only_what_the_operator_has_listed_is_asked(client, project, tone, server):
    client.force_login(project.created_by)
    address = reverse("learning:server-list", args=[project.slug, tone.id])
    reply = client.post(address, {"address": "169.254.169.254", "use": "compared"}, follow=True)
    assert reply.status_code == 422
    assert "is none of the servers that the operator has listed" in reply.content.decode()
    reply = client.post(address, {"address": server.address, "use": "obeyed"})
    assert reply.status_code == 422
    assert not server.asked


def test_one_server_a_question_may_suggest(connect, client, project, tone, server, settings):
    connect("suggests")
    settings.MODEL_SERVERS = [*settings.MODEL_SERVERS, "http://models.example.org"]
    address = reverse("learning:server-list", args=[project.slug, tone.id])
    reply = client.post(address, {"address": "models.example.org", "use": "leads"}, follow=True)
    assert reply.status_code == 409
    assert f"“{server.address}” suggests answers to this question already." in reply.content.decode()
    assert client.post(address, {"address": "models.example.org", "use": "compared"}).status_code == 302


def test_a_server_that_is_taken_off_the_list_is_asked_no_more(connect, server, settings, project):
    connect()
    count = len(server.asked)
    settings.MODEL_SERVERS = []
    jobs.due(ASK_SERVERS, project.id)
    jobs.run_due(ASK_SERVERS)
    assert len(server.asked) == count
    assert "taken this server off the list" in ModelServer.objects.get().problem


def test_disconnected_it_takes_all_it_said_along(connect, client, project):
    made = connect("leads")
    client.post(reverse("learning:server-removal", args=[project.slug, made.id]))
    assert not ModelServer.objects.exists()
    assert not Rival.objects.exists()
    assert not PredictedPiece.objects.exclude(server=None).exists()
    assert not CandidateList.objects.filter(source="server").exists()


def test_erasing_a_document_takes_what_a_server_was_quoted_with(connect, project):
    made = connect()
    ModelServer.objects.filter(id=made.id).update(problem="gives the label “a word of a letter”")
    erase_document(project.documents.first(), project.created_by)
    made.refresh_from_db()
    assert made.problem == ""


@pytest.fixture
def cards(project):
    """The project asks for names instead. Its cards, of which a part audits: the true spans of each by its id."""
    publish_schema(project, [NAMES], project.created_by)
    project.refresh_from_db()
    made, truth = write_cards(project, 60)
    QueueRow.objects.exclude(document__in=truth).update(pool=0, is_held=True)
    QueueRow.objects.filter(document__in=truth).update(pool=0)
    QueueRow.objects.filter(document__in=[one.id for one in made[:30]]).update(pool=1)
    return truth


@pytest.fixture
def names(project, cards):
    return project.questions.get(name="Names", retired_at=None)


@pytest.fixture
def marked(project, annotator, cards):
    """Ada has marked all of them, and our model has learned."""
    membership = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=annotator
    )
    while mark_next(membership, cards):
        continue
    let_learn(project)


def test_spans_of_a_server_are_compared_with_ours(connect, server, cards, names, marked, project):
    truth = {
        text: cards[number]
        for number, text in project.documents.filter(id__in=cards).values_list("id", "text")
    }
    server.says = lambda text: (
        [span(start, end, name, text=text[start:end]) for start, end, name in truth[text]],
        0.9,
    )
    made = connect(question=names)
    assert made.problem == ""
    _ours, theirs = board_of(subject_of(names)).contenders
    assert (theirs.figure, theirs.second) == (1.0, 1.0)
    assert np.isfinite(theirs.ahead)


def test_offsets_that_lie_are_a_sentence(connect, server, names):
    server.says = lambda text: ([span(0, 10_000, "person")], 0.9)
    assert "found a span from 0 to 10000 in a text of" in connect(question=names).problem
    assert not Rival.objects.exists()
