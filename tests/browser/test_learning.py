"""A model in the loop in a real browser: the queue reorders behind an annotator, and a stakeholder tries the model."""

import random
import uuid
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import ApiToken, Batch, Flag, Membership, Project, QueueRow, Stream
from annotate.services.documents import NewDocument, add_documents
from annotate.services.publishing import publish_schema
from annotate.services.rankings import Listed
from annotate.services.tokens import make_token
from tests.conftest import NAMES, TONE
from tests.weaklabels.learning.cards import mark_next, write_cards
from tests.weaklabels.learning.conftest import WORDS, letter
from weaklabels.models import Duel, LearningSettings, ModelRun
from weaklabels.services.learning.due import LEARN
from weaklabels.services.ranking import Source, compose, offer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTERS = 400


@pytest.fixture
def letters(project, owner):
    """Letters in a project that asks for their tone alone, and whose annotators may know why a document is next."""
    publish_schema(project, [TONE], owner)
    mix = {"ranked": 25, "control": 30, "duel": 0, "audit": 45}
    Project.objects.update(is_blind=False, mix=mix, mix_is_set=True)
    rng = random.Random(1)
    batch = Batch.objects.create(project=project, name="letters", created_by=owner)
    moods = ["cross" if number % 3 == 0 else "glad" for number in range(LETTERS)]
    documents = add_documents(
        batch,
        [NewDocument(letter(mood, rng), external_id=f"{mood}-{number}") for number, mood in enumerate(moods)],
    )
    QueueRow.objects.filter(document__in=documents[:150]).update(pool=1)
    LearningSettings.objects.create(question=project.questions.get(name="Tone", retired_at=None), goal=0.95)
    return documents


@pytest.fixture
def client_of(annotator):
    """Ada's program, which answers as she would: faster than her fingers."""
    client = Client()
    client.force_login(annotator)
    return client


def answer(client, project, count):
    """Let Ada answer so many letters over the workbench's own addresses."""
    schema = Project.objects.get(id=project.id).schema
    (tone,) = [question for question in schema.questions if question["name"] == "Tone"]
    labels = {label["name"]: label["id"] for label in tone["labels"]}
    address = f"/projects/{project.slug}/annotate/"
    step = client.post(f"{address}leases/", {"want": 1}, content_type="application/json").json()
    for _number in range(count):
        document = step["documents"][0]
        body = {
            "key": str(uuid.uuid4()),
            "sha256": document["sha256"],
            "replaces": None,
            "schema": schema.id,
            "responses": [
                {"question": tone["id"], "labels": [labels[document["external_id"].split("-")[0]]]}
            ],
            "active_ms": 3_000,
            "want": 1,
            "holding": [],
        }
        place = f"{address}documents/{document['id']}/annotations/"
        step = client.post(place, body, content_type="application/json").json()


def learn(project):
    jobs.due(LEARN, project.id)
    jobs.run_due(LEARN)


def test_the_queue_reorders_behind_the_annotator_and_says_why(
    page, look, sign_in, annotator, project, letters, client_of
):
    """All 60 answers teach: with fewer than 50, and by chance fewer than 5 of a label, the order would stay random."""
    Project.objects.update(mix={"ranked": 0, "control": 100, "duel": 0, "audit": 0})
    sign_in(annotator)
    page.goto(f"/projects/{project.slug}/annotate/")
    reason = page.locator("[data-part=reason]")
    expect(reason).to_have_text("chosen at random")
    answer(client_of, project, 60)
    learn(project)
    Project.objects.update(mix={"ranked": 100, "control": 0, "duel": 0, "audit": 0})
    page.goto("/")
    page.goto(f"/projects/{project.slug}/annotate/")
    for _turn in range(12):  # what was fetched ahead before comes first
        if "torn between" in reason.inner_text():
            break
        before = page.locator("span-text").inner_text()
        page.keyboard.press("x")
        expect(page.locator("span-text")).not_to_have_text(before)
    expect(reason).to_contain_text("the model is torn between “")
    look("reason")


def test_the_page_says_what_was_learned_and_whether_it_pays(
    page, look, sign_in, supervisor, project, letters, client_of
):
    for _run in range(3):
        answer(client_of, project, 40)
        learn(project)
    sign_in(supervisor)
    page.goto(f"/projects/{project.slug}/")
    page.get_by_role("link", name="Model", exact=True).click()
    expect(page.get_by_role("heading", name="Is active learning paying?")).to_be_visible()
    expect(page.locator(".verdict")).to_contain_text("Too early to say.")
    expect(page.locator("svg.curve circle")).to_have_count(3)
    look("model-page")
    page.get_by_role("button", name="Mostly random").click()
    expect(page.get_by_text("Saved. It holds from the next document on.")).to_be_visible()
    assert Project.objects.get(id=project.id).mix["control"] == 78
    page.get_by_text("How it learns").click()
    look("model-settings")


def test_the_page_tells_each_verdict_and_the_queue_follows_it(
    page, look, sign_in, supervisor, project, letters, client_of
):
    answer(client_of, project, 20)
    learn(project)
    sign_in(supervisor)
    address = f"/projects/{project.slug}/model/"
    verdict = page.locator(".verdict")
    page.goto(address)
    expect(verdict).to_contain_text("Too early to say.")
    fight(client_of, project, [one for one in letters if one.external_id.startswith("glad")])
    Project.objects.update(mix={}, mix_is_set=False)
    learn(project)
    page.goto(address)
    expect(verdict).to_contain_text("Ranked order helps")
    expect(verdict).to_contain_text("are right on +30.0 points more documents")
    expect(
        page.get_by_text("The queue now: 70 % ranked, 10 % random, 10 % duels, 10 % audit.")
    ).to_be_visible()
    look("verdict-helps")
    Duel.objects.update(ranked_said=F("control_said"), control_said=F("ranked_said"))
    learn(project)
    page.goto(address)
    expect(verdict).to_contain_text("Ranked order hurts here: most documents come in random order now.")
    expect(page.get_by_text("The queue now: 6 % ranked, 78 % random, 6 % duels, 10 % audit.")).to_be_visible()
    look("verdict-hurts")


