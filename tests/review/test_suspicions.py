"""Suspicious labels: found by a search, told with reasons, and sent on from their page."""

import random
import uuid

import pytest

from annotate import jobs
from annotate.models import Batch, Gold, Membership, QueueRow, Standing
from annotate.models.queueing import Pool
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from review.models import Referral, Suspicion, SuspicionRun
from review.services.suspicions.finding import SEARCH
from tests.annotate.answering import says
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import FILLING, WORDS
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule, Says
from weaklabels.services.functions import Wish, make_rule

pytestmark = pytest.mark.django_db
LETTERS, WRONG = 90, 4
PLACE = {"glad": 0, "cross": 1}


def letters_in(project):
    """A third of them cross; most words of each tell."""
    rng = random.Random(1)
    batch = Batch.objects.create(project=project, name="letters", created_by=project.created_by)
    moods = ["cross" if number % 3 == 0 else "glad" for number in range(LETTERS)]
    texts = [" ".join(rng.sample(WORDS[mood], 9) + rng.sample(FILLING, 3)) for mood in moods]
    told = zip(moods, texts, strict=True)
    return add_documents(
        batch, [NewDocument(text, external_id=f"{mood}-{n:03}") for n, (mood, text) in enumerate(told)]
    )


def mood_of(document):
    return document.external_id.split("-")[0]


class World:
    """Ninety letters Ada told apart, four of them wrongly; one of those is held out, and two rules know the words."""

    def __init__(self):
        self.owner = make_user("olga")
        self.project = make_project(self.owner)
        self.supervisor, self.ada = (
            member(self.project, "sam", Role.SUPERVISOR),
            member(self.project, "ada", Role.ANNOTATOR),
        )
        self.expert = member(self.project, "eve", Role.EXPERT, Role.SUPERVISOR)
        self.tone = self.project.questions.get(name="Tone")
        self.glad, self.cross = self.tone.labels.order_by("id")
        self.letters = letters_in(self.project)
        self.wrong = random.Random(3).sample([one for one in self.letters if mood_of(one) == "cross"], WRONG)
        self.audit = self.wrong[0]
        QueueRow.objects.filter(document=self.audit).update(pool=Pool.AUDIT)
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=self.project, user=self.ada
        )
        for letter in self.letters:
            said = "glad" if letter in self.wrong else mood_of(letter)
            says(membership, self.body, letter, tone_label=PLACE[said])
        for number, words in enumerate((("broken", "late", "refund"), ("late", "broken", "angry"))):
            definition = forms.write(Rule(0, Keywords(words, whole_words=True), Says.LABEL))
            make_rule(self.tone, Wish(f"rule {number}", definition, self.cross.id, ""), self.owner)
        jobs.run_due("apply_rules")
        self.search()

    def body(self, document, *, tone_label, **more):
        tone = self.project.schema.questions[0]
        labels = [tone["labels"][tone_label]["id"]]
        return {
            "key": str(uuid.uuid4()),
            "schema": self.project.schema_id,
            "responses": [{"question": tone["id"], "labels": labels}],
            "active_ms": 900,
            **document,
            **more,
        }

    def search(self):
        jobs.start(SEARCH, project=self.project, owner=self.supervisor, arguments={"question": self.tone.id})
        jobs.run_due(SEARCH)
        return SuspicionRun.objects.get(question=self.tone)


@pytest.fixture(scope="module")
def world(made_once):
    return World()


@pytest.fixture
def page(client, world):
    """As Sam, or another: page() -> the list; page("returns/", chosen=[...]) -> what a press says."""

    def get(address="", user=None, status=200, **form):
        client.force_login(user or world.supervisor)
        path = f"/projects/{world.project.slug}/review/suspicions/{address}"
        form and form.setdefault("question", world.tone.id)
        reply = client.post(path, form, follow=True) if form else client.get(path)
        assert reply.status_code == status, reply.content.decode()[:2000]
        return reply.content.decode()

    return get


def of(document):
    return Suspicion.objects.get(document=document)


def test_what_was_answered_wrongly_comes_first_with_reasons(world, page):
    found = list(SuspicionRun.objects.get().suspicions.values_list("document", flat=True))
    assert set(found[:WRONG]) == {one.id for one in world.wrong}
    shown = page()
    assert "The model, trained without it, says cross with" in shown
    for one in world.wrong:
        assert str(one) in shown