def fight(client, project, documents):
    """Thirty duels, in which the ranked order's models say what Ada will: duels are all that she is served."""
    tone = project.questions.get(name="Tone", retired_at=None)
    labels = {label.name: label.id for label in tone.labels.all()}
    free = QueueRow.objects.filter(document__in=documents, pool=0, claimed=0).values_list(
        "document", flat=True
    )
    chosen, run = sorted(free)[:30], ModelRun.objects.get(question=tone)
    Duel.objects.filter(run=run).delete()
    Duel.objects.bulk_create(
        Duel(
            run=run,
            document=document,
            ranked_said=labels["glad"],
            control_said=labels["cross"],
            disagreement=0.3,
        )
        for document in chosen
    )
    offer(tone, Source.MODEL, Listed(chosen, [0.3] * 30, [""] * 30), Stream.DUEL)
    compose(project)
    Project.objects.update(mix={"ranked": 0, "control": 0, "duel": 100, "audit": 0})
    answer(client, project, 31)  # the first is the one that Ada holds already


def test_another_model_is_compared_on_the_same_documents(
    page, look, sign_in, expert, project, letters, client_of
):
    answer(client_of, project, 90)
    learn(project)
    said = "id,label\n" + "".join(f"{one.external_id},{one.external_id.split('-')[0]}\n" for one in letters)
    sign_in(expert)
    page.goto(f"/projects/{project.slug}/model/")
    page.get_by_text("Other models").click()
    page.get_by_label("Name of the model").fill("a list of words")
    file = {"name": "said.csv", "mimeType": "text/csv", "buffer": said.encode()}
    page.get_by_label("Its predictions").set_input_files(files=[file])
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Compared on 150 audit documents.")).to_be_visible()
    expect(page.locator(".rivals tbody tr")).to_have_count(2)
    look("model-others")


def test_a_stakeholder_tries_the_model_and_flags_what_is_wrong(
    page, look, sign_in, viewer, project, letters, client_of
):
    """All 60 answers teach: of fewer it learned too little now and then."""
    Project.objects.update(mix={"ranked": 0, "control": 100, "duel": 0, "audit": 0})
    answer(client_of, project, 60)
    learn(project)
    sign_in(viewer)
    page.goto(f"/projects/{project.slug}/model/try/")
    page.get_by_label("Text").fill("the parcel is broken, I want a refund and I am angry")
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator(".told .answer")).to_contain_text("cross")
    expect(page.locator(".words mark").first).to_be_visible()
    look("try-it")
    page.get_by_label("Is it wrong?").fill("A quotation: the writer is glad.")
    page.get_by_role("button", name="Flag it as wrong").click()
    expect(page.get_by_text("The text is a document for annotation now")).to_be_visible()
    assert Flag.objects.get().document.text.startswith("the parcel is broken")


def test_a_version_is_published_asked_and_rolled_back(
    page, look, sign_in, owner, project, letters, client_of
):
    answer(client_of, project, 40)
    learn(project)
    answer(client_of, project, 20)
    learn(project)
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/model/")
    for _version in range(2):
        page.get_by_text("Runs and versions").click()
        page.get_by_role("button", name="Publish").last.click()
        expect(page.get_by_text("programs can ask it now")).to_be_visible()
    assert asked(owner, project) == 2
    page.get_by_text("Runs and versions").click()
    look("versions")
    page.get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("Programs are answered by version 1 again.")).to_be_visible()
    assert asked(owner, project) == 1
    assert ModelRun.objects.count() == 2


def test_the_words_a_model_finds_are_marked_in_the_text_and_judged_on_the_page(
    page, look, sign_in, viewer, project, owner, annotator
):
    publish_schema(project, [NAMES], owner)
    documents, truth = write_cards(project, 200)
    QueueRow.objects.filter(document__in=documents[:80]).update(pool=1)
    Project.objects.update(
        mix={"ranked": 20, "control": 30, "duel": 0, "audit": 50}, mix_is_set=True, is_blind=False
    )
    ada = Membership.objects.select_related("project__schema", "user").get(project=project, user=annotator)
    for _run in range(2):
        for _card in range(50):
            mark_next(ada, truth)
        learn(project)
    sign_in(viewer)
    page.goto(f"/projects/{project.slug}/model/")
    expect(page.get_by_text("F1 of spans that are right to the character")).to_be_visible()
    look("model-of-words")
    page.goto(f"/projects/{project.slug}/model/try/")
    page.get_by_label("Text").fill(
        "It rains in Oslo again.\nZoë came home from Rome by train, and Kai is cross."
    )
    page.get_by_role("button", name="Ask the model").click()
    expect(page.locator(".found-words mark")).to_have_text(["Oslo", "Zoë", "Rome", "Kai"])
    look("words-found")


def asked(owner, project):
    """Which version answers a program."""
    ends = timezone.now() + timedelta(days=1)
    _token, secret = make_token(owner, "test", [ApiToken.Scope.PREDICT], ends, None)
    program = Client(headers={"authorization": f"Bearer {secret}"})
    body = {"texts": [" ".join(WORDS["glad"])]}
    reply = program.post(
        f"/api/v1/projects/{project.slug}/predict", body, content_type="application/json"
    ).json()
    assert reply["predictions"][0]["labels"] == ["glad"]
    return reply["version"]