def test_rules_speak_where_two_more_of_them_do(world):
    """Those that hit both rules say so; a single rule is no reason."""
    both = Suspicion.objects.exclude(rules_say=None)
    assert {one.rules_say for one in both} <= {world.cross.id}
    assert all(one.rules_against - one.rules_agreeing >= 2 for one in both)


def test_held_out_answers_are_looked_at_and_teach_nothing(world, page):
    on = SuspicionRun.objects.get().computed_on
    assert (on["learned_documents"], on["audit_answers"], on["answers"]) == (LETTERS - 1, 1, LETTERS)
    assert of(world.audit).model_says == world.cross.id
    assert "no model learned from it" in page()
    as_expert = page(user=world.expert)
    assert str(world.audit) not in as_expert
    assert "Documents of the held-out part are left out" in as_expert


def test_what_a_held_out_answer_says_changes_no_other_score(world):
    """Two worlds that differ in one held-out answer alone."""
    before = {one.document_id: (one.margin, one.said_chance) for one in Suspicion.objects.all()}
    standing = Standing.objects.get(document=world.audit)
    choice = standing.current.responses.get(question=world.tone).choices.get()
    other = Membership.objects.select_related("project__schema", "user").get(user=world.ada)
    assert choice.label == world.glad
    says(other, world.body, world.audit, tone_label=PLACE["cross"])
    run = world.search()
    after = {one.document_id: (one.margin, one.said_chance) for one in run.suspicions.all()}
    assert world.audit.id not in after
    assert after == {document: scores for document, scores in before.items() if document != world.audit.id}


def test_chosen_ones_go_back_to_the_annotator_with_a_note(world, page):
    chosen = [of(one).id for one in world.wrong[:2]]
    shown = page("returns/", chosen=chosen, note="Is that so?")
    assert "2 answers are on their way back." in shown
    returned = Standing.objects.filter(state="returned")
    assert {(one.document_id, one.note) for one in returned} == {
        (one.id, "Is that so?") for one in world.wrong[:2]
    }
    assert str(world.wrong[0]) not in page()


def test_chosen_ones_wait_first_among_the_disagreements_until_somebody_decides(world, page, client):
    document = world.wrong[1]
    assert "1 document waits for adjudication." in page("referrals/", chosen=[of(document).id])
    queue = f"/projects/{world.project.slug}/review/disagreements/?question={world.tone.id}"
    assert str(document) in client.get(queue).content.decode()
    assert str(document) not in page()
    make_gold(document.annotations.get(), world.supervisor)
    assert str(document) not in client.get(queue).content.decode()


def test_sending_twice_refers_once(world, page):
    chosen = [of(world.wrong[2]).id]
    page("referrals/", chosen=chosen)
    assert "Choose at least one label" in page("referrals/", chosen=chosen, status=422)
    assert Referral.objects.count() == 1


def test_gold_is_doubted_too_and_is_nobodys_to_take_back(world, page):
    document = world.wrong[3]
    make_gold(document.annotations.get(), world.supervisor)
    run = world.search()
    [suspicion] = run.suspicions.filter(document=document)
    assert (suspicion.annotation, suspicion.gold) == (None, Gold.objects.get())
    assert "<strong>Gold</strong>" in page()
    assert "Gold is nobody" in page("returns/", chosen=[suspicion.id], status=422)


def test_the_list_narrows_to_a_label_and_an_annotator(world, page):
    wrong = str(world.wrong[1])
    assert wrong in page(f"?label={world.glad.id}&annotator={world.ada.id}")
    assert wrong not in page(f"?label={world.cross.id}")
    assert wrong not in page(f"?annotator={world.owner.id}")


def test_a_changed_answer_leaves_the_list(world, page):
    membership = Membership.objects.select_related("project__schema", "user").get(user=world.ada)
    says(membership, world.body, world.wrong[2], tone_label=PLACE["cross"])
    assert str(world.wrong[2]) not in page()


def test_too_few_answers_are_refused_in_words(world, client):
    project = make_project(world.owner)
    client.force_login(world.owner)
    question = project.questions.get(name="Tone")
    path = f"/projects/{project.slug}/review/suspicions/"
    reply = client.post(f"{path}searches/", {"question": question.id})
    assert reply.status_code == 422
    assert "Only 0 documents are answered" in reply.content.decode()
    assert "Nobody has searched yet." in client.get(path).content.decode()
